import { hash } from 'node:crypto';
import { z } from 'zod';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { checkData } from '../json/json-data.ts';
import type { TestStatus } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';
import type { FlakyTest } from './flaky-tests.ts';
import { type Coverage, coverageSchema } from './warm/coverage.ts';

/**
 * What the suite does without any bug; plain JSON that can be kept, read back with {@link parseBaseline} and
 * used for every candidate of the commit.
 */
export type Baseline = {
  readonly formatVersion: 5;
  /** What it was made from; it is refused for anything else. */
  readonly commit: string;
  readonly testCommand: string;
  /** Name of the parser that read the runs. */
  readonly parser: string;
  /** Digest of how the environment is installed. */
  readonly environment: string;
  /** Status of every test in the first run, in the order they ran. */
  readonly tests: readonly (readonly [test: string, status: TestStatus])[];
  /** Tests that disagreed with themselves; they count for nothing. */
  readonly flaky: readonly FlakyTest[];
  /** Time of the first run. */
  readonly durationMs: number;
  /** What the first run printed. */
  readonly testOutput: string;
  /** Which lines each test executes; `null` when that is not known. */
  readonly coverage: Coverage | null;
  /** Why there is no `coverage`; `null` when there is. */
  readonly untraced: string | null;
};

const testStatuses = [
  'passed',
  'failed',
  'error',
  'skipped',
  'xfailed',
  'xpassed',
] as const satisfies TestStatus[];
const baselineSchema: z.ZodType<Baseline> = z.object({
  formatVersion: z.literal(5),
  commit: z.string(),
  testCommand: z.string(),
  parser: z.string(),
  environment: z.string(),
  tests: z.array(z.tuple([z.string(), z.enum(testStatuses)])),
  flaky: z.array(
    z.object({ test: z.string(), statuses: z.record(z.string(), z.enum([...testStatuses, 'missing'])) }),
  ),
  durationMs: z.number(),
  testOutput: z.string(),
  coverage: coverageSchema.nullable(),
  untraced: z.string().nullable(),
});

/**
 * Checks a baseline that was kept as JSON.
 *
 * @throws {DataFormatError} naming the field, when it is none.
 */
export function parseBaseline(value: unknown): Baseline {
  return checkData(baselineSchema, value, { file: 'the baseline' });
}

/** Digest of what decides how the tests of a repository are installed. */
export function digestEnvironment({ environment }: Repository): string {
  const { python, install, image, importRoots } = environment;
  return hash('sha256', JSON.stringify([python, install, image, importRoots])).slice(0, 16);
}

/** The tests a candidate is judged by, with what they do without it. */
export function stableTests({ tests, flaky }: Baseline): Map<string, TestStatus> {
  const left = new Set(flaky.map(({ test }) => test));
  return new Map(tests.filter(([test]) => !left.has(test)));
}

/** @throws {InvalidArgumentError} when the baseline was made from something else. */
export function checkBaseline(baseline: Baseline, repository: Repository, parser: string): void {
  const expected = {
    formatVersion: 5,
    commit: repository.commit,
    testCommand: repository.environment.testCommand,
    parser,
    environment: digestEnvironment(repository),
  };
  for (const key of Object.keys(expected) as (keyof typeof expected)[]) {
    if (baseline[key] !== expected[key]) {
      throw new InvalidArgumentError({
        argument: `baseline.${key}`,
        value: baseline[key],
        expected: `${JSON.stringify(expected[key])}, which this run uses; make a new baseline with \`createBaseline\``,
      });
    }
  }
}

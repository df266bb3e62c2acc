import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { TestStatus } from '../parsers/test-output-parser.ts';
import type { Repository } from '../repository/repository.ts';

/**
 * What the suite does without any bug; plain JSON that can be kept and used again for every candidate of the
 * commit.
 */
export type Baseline = {
  readonly formatVersion: 1;
  /** What it was made from; it is refused for anything else. */
  readonly commit: string;
  readonly testCommand: string;
  /** Name of the parser that read the run. */
  readonly parser: string;
  /** Status of every test, in the order they ran. */
  readonly tests: readonly (readonly [test: string, status: TestStatus])[];
  readonly durationMs: number;
  /** What the run printed. */
  readonly testOutput: string;
};

/** @throws {InvalidArgumentError} when the baseline was made from another commit, command or parser. */
export function checkBaseline(baseline: Baseline, repository: Repository, parser: string): void {
  const expected = { commit: repository.commit, testCommand: repository.environment.testCommand, parser };
  for (const key of ['commit', 'testCommand', 'parser'] as const) {
    if (baseline[key] !== expected[key]) {
      throw new InvalidArgumentError({
        argument: `baseline.${key}`,
        value: baseline[key],
        expected: `${JSON.stringify(expected[key])}, which this run uses; make a new baseline with \`createBaseline\``,
      });
    }
  }
}

import { posix } from 'node:path';
import { z } from 'zod';
import { toAsciiJson } from '../../json/to-ascii-json.ts';
import type { Repository } from '../../repository/repository.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import { createSuiteEnv } from '../../validation/run-suite.ts';
import runnerSource from './bugsmith_reproduce.py';

/** The file a program is written to. */
export const programName = 'example.py';

/** What a program did. */
export type ProgramRun = {
  /** `null` when it was ended because it took too long. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether all it printed is here. */
  readonly isWhole: boolean;
};

const folder = 'bugsmith-programs';

/** Absolute path of the directory a program runs in. */
export function programDirectory({ temporaryDirectory }: Sandbox): string {
  return posix.join(temporaryDirectory, folder, 'run', 'work');
}

const programRunSchema = z.object({
  index: z.number(),
  exitCode: z.number(),
  timedOut: z.boolean(),
  stdout: z.string(),
  stderr: z.string(),
  isWhole: z.boolean(),
});

/**
 * Runs Python programs in a sandbox, each in a process and an empty directory of its own, with one start of an
 * interpreter for all of them; `undefined` for those there was no time for.
 *
 * @throws {ContainerError} when the sandbox fails.
 */
export async function runPrograms(
  sandbox: Sandbox,
  programs: readonly string[],
  settings: {
    readonly repository: Repository;
    readonly interpreter: string;
    /** Bound of each program. */
    readonly timeoutMs: number;
    /** Decides in which order sets are. */
    readonly hashSeed: number;
    readonly abortSignal: AbortSignal;
  },
): Promise<(ProgramRun | undefined)[]> {
  const { repository, interpreter, timeoutMs, hashSeed, abortSignal } = settings;
  const inside = (name: string): string => posix.join(sandbox.temporaryDirectory, folder, name);
  const allMs = timeoutMs * Math.min(programs.length, 3);
  const job = {
    programs,
    directory: inside('run'),
    report: inside('report.jsonl'),
    seconds: timeoutMs / 1000,
    all: allMs / 1000,
  };
  await sandbox.writeFile(inside('run.py'), runnerSource);
  await sandbox.writeFile(inside('job.json'), toAsciiJson(job));
  await sandbox.removeFile(job.report);
  await sandbox.exec({
    command: [interpreter, inside('run.py'), inside('job.json')],
    env: { ...createSuiteEnv(sandbox, repository), PYTHONHASHSEED: String(hashSeed) },
    timeoutMs: allMs + 30_000,
    maxOutputBytes: 10_000,
    abortSignal,
  });
  const report = new TextDecoder().decode((await sandbox.readFile(job.report)) ?? new Uint8Array());
  const runs: (ProgramRun | undefined)[] = programs.map(() => undefined);
  for (const line of report.split('\n')) {
    const run = readRun(line);
    if (run === undefined || !(run.index in runs)) continue;
    const { index, timedOut, exitCode, ...output } = run;
    runs[index] = { ...output, exitCode: timedOut ? null : exitCode };
  }
  return runs;
}

function readRun(line: string): z.infer<typeof programRunSchema> | undefined {
  try {
    return programRunSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

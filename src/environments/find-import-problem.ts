import type { Repository } from '../repository/repository.ts';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { createSuiteEnv } from '../validation/run-suite.ts';
import { findProjectModules } from './find-project-modules.ts';

/** A module of the project that cannot be imported. */
export type ImportProblem = {
  readonly module: string;
  /** What Python said last, such as `ModuleNotFoundError: No module named 'numpy'`. */
  readonly message: string;
};

const timeoutMs = 60_000;

/** Each module costs the start of an interpreter; a project that has more is found broken by its first ones. */
const mostModules = 20;

const script = 'import importlib, sys; importlib.import_module(sys.argv[1])';

/** Imports each top-level module of the project in an interpreter of its own. */
export async function findImportProblem(
  sandbox: Sandbox,
  repository: Repository,
  abortSignal: AbortSignal | undefined,
): Promise<ImportProblem | undefined> {
  for (const module of findProjectModules(repository).slice(0, mostModules)) {
    const result = await sandbox.exec({
      command: ['python3', '-c', script, module],
      env: createSuiteEnv(sandbox, repository),
      timeoutMs,
      abortSignal,
    });
    if (result.exitCode === 0) continue;
    const lastLine = result.stderr.trimEnd().split('\n').at(-1) ?? '';
    const ending = result.timedOut
      ? `did not end within ${timeoutMs} ms`
      : `ended with ${result.signal ?? `exit code ${result.exitCode ?? 'unknown'}`}`;
    return { module, message: lastLine.trim().slice(0, 1000) || ending };
  }
  return undefined;
}

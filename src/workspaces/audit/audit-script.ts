import { posix } from 'node:path';
import { z } from 'zod';
import { ContainerError } from '../../errors/container-error.ts';
import type { ExecResult, Sandbox } from '../../runtimes/sandbox.ts';
import { runPython } from '../run-python.ts';
import filesSource from './bugsmith_audit_files.py';
import gitSource from './bugsmith_audit_git.py';
import signsSource from './bugsmith_audit_signs.py';
import mainSource from './bugsmith_audit.py';
import { type WorkspaceLeak, workspaceLeakKinds } from './workspace-leak.ts';

const sources: Readonly<Record<string, string>> = {
  'bugsmith_audit.py': mainSource,
  'bugsmith_audit_files.py': filesSource,
  'bugsmith_audit_git.py': gitSource,
  'bugsmith_audit_signs.py': signsSource,
};

const lineSchema = z.union([
  z.object({ kind: z.literal('done') }),
  z.object({
    kind: z.enum(workspaceLeakKinds),
    path: z.string(),
    ref: z.string().nullable(),
    detail: z.string(),
  }),
]);

/** What the script is told, as JSON. */
export type AuditFacts = {
  readonly workspace: string;
  /** Paths of the repository's files, relative to the workspace. */
  readonly files: readonly string[];
  readonly changes: readonly {
    readonly path: string;
    /** Base64, as everything below; `null` where there is no such file. */
    readonly clean: string | null;
    readonly buggy: string | null;
    readonly blocks: readonly (readonly string[])[];
    readonly runs: readonly (readonly string[])[];
  }[];
  /** Places to search beside the workspace. */
  readonly paths: readonly string[];
  readonly searchesEnvironment: boolean;
};

/**
 * Runs the search in a sandbox with its Python.
 *
 * @throws {ContainerError} when there is none, or it does not come to its end.
 */
export async function runAuditScript(
  sandbox: Sandbox,
  facts: AuditFacts,
  options: {
    readonly python: string | undefined;
    readonly timeoutMs: number;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<WorkspaceLeak[]> {
  const directory = posix.join(sandbox.temporaryDirectory, 'bugsmith-audit');
  try {
    for (const [name, source] of Object.entries(sources)) {
      await sandbox.writeFile(posix.join(directory, name), source);
    }
    const factsPath = posix.join(directory, 'facts.json');
    await sandbox.writeFile(factsPath, JSON.stringify(facts));
    const script = posix.join(directory, 'bugsmith_audit.py');
    const result = await runPython(sandbox, [script, factsPath], options);
    return readFindings(result);
  } finally {
    await sandbox.removeFile(directory);
  }
}

function readFindings({ stdout, stderr, exitCode, timedOut, truncated }: ExecResult): WorkspaceLeak[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const findings = lines.map((line) => lineSchema.parse(JSON.parse(line)));
  if (exitCode === 0 && !truncated && findings.at(-1)?.kind === 'done') {
    return findings.flatMap((finding): WorkspaceLeak[] => {
      if (finding.kind === 'done') return [];
      const { ref, ...leak } = finding;
      return [ref === null ? leak : { ...leak, ref }];
    });
  }
  throw new ContainerError({
    runtime: 'sandbox',
    operation: 'look for leaks',
    reason: timedOut ? 'it took too long' : stderr.trim().slice(-1000) || `exit code ${exitCode}`,
    remedy: timedOut
      ? 'Raise `timeoutMs`, or search fewer `paths`.'
      : 'The environment needs Python 3.6 or later as `python` or `python3`.',
    isRetryable: false,
  });
}

import { posix } from 'node:path';
import { z } from 'zod';
import type { Sandbox } from '../runtimes/sandbox.ts';
import { runPython } from './run-python.ts';
import type { ChangedFile } from './workspace.ts';
import script from './bugsmith_replace_copies.py';

const lineSchema = z.object({ path: z.string(), isReplaced: z.boolean() });

/** Copies of changed files: absolute paths of those that got the bug, and of those that could not be written. */
export type Copies = { readonly replaced: readonly string[]; readonly kept: readonly string[] };

/**
 * Puts the bug into copies of the changed files too, such as those of a package that was installed without `-e`,
 * and removes what was compiled from them.
 *
 * Looks in the workspace, and where the sandbox has a file system of its own in all places Python imports from:
 * an environment that other sandboxes share is never changed. Without Python nothing is found.
 */
export async function replaceCopies(
  sandbox: Sandbox,
  changes: readonly ChangedFile[],
  options: { readonly ownPaths: ReadonlySet<string>; readonly abortSignal: AbortSignal | undefined },
): Promise<Copies> {
  const { ownPaths, abortSignal } = options;
  const changed = changes.filter(({ clean }) => clean !== null);
  if (changed.length === 0) return { replaced: [], kept: [] };
  const directory = posix.join(sandbox.temporaryDirectory, 'bugsmith-copies');
  const [scriptPath, factsPath] = [
    posix.join(directory, 'bugsmith_replace_copies.py'),
    posix.join(directory, 'facts.json'),
  ];
  try {
    await sandbox.writeFile(scriptPath, script);
    const facts = {
      workspace: sandbox.workingDirectory,
      files: [...ownPaths],
      ownsFileSystem: sandbox.ownsFileSystem === true,
      changes: changed.map(({ path, clean, buggy }) => ({
        path,
        clean: toBase64(clean),
        buggy: toBase64(buggy),
      })),
    };
    await sandbox.writeFile(factsPath, JSON.stringify(facts));
    const { stdout } = await runPython(sandbox, [scriptPath, factsPath], { timeoutMs: 600_000, abortSignal });
    const found = stdout
      .split('\n')
      .flatMap((line) => (line === '' ? [] : lineSchema.parse(JSON.parse(line))));
    const paths = (isReplaced: boolean): string[] =>
      found.filter((copy) => copy.isReplaced === isReplaced).map(({ path }) => path);
    return { replaced: paths(true), kept: paths(false) };
  } finally {
    await sandbox.removeFile(directory);
  }
}

export function toBase64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('base64');
}

import type { IsolationOptions } from '../container-runtime.ts';
import type { Container } from './container.ts';
import { runScript } from './run-script.ts';
import { committedSeconds, layout } from './sandbox-layout.ts';
import { createDockerError } from './docker-error.ts';
import { createTar, type TarEntry } from './tar/write-tar.ts';

const place = `${layout.writable}/replacements`;

/** Of a file that is replaced, what Python compiled from it goes too. */
const replaceScript = `
set -e
for from in "$1"/*.from; do
  to=\${from%.from}.to
  name=$(cat "\${from%.from}.name")
  find / -xdev -path "$1" -prune -o -type f -name "$name" -exec sh -c '
    from=$1 to=$2
    shift 2
    for file; do
      cmp -s "$from" "$file" || continue
      if [ -e "$to" ]; then cat "$to" > "$file"; else rm -f "$file"; fi
      base=\${file##*/}
      rm -f "\${file%/*}/__pycache__/\${base%.py}".*
    done
  ' sh "$from" "$to" {} +
done
rm -rf "$1"
`;

/** Gives files of a container another content, wherever they are. */
export async function replaceContents(
  container: Container,
  replacements: NonNullable<IsolationOptions['replacements']>,
): Promise<void> {
  if (replacements.length === 0) return;
  const shared = { userId: 0, groupId: 0, modifiedSeconds: committedSeconds };
  const file = (path: string, content: Uint8Array): TarEntry => ({
    ...shared,
    path: `replacements/${path}`,
    type: 'file',
    mode: 0o644,
    content,
  });
  const directory = { ...shared, path: 'replacements', type: 'directory', mode: 0o755 } as const;
  const entries = replacements.flatMap(({ name, from, to }, index) => [
    file(`${index}.from`, from),
    // A name is a pattern to `find`.
    file(`${index}.name`, Buffer.from(name.replaceAll(/[\\*?[\]]/g, String.raw`\$&`))),
    ...(to === null ? [] : [file(`${index}.to`, to)]),
  ]);
  await container.unpack(
    createTar([{ ...directory, content: new Uint8Array() }, ...entries]),
    layout.writable,
  );
  const { exitCode, stderr } = await runScript(container, {
    script: replaceScript,
    parameters: [place],
    user: '0:0',
    timeoutMs: 600_000,
  });
  if (exitCode === 0) return;
  throw createDockerError({
    operation: 'replace files of an environment',
    reason: stderr.trim().slice(-1000) || `exit code ${exitCode}`,
    remedy: 'The image needs `find` and `cmp`.',
  });
}

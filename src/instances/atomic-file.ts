import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file piece by piece beside its place and moves it there when it is complete, making its
 * directories. When anything fails, what was there before stays as it was.
 */
export async function writeFileAtomically(
  path: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = await mkdtemp(join(directory, '.bugsmith-'));
  try {
    const part = join(temporary, 'part');
    const handle = await open(part, 'wx');
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

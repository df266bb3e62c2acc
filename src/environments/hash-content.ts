import { createHash } from 'node:crypto';
import type { Repository } from '../repository/repository.ts';

/** A hash of what an image is built from: a text that holds the settings, and every file of a repository. */
export async function hashContent(
  repository: Repository,
  settings: string,
  abortSignal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256');
  const add = (part: Uint8Array | string): void => {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  };
  add(settings);
  for await (const { path, mode, content } of repository.readFiles(
    repository.files.map(({ path }) => path),
  )) {
    abortSignal?.throwIfAborted();
    add(path);
    add(mode);
    add(content);
  }
  return hash.digest('hex');
}

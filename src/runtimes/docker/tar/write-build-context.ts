import type { RepositoryFileContent } from '../../../repository/repository.ts';
import { endTar, writeTarEntry } from './write-tar.ts';

/** A time that never changes; zip files, such as wheels, cannot hold one before 1980. */
const facts = { userId: 0, groupId: 0, modifiedSeconds: 946_684_800 };

/** An archive of a Dockerfile and the files it copies, made as it is read. */
export async function* writeBuildContext(
  dockerfile: string,
  files: AsyncIterable<RepositoryFileContent>,
): AsyncGenerator<Uint8Array> {
  const text = Buffer.from(dockerfile);
  yield* writeTarEntry({ ...facts, path: 'Dockerfile', type: 'file', mode: 0o644, content: text });
  const made = new Set<string>();
  for await (const { path, mode, content } of files) {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const directory = path.slice(0, end);
      if (made.has(directory)) continue;
      made.add(directory);
      const entry = { path: directory, type: 'directory', mode: 0o755, content: new Uint8Array() } as const;
      yield* writeTarEntry({ ...facts, ...entry });
    }
    const type = mode === '120000' ? 'link' : 'file';
    const permissions = mode === '100644' ? 0o644 : mode === '100755' ? 0o755 : 0o777;
    yield* writeTarEntry({ ...facts, path, type, mode: permissions, content });
  }
  yield endTar;
}

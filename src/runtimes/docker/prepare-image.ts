import { Readable } from 'node:stream';
import { checkPaths } from '../../repository/check-paths.ts';
import type { Repository, RepositoryFileContent } from '../../repository/repository.ts';
import type { CreateSandboxOptions } from '../container-runtime.ts';
import type { Container } from './container.ts';
import { replaceContents } from './replace-contents.ts';
import { createPreparationSettings, type FileOwner } from './container-settings.ts';
import { createContainer } from './create-container.ts';
import { createDockerError, explainMissingImage, isMissing } from './docker-error.ts';
import type { DockerSettings } from './docker-runtime-options.ts';
import type { Engine } from './engine.ts';
import { runScript } from './run-script.ts';
import { committedSeconds, layout } from './sandbox-layout.ts';
import { endTar, writeTarEntry } from './tar/write-tar.ts';

/** An image holding the files of one repository for its sandboxes, and who owns them. */
export type PreparedImage = FileOwner & {
  readonly imageId: string;
  /** User of the commands. */
  readonly user: string;
};

const stepTimeoutMs = 600_000;

/**
 * Makes the image of a repository's sandboxes: the given one, with the project's files put aside as committed,
 * beside what the image has there that the commit has not, apart from compiled Python files.
 *
 * Compiled files are left out because they are matched to their source by its time in whole seconds and its
 * size, both of which a changed source can share.
 */
export async function prepareImage(
  engine: Engine,
  settings: DockerSettings,
  {
    repository,
    image,
    labels,
    isolated,
  }: {
    readonly repository: Repository;
    readonly image: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly isolated?: CreateSandboxOptions['isolated'];
  },
): Promise<PreparedImage> {
  checkPaths(repository.files, repository.mirrorName);
  const found = await findImage(engine, image);
  const user = settings.user ?? (found.user === '' ? '0:0' : found.user);
  const facts = { imageId: found.id, labels };
  const container = await createContainer(engine, createPreparationSettings(settings, facts));
  try {
    const owner = await findOwner(container, user);
    const { workingDirectory } = settings;
    await runStep(container, copyScript, [workingDirectory, layout.pristine, layout.writable]);
    if (isolated !== undefined) {
      await omit(container, isolated.omittedPaths);
      // Before the repository's own files are there, which are none of the environment's.
      await replaceContents(container, isolated.replacements ?? []);
    }
    const archive = Readable.from(writeRepositoryTar(repository, owner), { objectMode: false });
    await container.unpack(archive, layout.pristine, stepTimeoutMs);
    await runStep(container, ownScript, [layout.pristine, `${owner.userId}:${owner.groupId}`]);
    await container.kill();
    const { Id: imageId } = (await engine.request(
      'save the image of a repository',
      (docker, abortSignal) =>
        docker.getContainer(container.id).commit({
          repo: 'bugsmith-prepared',
          tag: container.id.slice(0, 12),
          pause: false,
          abortSignal,
        }),
      { timeoutMs: stepTimeoutMs },
    )) as { readonly Id: string };
    return { imageId, user, ...owner };
  } finally {
    await container.remove();
  }
}

async function findImage(engine: Engine, image: string): Promise<{ id: string; user: string }> {
  return engine.request('find an image', async (docker) => {
    try {
      const { Id, Config } = await docker.getImage(image).inspect();
      return { id: Id, user: Config.User };
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw createDockerError({ operation: 'find an image', cause: error, ...explainMissingImage(image) });
    }
  });
}

const copyScript = `
set -e
mkdir -p "$1" "$2" "$3"
cp -a "$1/." "$2/"
find "$2" -name __pycache__ -type d -prune -exec rm -rf {} +
`;

async function omit(container: Container, omittedPaths: readonly string[]): Promise<void> {
  const paths = omittedPaths.map((path) => `${layout.pristine}/${path}`);
  await runStep(container, omitScript, [layout.pristine, ...paths]);
}

const omitScript = `
set -e
find "$1" -name .git -prune -exec rm -rf {} +
shift
[ $# = 0 ] || rm -rf -- "$@"
`;

// Without `-h`, what links point to would change its owner.
const ownScript = `
set -e
chown -hR "$2" "$1"
chmod -R u+rwX "$1"
`;

async function findOwner(container: Container, user: string): Promise<FileOwner> {
  const { stdout } = await runChecked(container, 'id -u; id -g', [], user);
  const [userId = 0, groupId = 0] = stdout.split('\n').map(Number);
  return { userId, groupId };
}

async function runStep(container: Container, script: string, parameters: readonly string[]): Promise<void> {
  await runChecked(container, script, parameters, '0:0');
}

async function runChecked(
  container: Container,
  script: string,
  parameters: readonly string[],
  user: string,
): Promise<{ readonly stdout: string }> {
  const result = await runScript(container, { script, parameters, user, timeoutMs: stepTimeoutMs });
  if (result.exitCode === 0) return result;
  throw createDockerError({
    operation: 'prepare the image of a repository',
    reason: `a step failed: ${result.stderr.trim().slice(-1000) || `exit code ${result.exitCode}`}`,
    remedy: 'The image needs `sh`, `find` and the usual small programs; see that the engine has disk space.',
  });
}

async function* writeRepositoryTar(repository: Repository, owner: FileOwner): AsyncGenerator<Uint8Array> {
  const facts = { ...owner, modifiedSeconds: committedSeconds };
  const made = new Set<string>();
  const pending = new Set(repository.files.map(({ path }) => path));
  for await (const file of repository.readFiles([...pending])) {
    if (!pending.delete(file.path)) throw new Error(`\`${file.path}\` was read without being asked for`);
    for (let end = file.path.indexOf('/'); end !== -1; end = file.path.indexOf('/', end + 1)) {
      const path = file.path.slice(0, end);
      if (made.has(path)) continue;
      made.add(path);
      yield* writeTarEntry({ ...facts, path, type: 'directory', mode: 0o755, content: new Uint8Array() });
    }
    yield* writeTarEntry({ ...facts, ...toEntry(file) });
  }
  if (pending.size > 0) throw new Error(`${pending.size} of its files could not be read`);
  yield endTar;
}

function toEntry({ path, mode, content }: RepositoryFileContent): {
  readonly path: string;
  readonly type: 'file' | 'link';
  readonly mode: number;
  readonly content: Uint8Array;
} {
  if (mode === '120000') return { path, type: 'link', mode: 0o777, content };
  return { path, type: 'file', mode: mode === '100755' ? 0o755 : 0o644, content };
}

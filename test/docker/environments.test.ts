import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveTarget } from '../../examples/support/resolve-target.ts';
import { buildEnvironment, type BuiltEnvironment } from '../../src/environments/build-environment.ts';
import { checkEnvironment } from '../../src/environments/check-environment.ts';
import { toEnvironmentSpecification } from '../../src/environments/to-environment-specification.ts';
import { ContainerError } from '../../src/errors/container-error.ts';
import { RepositoryError } from '../../src/errors/repository-error.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { openRepository } from '../../src/repository/open-repository.ts';
import type { Repository } from '../../src/repository/repository.ts';
import type { ContainerRuntime } from '../../src/runtimes/container-runtime.ts';
import { buildImage } from '../../src/runtimes/docker/build-image.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { Engine } from '../../src/runtimes/docker/engine.ts';
import { git, makeCheckout } from '../repository/git-checkout.ts';
import { networkBaseImage } from './network-base.ts';

const engine = new Engine(undefined, 60_000);
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const images = new Set<string>();
let runtime: ContainerRuntime;

beforeAll(() => {
  runtime = Object.assign(new DockerRuntime(), { buildImage: buildImage.bind(null, engine) });
});

afterAll(async () => {
  await runtime.dispose?.();
  for (const image of images) docker('image', 'rm', '--force', image);
  // What builds that failed had made by then, and what later ones took the names of.
  const made = Array.from({ length: projects }, (_, index) => `bugsmith-test/project-${index + 1}`);
  for (const name of ['tinydb-4.9.0', ...made]) {
    docker('image', 'prune', '--force', '--filter', `label=bugsmith.image.repository=${name}`);
  }
});

function docker(...parameters: string[]): string {
  return execFileSync('docker', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

type Options = Partial<Parameters<typeof buildEnvironment>[1]>;

async function build(repository: Repository, options: Options = {}): Promise<BuiltEnvironment> {
  // Most of them need no network, and the usual one is not there on every machine.
  const settings = {
    runtime,
    baseImage: networkBaseImage,
    architecture,
    networkMode: 'none',
    ...options,
  } as const;
  const built = await buildEnvironment(repository, settings);
  images.add(built.image);
  return built;
}

/** Builds a small project and gives what a command prints in a container of its image. */
async function buildAndRun(install: readonly string[], command: string, options?: Options): Promise<string> {
  const { image } = await build(createProject({ 'shop.py': 'PRICE = 1\n' }, install), options);
  return docker('run', '--rm', '--network', 'none', image, 'sh', '-c', command);
}

let projects = 0;

function createProject(files: Record<string, string>, install: readonly string[] = []): Repository {
  projects += 1;
  const mirrorName = `bugsmith-test__project-${projects}.1a2b3c4d`;
  const environment = { install, testCommand: 'python -m unittest -v' };
  return createMemoryRepository({ files, environment, mirrorName });
}

describe('a project of the Python Package Index', () => {
  const cache = fileURLToPath(new URL('../../.cache/docker-tests', import.meta.url));
  let checkout: string;
  let built: BuiltEnvironment;
  const printed: string[] = [];

  beforeAll(async () => {
    checkout = await resolveTarget('pypi:tinydb==4.9.0', cache);
    const repository = await openRepository(checkout);
    built = await build(repository, {
      specification: toEnvironmentSpecification(repository, { systemPackages: ['tree'] }),
      networkMode: 'host',
      onOutput: (text) => printed.push(text),
    });
  });

  it('is installed in an image of the usual name, with what the specification asks for', () => {
    expect(built.image).toMatch(new RegExp(`^swesmith\\.${architecture}\\.tinydb-4\\.9\\.0\\.[0-9a-f]{8}$`));
    expect(printed.join('')).toContain('Successfully installed');
    const show =
      'command -v python; python -c "import tinydb, pytest"; tree --version; ls /var/lib/apt/lists; pwd';
    const lines = docker('run', '--rm', '--network', 'none', built.image, 'sh', '-c', show).split('\n');
    expect(lines).toEqual(['/opt/venv/bin/python', expect.stringContaining('tree v'), '/testbed']);
    const labels = docker('image', 'inspect', '--format', '{{json .Config.Labels}}', built.image);
    expect(JSON.parse(labels)).toMatchObject({
      'bugsmith.image.kind': 'environment',
      'bugsmith.image.repository': 'tinydb-4.9.0',
      'bugsmith.image.commit': built.specification.commit,
    });
  });

  it('has the same files in one commit, and nothing else git could find', () => {
    const show = [
      "git rev-parse 'HEAD^{tree}'",
      'git rev-list --all --count',
      "git log --format='%s|%an|%ae|%at|%D'",
      'git remote; git tag; git stash list; git reflog; git fsck --unreachable --dangling 2>/dev/null',
      'git status --porcelain',
      'find .git/objects -type f -path "*/??/*" | grep -v pack | head -1; ls .git/logs 2>/dev/null || true',
    ];
    const shown = docker('run', '--rm', '--network', 'none', built.image, 'sh', '-ec', show.join('\n'));
    expect(shown.split('\n')).toEqual([
      git(checkout, 'rev-parse', 'HEAD^{tree}'),
      '1',
      'Initial commit|bugsmith|bugsmith@localhost|946684800|HEAD -> main',
    ]);
  });

  it('passes its tests in a sandbox', async () => {
    const repository = await openRepository(checkout, { environment: built.environment });
    const result = await checkEnvironment(repository, { runtime });
    expect(result).toMatchObject({ accepted: true, status: 'accepted', collectionErrors: [] });
    expect(result.total).toBeGreaterThan(100);
    expect(result.importProblem).toBeUndefined();
  });

  it('is built once, until something changes or it is asked for', async () => {
    const repository = await openRepository(checkout);
    const inspect = (): string => docker('image', 'inspect', '--format', '{{.Id}}', built.image);
    const before = inspect();
    const output: string[] = [];
    const options = {
      specification: built.specification,
      networkMode: 'host',
      onOutput: (text: string): unknown => output.push(text),
    };
    await build(repository, options);
    expect(output).toEqual([]);
    expect(inspect()).toBe(before);
    const specification = { ...built.specification, install: ['true'] };
    await build(repository, { ...options, specification });
    expect(output.join('')).toContain('RUN true');
    const changed = inspect();
    expect(changed).not.toBe(before);
    await build(repository, {
      ...options,
      specification: { ...specification, systemPackages: [] },
      force: true,
    });
    expect(output.join('')).not.toContain('Using cache\nSuccessfully built');
    expect(inspect()).not.toBe(changed);
  });
});

describe('the files', () => {
  it('arrive byte for byte, with their modes and links, whatever they are called', async () => {
    const checkout = makeCheckout({
      '.dockerignore': '*\n',
      Dockerfile: 'FROM scratch\n',
      '.gitattributes': '* text=auto eol=crlf\n*.txt ident\n',
      '.gitignore': 'ignored.txt\n',
      'ignored.txt': '$Id$\r\none\n',
      'with space and ünïcode/[a]*?.py': 'X = 1\r\n',
      'quote\'"\\$(touch gone)`x`;.py': '',
      [`${'long/'.repeat(40)}${'name'.repeat(40)}.py`]: '# long\n',
      'bytes.bin': new Uint8Array([0, 255, 10, 13, 10, 128]),
      'run.sh': { executable: '#!/bin/sh\necho ran\n' },
      'links/inside': { link: '../run.sh' },
      'links/outside': { link: '../../../etc/passwd' },
      'links/absolute': { link: '/etc/passwd' },
      'links/nowhere': { link: 'missing/\n' },
      'links/long': { link: 'far/'.repeat(40) },
    });
    git(checkout, 'config', 'core.autocrlf', 'false');
    const environment = { install: ['touch made.txt ignored.o'], testCommand: 'true' };
    const repository = await openRepository(checkout, {
      environment,
      mirrorName: 'bugsmith-test__odd.1a2b3c4d',
    });
    const { image } = await build(repository);
    const show =
      "git rev-parse 'HEAD^{tree}'; git status --porcelain; ./links/inside; stat -c %a run.sh bytes.bin";
    const shown = docker('run', '--rm', '--network', 'none', image, 'sh', '-ec', show);
    const tree = Buffer.from(git(checkout, 'rev-parse', 'HEAD^{tree}')).toString();
    expect(shown.split('\n')).toEqual([tree, 'ran', '755', '644']);
  });
});

describe('install commands', () => {
  it('run in order, each as it is written', async () => {
    const install = [
      'echo one > made.txt\necho "two \\\n  three" >> made.txt',
      'cat <<EOF >> made.txt\nfour $((2 + 2))\nEOF',
      'export LOST=1',
      'echo "five${LOST:-} $SETUPTOOLS_SCM_PRETEND_VERSION" >> made.txt',
      String.raw`printf 'six\t\\%s' 'grüße' >> made.txt`,
    ];
    const shown = await buildAndRun(
      install,
      'cat made.txt; echo; echo "${SETUPTOOLS_SCM_PRETEND_VERSION:-none}"',
    );
    expect(shown).toBe('one\ntwo   three\nfour 4\nfive 0.0.0\nsix\t\\grüße\nnone');
  });

  it('cannot bring in a later state of the project', async () => {
    const install = [
      'cp -r .git /opt/later && git --git-dir=/opt/later --work-tree=. ' +
        '-c user.name=a -c user.email=b commit --quiet --allow-empty -m "The answer"',
      'git --git-dir=/opt/later tag v2 && git remote add upstream /opt/later',
      'git fetch --quiet --tags upstream main && git branch later FETCH_HEAD && rm -rf /opt/later',
      'git log --all --format=%s | grep answer',
    ];
    const show =
      'git log --all --format=%s; git remote; git branch --format="%(refname)"; git tag; git cat-file ' +
      '--batch-check="%(objecttype)" --batch-all-objects | sort | uniq -c | tr -s " "; ls .git';
    const shown = await buildAndRun(install, show);
    expect(shown).toMatch(/^Initial commit\nrefs\/heads\/main\n 1 blob\n 1 commit\n 1 tree\n/);
    expect(shown).not.toMatch(/FETCH_HEAD|ORIG_HEAD|logs/);
  });

  it('that commit fail the build', async () => {
    const install = ['git -c user.name=a -c user.email=b commit --quiet --allow-empty -m "The answer"'];
    await expect(buildAndRun(install, 'true')).rejects.toThrow('An install command made a commit.');
  });

  it('that fail are shown with the end of what they printed', async () => {
    const install = ['seq 1 100; echo "\u001b[31mno such thing\u001b[0m"; exit 3'];
    const output: string[] = [];
    const attempt = buildAndRun(install, 'true', { onOutput: (text) => output.push(text) });
    const error: unknown = await attempt.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ContainerError);
    const { message } = error as ContainerError;
    expect(message).toMatch(/step \d+\/\d+ `RUN .*exit 3/s);
    expect(message).toContain('non-zero code: 3');
    expect(message).toMatch(/ printed:\n82\n(?:\d+\n)+100\nno such thing$/);
    expect(message).not.toContain('\u001b');
    expect(output.join('')).toContain('\n50\n');
  });
});

describe('values for the build', () => {
  const install = ['echo "$http_proxy $PIP_INDEX_URL" > made.txt'];

  it('reach the steps; a proxy leaves no trace, and others stay in the history alone', async () => {
    const repository = createProject({ 'shop.py': '' }, install);
    const buildArguments = {
      http_proxy: 'http://user:pa55word@proxy.example.org:1',
      PIP_INDEX_URL: 'https://index.example.org/simple',
    };
    const { image } = await build(repository, { buildArguments });
    const shown = docker('run', '--rm', '--network', 'none', image, 'sh', '-c', 'cat made.txt; env');
    const [made, ...variables] = shown.split('\n');
    expect(made).toBe(Object.values(buildArguments).join(' '));
    expect(variables.join('\n')).not.toMatch(/pa55word|index\.example/);
    const history = docker('history', '--no-trunc', '--format', '{{.CreatedBy}}', image);
    const facts = docker('image', 'inspect', image);
    expect(history).toContain('PIP_INDEX_URL=https://index.example.org/simple');
    expect(history + facts).not.toContain('pa55word');
  });
});

describe('a build that cannot end well', () => {
  /** Containers of steps; they have the labels of the image by then. */
  const listSteps = (repository: Repository): string =>
    docker('ps', '--all', '--quiet', '--filter', `label=bugsmith.image.commit=${repository.commit}`);

  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
  };

  it('ends when it is aborted, with what it had started', async () => {
    const repository = createProject({ 'shop.py': 'ABORTED = 1\n' }, ['echo begun; sleep 600']);
    const controller = new AbortController();
    const reason = new Error('enough');
    let output = '';
    const onOutput = (text: string): void => {
      output += text;
      if (/^begun$/m.test(output)) controller.abort(reason);
    };
    await expect(build(repository, { onOutput, abortSignal: controller.signal })).rejects.toBe(reason);
    await until(() => listSteps(repository) === '');
  });

  it('ends when the one who listens fails', async () => {
    const reason = new Error('no more room');
    const onOutput = (): void => {
      throw reason;
    };
    const repository = createProject({ 'shop.py': 'HEARD = 1\n' }, ['sleep 600']);
    await expect(build(repository, { onOutput })).rejects.toBe(reason);
  });

  it('ends when the time is over, and says at which step', async () => {
    const repository = createProject({ 'shop.py': 'LATE = 1\n' }, ['echo begun; sleep 600']);
    const attempt = build(repository, { timeoutMs: 20_000 });
    await expect(attempt).rejects.toThrow(ContainerError);
    await expect(attempt).rejects.toThrow(
      /did not end within 20000 ms; it was at step .*sleep 600.*\nbegun$/s,
    );
    await until(() => listSteps(repository) === '');
  });

  it('says what is wrong with the base image', async () => {
    const repository = createProject({ 'shop.py': '' });
    const missing = build(repository, { baseImage: 'localhost:1/missing:1' });
    await expect(missing).rejects.toThrow(ContainerError);
    await expect(missing).rejects.toThrow(/`FROM localhost:1\/missing:1`.*Name a `baseImage`/s);
    const other = architecture === 'arm64' ? 'x86_64' : 'arm64';
    await expect(build(repository, { architecture: other })).rejects.toThrow(ContainerError);
  });

  it('passes on that a file cannot be read, and leaves no reader behind', async () => {
    const repository = createProject({ 'a.py': '', 'b.py': '' });
    const reason = new RepositoryError('gone', { reason: 'missing-objects', repositoryPath: '/nowhere' });
    const closed: string[] = [];
    const failing = async function* (isSecond: boolean): ReturnType<Repository['readFiles']> {
      try {
        for await (const file of repository.readFiles(['a.py', 'b.py'])) {
          if (isSecond && file.path === 'b.py') throw reason;
          yield file;
        }
      } finally {
        closed.push('closed');
      }
    };
    let reads = 0;
    const readFiles = (): ReturnType<Repository['readFiles']> => failing((reads += 1) === 2);
    await expect(build({ ...repository, readFiles })).rejects.toBe(reason);
    expect(closed).toEqual(['closed', 'closed']);
  });

  it('says that no engine answers', async () => {
    const away = new Engine({ socketPath: '/nowhere/docker.sock' }, 1000);
    const nobody = {
      ...runtime,
      name: 'docker',
      buildImage: buildImage.bind(null, away),
    } as ContainerRuntime;
    const attempt = build(createProject({ 'shop.py': '' }), { runtime: nobody });
    await expect(attempt).rejects.toThrow(ContainerError);
    await expect(attempt).rejects.toThrow('/nowhere/docker.sock');
  });
});

describe('checkEnvironment in a container', () => {
  const test =
    'import unittest, shop\n\nclass Test(unittest.TestCase):\n    def test_price(self):\n' +
    '        self.assertEqual(shop.PRICE, 1)\n';

  async function check(shop: string): Promise<Awaited<ReturnType<typeof checkEnvironment>>> {
    const repository = createProject({ 'shop.py': shop, 'test_shop.py': test });
    const { environment } = await build(repository);
    return checkEnvironment({ ...repository, environment }, { runtime });
  }

  it('tells a broken import from a failing test', async () => {
    expect(await check('PRICE = 1\n')).toMatchObject({ accepted: true, total: 1, share: 1 });
    expect(await check('PRICE = 2\n')).toMatchObject({ status: 'too-few-passed', failed: 1 });
    expect(await check('import not_installed\nPRICE = 1\n')).toMatchObject({
      status: 'broken-import',
      importProblem: { module: 'shop', message: "ModuleNotFoundError: No module named 'not_installed'" },
    });
  });
});

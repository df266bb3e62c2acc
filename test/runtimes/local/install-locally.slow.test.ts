import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerError } from '../../../src/errors/container-error.ts';
import { createMemoryRepository } from '../../../src/repository/create-memory-repository.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { installLocally } from '../../../src/runtimes/local/install-locally.ts';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';

let workplace: string;
let directory: string;
/** Stands for an interpreter where only the steps matter; a real virtual environment takes seconds. */
let python: string;

beforeEach(async () => {
  workplace = await mkdtemp(join(tmpdir(), 'install-locally-test-'));
  directory = join(workplace, 'new', 'installation');
  python = join(workplace, 'quick-python');
  const script = '#!/bin/sh\ntest "$1 $2" = "-m venv" && mkdir -p "$3/bin" && touch "$3/bin/python"\n';
  await writeFile(python, script, { mode: 0o755 });
});

afterEach(async () => {
  await rm(workplace, { recursive: true });
});

function createProject(...install: readonly string[]): Repository {
  return createMemoryRepository({
    environment: { install, testCommand: 'python -m unittest', importRoots: ['src'] },
    files: {
      'setup.py':
        'from setuptools import setup, Extension\n' +
        "setup(name='shop', version='1.0', package_dir={'': 'src'}, packages=['shop'],\n" +
        "      entry_points={'console_scripts': ['price = shop:main']})\n",
      'src/shop/__init__.py': 'PRICE = 1\n\n\ndef main():\n    print(PRICE)\n',
      '.gitattributes': '* text=auto eol=crlf\n',
      '.gitignore': 'ignored.txt\n',
      'ignored.txt': 'committed all the same\n',
    },
  });
}

describe('installLocally', () => {
  it('makes an installation that sandboxes use with their own files', async () => {
    const printed: string[] = [];
    const project = createProject(
      'python -m pip install -e .',
      'echo "built = $SETUPTOOLS_SCM_PRETEND_VERSION" > src/shop/generated.py',
      'test -z "$(git status --porcelain setup.py src/shop/__init__.py ignored.txt .gitattributes)"',
      'test "$(git rev-list --count HEAD)" = 1',
    );
    const installation = await installLocally(project, {
      directory,
      onOutput: (text) => printed.push(text),
    });
    expect(printed.join('')).toContain('Successfully installed shop-1.0');
    expect(await readFile(join(installation.preparedDirectory, 'src/shop/generated.py'), 'utf8')).toBe(
      'built = 0.0.0\n',
    );

    const runtime = new LocalRuntime({ ...installation, baseDirectory: workplace });
    try {
      const sandbox = await runtime.createSandbox({ repository: project });
      await sandbox.writeFile('src/shop/__init__.py', 'PRICE = 2\n\n\ndef main():\n    print(PRICE)\n');
      const inside = await sandbox.exec({
        command: 'cd / && price && python -c "import shop; print(shop.__file__)"',
      });
      expect(inside).toMatchObject({
        exitCode: 0,
        stdout: `2\n${sandbox.workingDirectory}/src/shop/__init__.py\n`,
      });
      const { stdout } = await sandbox.exec({
        command: 'python -c "import sys; print(sys.executable)"; ls -A . src/shop',
      });
      expect(stdout).toContain(`${installation.python}\n`);
      expect(stdout).toContain('generated.py');
      expect(stdout).not.toContain('.git\n');
    } finally {
      await runtime.dispose();
    }
  });

  it('uses a finished installation again, and another one for anything else', async () => {
    const project = createProject('echo run >> ../runs');
    const countRuns = async (): Promise<number> =>
      (await readFile(join(directory, 'runs'), 'utf8')).trimEnd().split('\n').length;
    const first = await installLocally(project, { directory, python });
    expect(await installLocally(project, { directory, python })).toEqual(first);
    expect(await countRuns()).toBe(1);

    await installLocally(createProject('echo run >> ../runs', 'true'), { directory, python });
    expect(await countRuns()).toBe(2);
    const otherPython = join(workplace, 'other-python');
    await copyFile(python, otherPython);
    await installLocally(project, { directory, python: otherPython });
    expect(await countRuns()).toBe(3);
    await rm(first.preparedDirectory, { recursive: true });
    await installLocally(project, { directory, python: otherPython });
    expect(await countRuns()).toBe(4);
    expect((await readdir(directory)).sort()).toEqual(['installation.json', 'prepared', 'runs', 'venv']);
  });

  it('names the step that failed and starts anew the next time', async () => {
    const failing =
      'test -e ../repaired || { for line in $(seq 100); do echo "line $line"; done; echo wrong >&2; exit 9; }';
    const project = createProject('echo partly > left-over', failing);
    const error: unknown = await installLocally(project, { directory, python }).catch(
      (caught: unknown) => caught,
    );
    if (!ContainerError.isInstance(error)) throw new Error('expected a ContainerError', { cause: error });
    expect(error.operation).toContain(failing);
    expect(error.message).toContain('exit code 9');
    expect(error.message).toContain('line 82\n');
    expect(error.message).toContain('line 100\nwrong\n');
    expect(error.message).not.toContain('line 81\n');
    await writeFile(join(directory, 'repaired'), '');
    const { preparedDirectory } = await installLocally(project, { directory, python });
    expect(await readdir(preparedDirectory)).toContain('left-over');
  });

  it('says so when there is no such interpreter', async () => {
    const installation = installLocally(createProject(), { directory, python: 'python-of-tomorrow' });
    await expect(installation).rejects.toThrow(/python-of-tomorrow.*exit code 127.*`python` option/su);
  });

  it('takes an interpreter of the version the project wants, if there is one', async () => {
    const project = createProject();
    const other: Repository = { ...project, environment: { ...project.environment, python: '9.99.1' } };
    const env = { PATH: `${join(workplace, 'bin')}:${String(process.env['PATH'])}` };
    await mkdir(join(workplace, 'bin'));
    for (const name of ['python3', 'python9.99']) {
      // Both pretend to be an interpreter, and leave their name in the virtual environment.
      const script = `#!/bin/sh\ntest "$1" = --version || { mkdir -p "$3/bin"; echo ${name} > "$3/bin/python"; }\n`;
      await writeFile(join(workplace, 'bin', name), script, { mode: 0o755 });
      const installation = await installLocally(other, { directory: join(workplace, name), env });
      expect(await readFile(installation.python, 'utf8')).toBe(`${name}\n`);
    }
  });

  it('gives the steps the variables asked for and no others of the host', async () => {
    const env = { GIVEN: 'given', SETUPTOOLS_SCM_PRETEND_VERSION: '3.2.1' };
    process.env['BUGSMITH_TEST_NAMED'] = 'named';
    process.env['BUGSMITH_TEST_SECRET'] = 'a secret';
    try {
      const project = createProject('env > variables');
      const inheritEnv = ['BUGSMITH_TEST_NAMED'];
      const { preparedDirectory } = await installLocally(project, { directory, python, env, inheritEnv });
      const variables = (await readFile(join(preparedDirectory, 'variables'), 'utf8')).split('\n');
      expect(variables).toEqual(
        expect.arrayContaining([
          'BUGSMITH_TEST_NAMED=named',
          'GIVEN=given',
          'SETUPTOOLS_SCM_PRETEND_VERSION=3.2.1',
        ]),
      );
      expect(variables.join('\n')).not.toContain('a secret');
      expect(variables.filter((line) => line.startsWith('HOME='))).toEqual([]);
    } finally {
      delete process.env['BUGSMITH_TEST_NAMED'];
      delete process.env['BUGSMITH_TEST_SECRET'];
    }
  });

  it('ends when aborted, when time is up, and when the caller cannot take the output', async () => {
    const project = createProject('echo waiting; while :; do sleep 1; done');
    const controller = new AbortController();
    const aborted = installLocally(project, {
      directory,
      python,
      abortSignal: controller.signal,
      onOutput: (text) => {
        if (text.includes('waiting')) controller.abort(new Error('enough'));
      },
    });
    await expect(aborted).rejects.toThrow('enough');
    const throwing = installLocally(project, {
      directory,
      python,
      onOutput: (text) => {
        if (text.includes('waiting')) throw new RangeError('too much');
      },
    });
    await expect(throwing).rejects.toThrow(RangeError);
    const timedOut = installLocally(project, { directory, python, timeoutMs: 3000 });
    await expect(timedOut).rejects.toThrow('did not end within 3000 ms');
  });
});

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBaseline,
  createPatch,
  LocalRuntime,
  pytestLogParser,
  validate,
  type BugCandidate,
  type ContainerRuntime,
  type Sandbox,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';

const source = 'def answer():\n    return 41 + 1\n';
const repository = createMemoryRepository({
  files: {
    'src/thing/__init__.py': source,
    'tests/test_thing.py':
      'from thing import answer\n\ndef test_answer():\n    assert answer() == 42\n\ndef test_other():\n    pass\n',
  },
  environment: { install: [], testCommand: 'python -m pytest -v' },
});
/** Has the size of the original, so that only its time could tell Python that it is new. */
const candidate: BugCandidate = {
  id: 'same0000',
  strategy: 'test',
  patch: createPatch([{ path: 'src/thing/__init__.py', before: source, after: source.replace('+', '-') }]),
  explanation: '',
  costUsd: 0,
  metadata: {},
};

describe('an installation that imports the checkout of the user', () => {
  let directory: string;
  let sitePackages: string;
  /** A virtual environment with the packages of the tests' own, into which things can be put. */
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bugsmith-trap-'));
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(directory, 'venv')]);
    const [version = ''] = await readdir(join(directory, 'venv', 'lib'));
    sitePackages = join(directory, 'venv', 'lib', version, 'site-packages');
    const ours = join(testVenv, 'lib', version, 'site-packages');
    for (const name of await readdir(ours)) await symlink(join(ours, name), join(sitePackages, name));
    await mkdir(join(directory, 'checkout', 'src', 'thing'), { recursive: true });
    await writeFile(join(directory, 'checkout', 'src', 'thing', '__init__.py'), source);
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  const runtime = (): LocalRuntime => new LocalRuntime({ virtualEnvironment: join(directory, 'venv') });

  it('runs the code of the sandbox all the same when it goes through sys.path', async () => {
    await writeFile(join(sitePackages, 'thing.pth'), join(directory, 'checkout', 'src'));
    const local = runtime();
    const results = await Array.fromAsync(validate([candidate], { repository, runtime: local }));
    expect(results).toMatchObject([{ status: 'valid', failToPass: ['tests/test_thing.py::test_answer'] }]);
    await local.dispose();
    await rm(join(sitePackages, 'thing.pth'));
  });

  it('has a package that imports the repository, which is not imported before the repository is', async () => {
    await writeFile(join(sitePackages, 'friend.py'), 'import thing\n');
    await writeFile(join(sitePackages, 'stranger.py'), '');
    const before = 'LIMIT = 42\n';
    const befriended = createMemoryRepository({
      files: {
        'src/thing/__init__.py': before,
        'tests/test_thing.py':
          'import friend\nimport stranger\n\ndef test_limit():\n    assert friend.thing.LIMIT == 42\n\ndef test_other():\n    pass\n',
      },
      environment: { install: [], testCommand: 'python -m pytest' },
    });
    const atImport: BugCandidate = {
      ...candidate,
      patch: createPatch([{ path: 'src/thing/__init__.py', before, after: 'LIMIT = 43\n' }]),
    };
    const local = runtime();
    const baseline = await createBaseline(befriended, { runtime: local });
    expect(baseline.coverage?.preload).toContain('stranger');
    expect(baseline.coverage?.preload).not.toContain('friend');
    const results = await Array.fromAsync(
      validate([atImport], { repository: befriended, runtime: local, baseline, auditRate: 0 }),
    );
    expect(results).toMatchObject([{ status: 'valid', failToPass: ['tests/test_thing.py::test_limit'] }]);
    await local.dispose();
  });

  it('is refused when it comes before sys.path, whether the parser knows the imports or not', async () => {
    const finder = [
      'import importlib.util, sys',
      'class Finder:',
      '    def find_spec(self, name, path=None, target=None):',
      '        if name == "thing":',
      `            return importlib.util.spec_from_file_location(name, ${JSON.stringify(join(directory, 'checkout/src/thing/__init__.py'))})`,
      'sys.meta_path.insert(0, Finder())',
    ];
    await writeFile(join(sitePackages, '_thing_finder.py'), `${finder.join('\n')}\n`);
    await writeFile(join(sitePackages, 'thing.pth'), 'import _thing_finder');
    const local = runtime();
    const expected = {
      code: 'BASELINE',
      reason: 'wrong-code',
      message: expect.stringContaining(join(directory, 'checkout/src/thing/__init__.py')) as string,
    };
    await expect(createBaseline(repository, { runtime: local })).rejects.toMatchObject(expected);
    await expect(
      createBaseline(repository, { runtime: local, parser: pytestLogParser() }),
    ).rejects.toMatchObject(expected);
    await local.dispose();
  });
});

describe('an installed copy that no name gives away', () => {
  it.each([
    ['with wrong import roots', { importRoots: ['.'] }],
    ['under another parser', { importRoots: ['.'], testCommand: 'python -m pytest -v' }],
  ])('is refused %s', async (_, environment) => {
    const directory = await mkdtemp(join(tmpdir(), 'bugsmith-trap-'));
    await mkdir(join(directory, 'thing'));
    await writeFile(join(directory, 'thing', '__init__.py'), source);
    const local = new LocalRuntime({ virtualEnvironment: testVenv });
    // The suite itself puts the copy first, as an import hook of an installation would.
    const conftest = `import sys\nsys.path.insert(0, ${JSON.stringify(directory)})\n`;
    const copied = createMemoryRepository({
      files: {
        'src/thing/__init__.py': source,
        'tests/conftest.py': conftest,
        'tests/test_thing.py': 'import thing\n\ndef test_answer():\n    assert thing.answer() == 42\n',
      },
      environment: { ...repository.environment, ...environment },
    });
    const parser = 'testCommand' in environment ? pytestLogParser() : undefined;
    await expect(createBaseline(copied, { runtime: local, parser })).rejects.toMatchObject({
      reason: 'wrong-code',
    });
    await expect(
      createBaseline(
        { ...copied, environment: { ...copied.environment, importRoots: [] } },
        { runtime: local, parser },
      ),
    ).resolves.toMatchObject({ tests: [['tests/test_thing.py::test_answer', 'passed']] });
    await local.dispose();
    await rm(directory, { recursive: true });
  });

  it('does not mistake a module that stands in for another of the repository', async () => {
    const local = new LocalRuntime({ virtualEnvironment: testVenv });
    const aliased = createMemoryRepository({
      files: {
        'real/__init__.py': source,
        'alias/__init__.py': 'import sys, real\nsys.modules[__name__] = real\n',
        'test_alias.py': 'import alias\n\ndef test_answer():\n    assert alias.answer() == 42\n',
      },
      environment: { install: [], testCommand: 'python -m pytest' },
    });
    await expect(createBaseline(aliased, { runtime: local })).resolves.toMatchObject({
      commit: aliased.commit,
    });
    await local.dispose();
  });
});

describe('bytecode that Python takes for current', () => {
  it('does not hide a bug of the same size and the same second', async () => {
    const local = new LocalRuntime({ virtualEnvironment: testVenv });
    const path = 'src/thing/__init__.py';
    const setTime = async (sandbox: Sandbox): Promise<void> => {
      expect(await sandbox.exec({ command: ['touch', '-d', '@1500000000', path] })).toMatchObject({
        exitCode: 0,
      });
    };
    /** Every sandbox comes with bytecode, and writing never changes a file's time. */
    const runtime: ContainerRuntime = {
      specificationVersion: 'v1',
      name: 'stale',
      async createSandbox(options) {
        const sandbox = await local.createSandbox(options);
        await setTime(sandbox);
        const compile = 'import py_compile; py_compile.compile("src/thing/__init__.py", doraise=True)';
        expect(await sandbox.exec({ command: ['python', '-c', compile] })).toMatchObject({ exitCode: 0 });
        return {
          workingDirectory: sandbox.workingDirectory,
          temporaryDirectory: sandbox.temporaryDirectory,
          exec: (command) => sandbox.exec(command),
          readFile: (name) => sandbox.readFile(name),
          removeFile: (name) => sandbox.removeFile(name),
          remove: () => sandbox.remove(),
          writeFile: async (name, content) => {
            await sandbox.writeFile(name, content);
            if (name === path) await setTime(sandbox);
          },
        };
      },
    };
    const results = await Array.fromAsync(validate([candidate], { repository, runtime }));
    expect(results).toMatchObject([{ status: 'valid', failToPass: ['tests/test_thing.py::test_answer'] }]);
    await local.dispose();
  });
});

it('learns what tests leave from a run of all that takes longer than one of the suite may', async () => {
  // Slow only where the traced job runs them, which goes through all tests twice and through each alone.
  const slow = [
    'import time',
    'import pytest',
    '@pytest.mark.parametrize("number", range(7))',
    'def test_answer(number, request):',
    '    from thing import answer',
    '    role = request.config.pluginmanager.getplugin("bugsmith-role")',
    '    time.sleep(type(role).__name__ == "Traced")',
    '    assert answer() == 42',
  ].join('\n');
  const runtime = new LocalRuntime({ virtualEnvironment: testVenv });
  try {
    const { coverage, flaky, untraced } = await createBaseline(
      createMemoryRepository({
        files: { 'src/thing/__init__.py': source, 'tests/test_thing.py': slow },
        environment: { install: [], testCommand: 'python -m pytest' },
      }),
      { runtime, timeoutMs: 6000 },
    );
    // Those it does not come to would count as tests that come out differently.
    expect(flaky).toEqual([]);
    expect(untraced).toBeNull();
    expect(Object.keys(coverage?.tests ?? {})).toHaveLength(7);
  } finally {
    await runtime.dispose();
  }
});

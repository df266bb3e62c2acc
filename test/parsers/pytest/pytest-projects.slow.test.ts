import { describe, expect, it } from 'vitest';
import { expectRun, runPytest } from './run-pytest.ts';

const failFirst = `def test_a():
    assert False

def test_b():
    assert False

def test_c():
    pass
`;
const failFirstTests = {
  'test_a.py::test_a': 'failed',
  'test_a.py::test_b': 'failed',
  'test_a.py::test_c': 'passed',
} as const;

describe('how a project calls and configures pytest', () => {
  it.each(['-x', '--maxfail=1', '-x -n2', '--stepwise', '--exitfirst -p no:cacheprovider'])(
    'runs every test with addopts = %s',
    async (addopts) => {
      await expectRun(
        { files: { 'test_a.py': failFirst, 'pytest.ini': `[pytest]\naddopts = ${addopts}\n` } },
        { tests: failFirstTests },
      );
    },
  );

  it('takes no notice of what failed before', async () => {
    await expectRun(
      {
        files: { 'test_a.py': failFirst },
        testCommand: 'pytest -q -k test_b; pytest --last-failed; rm -r .pytest_cache; exit 1',
      },
      {
        tests: {
          'test_a.py::test_b': 'failed',
          'test_a.py::test_a': 'failed',
          'test_a.py::test_c': 'passed',
        },
      },
    );
  });

  it.each([
    '-W error',
    '-p no:terminal',
    '--import-mode=importlib',
    '--import-mode=append',
    '--strict-config --strict-markers -W error',
    '-p no:cacheprovider -p no:stepwise',
    '--rootdir=/ -c /dev/null',
    '-q -q -s',
    '-W error -n2 --dist=loadfile',
    '-p no:xdist -p no:rerunfailures -p no:subtests',
    '--assert=plain',
  ])('works with %s', async (options) => {
    const { run, output } = await runPytest({
      files: { 'test_a.py': failFirst },
      testCommand: `python -X dev -m pytest ${options}`,
    });
    const byName = [...run.tests].map(([id, status]) => [id.replace(/^.*::/, ''), status]);
    expect(Object.fromEntries(byName), `${output.stdout}${output.stderr}`).toEqual({
      test_a: 'failed',
      test_b: 'failed',
      test_c: 'passed',
    });
    expect(run.completed).toBe(true);
  });

  it.each(['pytest', 'sh run-tests.sh', 'python run.py', 'PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 pytest'])(
    'is loaded by %s',
    async (testCommand) => {
      await expectRun(
        {
          files: {
            'test_a.py': failFirst,
            'run-tests.sh': 'cd "$(dirname "$0")" && exec python -m pytest\n',
            'run.py': 'import pytest, sys\nsys.exit(pytest.main([]))\n',
          },
          testCommand,
        },
        { tests: failFirstTests },
      );
    },
  );

  it('adds up several sessions, also in one process', async () => {
    const files = {
      'test_a.py': 'def test_a(): pass\n',
      'test_b.py': 'def test_b(): pass\n',
      'run.py':
        'import pytest\npytest.main(["test_a.py", "-W", "error"])\npytest.main(["test_b.py", "-W", "error"])\n',
    };
    const tests = { 'test_a.py::test_a': 'passed', 'test_b.py::test_b': 'passed' } as const;
    await expectRun({ files, testCommand: 'python run.py' }, { tests });
    await expectRun({ files, testCommand: 'pytest test_a.py && pytest test_b.py' }, { tests });
    await expectRun(
      {
        files: { ...files, 'test_b.py': 'import os\nos._exit(0)\n' },
        testCommand: 'pytest test_a.py && pytest test_b.py',
      },
      { tests: { 'test_a.py::test_a': 'passed' }, completed: false },
    );
  });

  it('keeps PYTHONPATH and PYTEST_ADDOPTS', async () => {
    await expectRun(
      {
        files: {
          'extra/helper.py': 'value = 1\n',
          'test_a.py': 'import helper\ndef test_one(): assert helper.value == 1\ndef test_two(): pass\n',
        },
        env: { PYTHONPATH: 'extra', PYTEST_ADDOPTS: '-k one' },
      },
      { tests: { 'test_a.py::test_one': 'passed' } },
    );
  });

  it('names where modules came from', async () => {
    const { run, workingDirectory } = await runPytest({
      files: {
        'src/package/__init__.py': '',
        'src/package/part.py': '',
        'src/package/late.py': '',
        'test_a.py':
          'import package.part\nimport json\ndef test_a():\n    import os\n    os.chdir("/")\n    import package.late\n',
      },
      env: { PYTHONPATH: 'src' },
    });
    const own = [...(run.modules ?? [])].filter(([, path]) => path.startsWith(workingDirectory));
    expect(Object.fromEntries(own)).toEqual({
      package: `${workingDirectory}/src/package/__init__.py`,
      'package.part': `${workingDirectory}/src/package/part.py`,
      'package.late': `${workingDirectory}/src/package/late.py`,
      test_a: `${workingDirectory}/test_a.py`,
    });
    for (const name of ['json', 'os', 'pytest', 'bugsmith_pytest', '__main__'])
      expect(run.modules?.has(name)).toBe(false);
  });
});

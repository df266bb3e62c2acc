import { describe, expect, it } from 'vitest';
import { expectRun, runPytest } from './run-pytest.ts';

describe('pytest-xdist', () => {
  it('reports each test once, in the order of collection', async () => {
    const source = `import time
import pytest

def test_slow():
    time.sleep(1)

@pytest.mark.parametrize('number', range(6))
def test_many(number):
    assert number != 3

@pytest.fixture
def broken():
    raise RuntimeError

def test_error(broken):
    pass
`;
    await expectRun(
      { files: { 'test_a.py': source }, testCommand: 'pytest -n2' },
      {
        tests: {
          'test_a.py::test_slow': 'passed',
          ...Object.fromEntries(
            [0, 1, 2, 3, 4, 5].map((number) => [
              `test_a.py::test_many[${String(number)}]`,
              number === 3 ? 'failed' : 'passed',
            ]),
          ),
          'test_a.py::test_error': 'error',
        },
      },
    );
  });

  it('gives a test that kills its worker an error and goes on', async () => {
    const source = `import os

def test_a():
    pass

def test_b():
    os._exit(1)

def test_c():
    pass

def test_d():
    pass
`;
    const tests = {
      'test_a.py::test_a': 'passed',
      'test_a.py::test_b': 'error',
      'test_a.py::test_c': 'passed',
      'test_a.py::test_d': 'passed',
    } as const;
    await expectRun({ files: { 'test_a.py': source }, testCommand: 'pytest -n2' }, { tests });
    const limited = await runPytest({
      files: { 'test_a.py': source },
      testCommand: 'pytest -n1 --max-worker-restart=0',
    });
    expect(limited.run).toMatchObject({
      tests: new Map([
        ['test_a.py::test_a', 'passed'],
        ['test_a.py::test_b', 'error'],
      ]),
      completed: false,
    });
  });

  it('lists files that cannot be collected', async () => {
    await expectRun(
      {
        files: { 'test_bad.py': 'import no_such_module\n', 'test_good.py': 'def test_good(): pass\n' },
        testCommand: 'pytest -n2',
      },
      { tests: { 'test_good.py::test_good': 'passed' }, collectionErrors: ['test_bad.py'] },
    );
  });

  it('knows the modules of its workers, also of one that died', async () => {
    const { run, workingDirectory } = await runPytest({
      files: {
        'package/__init__.py': '',
        'package/late.py': '',
        'test_a.py': 'import package\ndef test_a():\n    import package.late\n',
        'test_b.py': 'import os\ndef test_b():\n    os._exit(1)\n',
      },
      testCommand: 'python -m pytest -n2',
    });
    expect(run.modules?.get('package')).toBe(`${workingDirectory}/package/__init__.py`);
    expect(run.modules?.get('package.late')).toBe(`${workingDirectory}/package/late.py`);
    expect(run.modules?.get('test_b')).toBe(`${workingDirectory}/test_b.py`);
  });
});

import { describe, expect, it } from 'vitest';
import { expectRun, runPytest } from './run-pytest.ts';

describe('tests that change the process they run in', () => {
  it.each([
    ['the working directory', 'os.chdir("/")'],
    ['open files', 'os.closerange(3, 256)'],
    ['open files, for others', 'os.closerange(3, 256); [open(os.devnull) for _ in range(64)]'],
    ['sys.stdout', 'sys.stdout = sys.stderr = None'],
    [
      'functions of os',
      'monkeypatch.setattr(os, "write", None); monkeypatch.setattr(os, "getpid", lambda: 1)',
    ],
    [
      'json',
      'monkeypatch.setattr(json, "dumps", None); monkeypatch.setattr(json.JSONEncoder, "encode", None)',
    ],
    [
      'imported modules',
      'sys.modules.pop("bugsmith_pytest"); sys.modules["odd"] = object(); sys.modules["none"] = None',
    ],
    ['the environment', 'os.environ.clear()'],
  ])('does not mind a change of %s', async (_, statement) => {
    const source = `import json, os, sys

def test_change(monkeypatch):
    ${statement}

def test_after():
    assert False
`;
    await expectRun(
      // Without its capturing, which would not outlive the closing of its files.
      { files: { 'test_change.py': source }, testCommand: 'python -m pytest -s' },
      { tests: { 'test_change.py::test_change': 'passed', 'test_change.py::test_after': 'failed' } },
    );
  });

  it('does not ask modules for attributes', async () => {
    const source = `import os, sys

class Touchy:
    def __getattribute__(self, name):
        os._exit(1)

def test_a():
    sys.modules['touchy'] = Touchy()
`;
    await expectRun({ files: { 'test_a.py': source } }, { tests: { 'test_a.py::test_a': 'passed' } });
  });

  it('shows tests the environment as it would be without it', async () => {
    const source = `import os

def test_environment():
    assert os.environ['PYTHONPATH'] == 'one::two'
    assert os.environ['PYTEST_ADDOPTS'] == '-v'
    assert not [name for name in os.environ if 'BUGSMITH' in name]
`;
    await expectRun(
      { files: { 'test_a.py': source }, env: { PYTHONPATH: 'one::two', PYTEST_ADDOPTS: '-v' } },
      { tests: { 'test_a.py::test_environment': 'passed' } },
    );
    const unset = `import os

def test_environment():
    assert 'PYTHONPATH' not in os.environ and 'PYTEST_ADDOPTS' not in os.environ
`;
    await expectRun(
      { files: { 'test_a.py': unset } },
      { tests: { 'test_a.py::test_environment': 'passed' } },
    );
  });

  it.each(['', '-n2'])('does not record sessions that tests start (%s)', async (options) => {
    const source = `import os, subprocess, sys
import pytest

def test_in_process(pytester):
    pytester.makepyfile('def test_inner(): assert 0')
    pytester.runpytest_inprocess('-p', 'no:cacheprovider').assert_outcomes(failed=1)

def test_subprocess(pytester):
    pytester.makepyfile('def test_inner(): assert 0')
    pytester.runpytest_subprocess().assert_outcomes(failed=1)

def test_main(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'test_inner.py').write_text('def test_inner(): assert 0')
    assert pytest.main(['--rootdir=.']) == 1

def test_plain_subprocess(tmp_path):
    (tmp_path / 'test_inner.py').write_text('def test_inner(): assert 0')
    assert subprocess.run([sys.executable, '-m', 'pytest'], cwd=tmp_path).returncode == 1

def test_after():
    assert 'BUGSMITH_PYTEST_REPORT' not in os.environ
`;
    await expectRun(
      {
        files: { 'test_a.py': source, 'conftest.py': 'pytest_plugins = ["pytester"]\n' },
        testCommand: `python -m pytest ${options}`,
      },
      {
        tests: {
          'test_a.py::test_in_process': 'passed',
          'test_a.py::test_subprocess': 'passed',
          'test_a.py::test_main': 'passed',
          'test_a.py::test_plain_subprocess': 'passed',
          'test_a.py::test_after': 'passed',
        },
      },
    );
  });

  it('does not hand the report to programs that tests start', async () => {
    const source = `import os, subprocess

def test_a():
    listed = subprocess.run(['ls', '-l', '/proc/self/fd'], stdout=subprocess.PIPE, close_fds=False).stdout
    assert b'bugsmith-pytest-report' not in listed
`;
    const { run } = await runPytest({ files: { 'test_a.py': source } });
    expect(run.tests).toEqual(new Map([['test_a.py::test_a', 'passed']]));
  });
});

import { describe, expect, it } from 'vitest';
import { expectRun, runPytest } from './run-pytest.ts';

function suiteWith(body: string): { 'test_middle.py': string } {
  const indented = body.replaceAll('\n', '\n    ');
  const source = `import ctypes, os, signal, time\nimport pytest\n
def test_before():
    pass

def test_middle():
    ${indented}

def test_after():
    pass
`;
  return { 'test_middle.py': source };
}

const cut = {
  tests: { 'test_middle.py::test_before': 'passed', 'test_middle.py::test_middle': 'error' },
  completed: false,
} as const;

describe('a session that does not end as it should', () => {
  it.each([
    ['os._exit', 'os._exit(0)'],
    ['a segmentation fault', 'ctypes.string_at(0)'],
    ['a signal', 'os.kill(os.getpid(), signal.SIGKILL)'],
    ['KeyboardInterrupt', 'raise KeyboardInterrupt'],
    ['pytest.exit', 'pytest.exit("enough", returncode=0)'],
  ])('loses nothing known before %s', async (_, body) => {
    await expectRun({ files: suiteWith(body) }, cut);
  });

  it('knows what ran before a time-out', async () => {
    await expectRun({ files: suiteWith('time.sleep(60)'), timeoutMs: 4_000 }, cut);
  });

  it('is not complete when it timed out after the last test', async () => {
    const conftest = 'import atexit, time\natexit.register(time.sleep, 60)\n';
    await expectRun(
      { files: { 'conftest.py': conftest, 'test_a.py': 'def test_a(): pass\n' }, timeoutMs: 4_000 },
      { tests: { 'test_a.py::test_a': 'passed' }, completed: false },
    );
  });

  it('reports a crash in tear-down after the test had passed', async () => {
    const source = `import os, pytest

@pytest.fixture
def deadly():
    yield
    os._exit(1)

def test_deadly(deadly):
    pass
`;
    await expectRun(
      { files: { 'test_a.py': source } },
      { tests: { 'test_a.py::test_deadly': 'error' }, completed: false },
    );
  });

  it.each(['os._exit(status)', 'raise RuntimeError(status)'])(
    'is complete when the project ends it with %s',
    async (statement) => {
      const conftest = `import os\ndef pytest_sessionfinish(session, exitstatus):\n    status = int(exitstatus)\n    ${statement}\n`;
      await expectRun(
        { files: { 'conftest.py': conftest, 'test_a.py': 'def test_a(): pass\n' } },
        { tests: { 'test_a.py::test_a': 'passed' } },
      );
    },
  );

  it('goes on in one process only after a test forks', async () => {
    await expectRun(
      {
        files: suiteWith(
          'if os.fork() == 0:\n    raise RuntimeError("the child runs the rest of the suite")\nos.wait()',
        ),
      },
      {
        tests: {
          'test_middle.py::test_before': 'passed',
          'test_middle.py::test_middle': 'passed',
          'test_middle.py::test_after': 'passed',
        },
      },
    );
  });

  it('gives no tests when pytest does not start', async () => {
    await expectRun(
      { files: {}, testCommand: 'python -m pytest --no-such-option' },
      { tests: {}, completed: false },
    );
    const { run } = await runPytest({ files: {}, testCommand: 'echo nothing' });
    expect(run).toMatchObject({ tests: new Map(), completed: false });
  });
});

describe('files that cannot be collected', () => {
  it('lists them and runs the others', async () => {
    await expectRun(
      {
        files: {
          'tests/test_import.py': 'import no_such_module\n',
          'tests/test_syntax.py': 'def broken(:\n',
          'tests/test_exit.py': 'import pytest\npytest.skip("whole module", allow_module_level=True)\n',
          'tests/test_good.py': 'def test_good(): pass\n',
        },
      },
      {
        tests: { 'tests/test_good.py::test_good': 'passed' },
        collectionErrors: ['tests/test_import.py', 'tests/test_syntax.py'],
      },
    );
  });

  it('names a conftest.py that cannot be imported', async () => {
    await expectRun(
      {
        files: { 'tests/conftest.py': 'import no_such_module\n', 'tests/test_a.py': '' },
        testCommand: 'pytest tests',
      },
      { tests: {}, collectionErrors: ['tests/conftest.py'], completed: false },
    );
  });

  it('is complete when there are no tests', async () => {
    await expectRun({ files: { 'test_empty.py': '' } }, { tests: {} });
  });

  it('is not complete when nothing was to be run', async () => {
    await expectRun(
      { files: { 'test_a.py': 'def test_a(): pass\n' }, testCommand: 'pytest --collect-only' },
      { tests: {}, completed: false },
    );
  });
});

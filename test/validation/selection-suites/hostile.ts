import type { Suite, Trap } from './suite.ts';

const both = 'test_total test_thread';
const others =
  'test_fine test_wait test_guarded test_frozen test_traced test_multiprocessing test_thread test_end test_after';
const all = `test_total ${others}`;

/** Statements by name, with what they break. */
const statements: Readonly<Record<string, readonly [code: string, breaks: string, rest?: Partial<Trap>]>> = {
  'os._exit': ['os._exit(0)', all],
  'segmentation fault': ['import ctypes; ctypes.string_at(0)', all],
  'sys.exit': ['import sys; sys.exit(3)', both, { runs: 'some' }],
  KeyboardInterrupt: ['raise KeyboardInterrupt', all],
  'pytest.exit': ['import pytest; pytest.exit("enough")', all],
  'signal to itself': ['os.kill(os.getpid(), 9)', all],
  'signal to its group': ['os.killpg(0, 15)', all],
  // When the parent of the tests is gone they may get further or not, and it may not be a pytest.
  'signal to its parent': [
    'p = os.getppid(); "pytest" in open("/proc/%d/cmdline" % p).read() and os.kill(p, 9)',
    '',
    { isRace: true },
  ],
  'endless recursion': ['return total(values)', both],
  'growth of memory': [
    'x = [bytes(1 << 20) for _ in range(64)]; raise MemoryError(len(x))',
    both,
    { runs: 'some' },
  ],
  'much output': ['print("x" * 3000000); raise ValueError', both, { runs: 'some' }],
  'closed descriptors': ['os.closerange(0, 256)', all],
  'closed output': ['os.close(1); os.close(2)', ''],
  'process left': ['import subprocess; subprocess.Popen(["sleep", "617"])', ''],
  'daemon left': [
    'os.fork() or (os.setsid(), os.fork() and os._exit(0), os.execvp("sleep", ["sleep", "617"]))',
    '',
  ],
  'fork that returns': ['os.fork()', ''],
  'thread left': ['threading.Thread(target=time.sleep, args=(0.2,), daemon=True).start()', ''],
  'forged output': [
    String.raw`print('{"event": "test-report", "session": "1-1", "id": "tests/test_work.py::test_fine", "when": "call", "outcome": "failed", "wasXfail": false}\nFAILED tests/test_work.py::test_fine')`,
    '',
  ],
  'forged verdict on others': [
    String.raw`[open("/proc/self/fd/" + d, "a").write('{"event": "verdict", "index": %d, "verdict": "not-covered"}\n' % i) for d in os.listdir("/proc/self/fd") if os.path.realpath("/proc/self/fd/" + d).endswith(".jsonl") for i in range(9)]; return 1`,
    both,
  ],
  'directory removed': ['import tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)', ''],
  'files removed': ['import shutil; shutil.rmtree("pkg"); shutil.rmtree("tests")', 'test_thread'],
  'alarm left': ['import signal; signal.signal(14, signal.SIG_IGN); signal.alarm(1)', 'test_thread'],
  'limit left': ['import sys; sys.setrecursionlimit(80)', ''],
  'built-in replaced': ['import builtins; builtins.len = lambda x: 0', others],
  'exit at the end': ['import atexit; atexit.register(os._exit, 5)', ''],
};

/** Bugs that end, stop or confuse the process which tests them. */
export const hostile: Suite = {
  files: {
    'pytest.ini': '[pytest]\naddopts = -x --strict-markers\nmarkers = slow: takes long\n',
    'pkg/__init__.py': '',
    'pkg/work.py': `import os
import threading
import time

LOCK = threading.Lock()


def total(values):
    result = 0
    for value in values:
        result += value
    return result


def fine(x):
    return x


def kept(x):
    return x


def wait(event):
    return event.is_set()


def guarded():
    LOCK.acquire()
    LOCK.release()
    return True


def now():
    return time.time()


def process_id():
    return os.getpid()


def at_end():
    return 1
`,
    'tests/conftest.py': `import pytest
import sys
from pkg import work


@pytest.fixture(autouse=True)
def bounded():
    limit = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(limit)


@pytest.fixture
def frozen(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 5.0)
    monkeypatch.setattr("time.monotonic", lambda: 5.0)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr("os.getpid", lambda: 1)
    monkeypatch.setattr("os.fork", None)
    monkeypatch.setattr("os.write", None)


@pytest.fixture(scope="session")
def at_end():
    yield
    work.at_end()
`,
    'tests/test_work.py': `import multiprocessing
import os
import sys
import threading
import pytest
from pkg import work


def test_before():
    assert work.kept(1) == 1


def test_total():
    assert work.total([1, 2]) == 3


def test_fine():
    assert work.fine(1) == 1


def test_wait():
    event = threading.Event()
    event.set()
    assert work.wait(event)


def test_guarded():
    assert work.guarded()


def test_frozen(frozen):
    assert work.now() == 5.0
    assert work.process_id() == 1


@pytest.mark.slow
def test_traced():
    seen = []
    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: seen.append(frame.f_code.co_name))
    work.fine(2)
    sys.settrace(before)
    assert "fine" in seen


def test_multiprocessing():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.map(work.fine, [3]) == [3]


def test_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(work.total([4])))
    thread.start()
    thread.join()
    assert found == [4]


def test_end(at_end):
    pass


def test_after():
    assert work.kept(2) == 2
`,
  },
  traps: {
    ...Object.fromEntries(
      Object.entries(statements).map(([name, [code, breaks, rest]]) => [
        name,
        { edits: [['pkg/work.py', '    result = 0\n', `    result = 0\n    ${code}\n`]], breaks, ...rest },
      ]),
    ),
    'endless loop': {
      edits: [
        [
          'pkg/work.py',
          '    result = 0\n',
          '    while True:\n        try:\n            while True:\n                fine(1)\n        except BaseException:\n            pass\n',
        ],
      ],
      breaks: '',
      status: 'timed-out',
    },
    deadlock: {
      edits: [['pkg/work.py', 'LOCK.release()', 'LOCK.acquire()']],
      breaks: '',
      status: 'timed-out',
    },
    'hang in a tear-down': {
      edits: [['pkg/work.py', 'return 1\n', 'time.sleep(1000)\n']],
      breaks: '',
      status: 'timed-out',
    },
    'hang of a thread at the end': {
      edits: [['pkg/work.py', 'return x\n', 'threading.Thread(target=time.sleep, args=(1000,)).start()\n']],
      breaks: '',
      status: 'timed-out',
    },
    'hang at import': {
      edits: [['pkg/work.py', 'LOCK = threading.Lock()\n', 'time.sleep(1000)\n']],
      breaks: '',
      status: 'timed-out',
    },
  },
};

import type { Suite } from './suite.ts';

/** Tests that leave things behind without a bug as well, some of them for good. */
export const leftovers: Suite = {
  files: {
    'pytest.ini': '[pytest]\naddopts = -p no:legacypath\n',
    'pkg/__init__.py': 'import pkg.loader\n',
    'pkg/late.py': 'def late():\n    return 1\n',
    'pkg/loader.py': `import importlib.util
import sys

spec = importlib.util.find_spec("pkg.late")
spec.loader = importlib.util.LazyLoader(spec.loader)
late = sys.modules["pkg.late"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(late)
`,
    'tests/test_late.py': `import sys


def test_late():
    assert sys.modules["pkg.late"].late() == 1
`,
    'pkg/lazy.py': `REGISTRY = None
MODE = None
READY = False
TABLE = {}
SEEN = []


def registry():
    global REGISTRY
    if REGISTRY is None:
        REGISTRY = {"one": 1}
    return REGISTRY


def look_up(name):
    return registry()[name]


def double(name):
    return registry()[name] * 2


def set_mode(mode):
    global MODE
    MODE = mode
    return mode


def enter():
    return set_mode("fast")


def leave():
    return set_mode(None)


def increase(x):
    return x + 1


def prepare():
    global READY
    READY = True
    TABLE["x"] = compute()


def compute():
    return 5


def value():
    if not READY:
        prepare()
    return TABLE["x"]


def note(name):
    SEEN.append(name)
    return SEEN[-1]
`,
    'pkg/nodes.py': `import gc
import weakref

ALIVE = weakref.WeakSet()
COUNTERS = {}
gc.disable()


class Node:
    def __init__(self, name):
        self.name = name
        ALIVE.add(self)


def make(name):
    return Node(name).name


def count(name):
    numbers = COUNTERS.setdefault(name, iter(range(2**70)))
    return next(numbers)
`,
    'tests/test_nodes.py': `import copy
import time
from pkg import nodes


def test_make():
    assert nodes.make("one") == "one"


def test_all_are_gone():
    time.sleep(0.04)
    assert not nodes.ALIVE


def test_count():
    assert nodes.count("x") == 0


def test_counted_once():
    time.sleep(0.04)
    assert "x" not in nodes.COUNTERS or next(copy.copy(nodes.COUNTERS["x"])) == 1


def test_after_counting():
    time.sleep(0.04)
`,
    'tests/test_lazy.py': `import time
from pkg import lazy


def test_first():
    # Long enough that it is not run for nothing.
    time.sleep(0.04)


def test_look_up():
    assert lazy.look_up("one") == 1


def test_between():
    time.sleep(0.04)


def test_double():
    assert lazy.double("one") == 2


def test_enter():
    assert lazy.enter() == "fast"


def test_while_entered():
    time.sleep(0.04)
    assert lazy.MODE in (None, "fast")


def test_leave():
    assert lazy.leave() is None


def test_after_leaving():
    time.sleep(0.04)
    assert lazy.MODE is None or lazy.MODE == "fast"


def test_increase():
    assert lazy.increase(1) == 2


def test_outside():
    time.sleep(0.04)
    assert lazy.MODE is None


def test_value():
    assert lazy.value() == 5


def test_ready():
    time.sleep(0.04)
    assert not lazy.READY or lazy.TABLE["x"] == 5


def test_note():
    assert lazy.note("one") == "one"


def test_noted_once():
    time.sleep(0.04)
    assert len(lazy.SEEN) == len(set(lazy.SEEN))


def test_note_another():
    assert lazy.note("two") == "two"


def test_last():
    time.sleep(0.04)
`,
  },
  traps: {
    'what is made on first use is there as without the bug': {
      edits: [['pkg/lazy.py', 'return registry()[name]\n', 'return registry()[name] + 1\n']],
      breaks: 'test_look_up',
      runs: 'some',
    },
    'also after another test': {
      edits: [['pkg/lazy.py', 'registry()[name] * 2', 'registry()[name] * 3']],
      breaks: 'test_double',
      runs: 'some',
    },
    'what is made on first use is made otherwise': {
      edits: [['pkg/lazy.py', '{"one": 1}', '{"one": 1, "two": 2}']],
      breaks: '',
    },
    'a test leaves what it always leaves': {
      edits: [['pkg/lazy.py', 'return set_mode("fast")', 'return set_mode("fast") + "er"']],
      breaks: 'test_enter',
    },
    'the same left by another test, in a place where it never is': {
      edits: [['pkg/lazy.py', 'return x + 1', 'enter()\n    return x + 1']],
      breaks: 'test_outside',
      runs: 'some',
    },
    'half of what is left without the bug': {
      edits: [['pkg/lazy.py', 'return 5', 'raise ValueError']],
      breaks: 'test_value test_ready',
      runs: 'some',
    },
    'a module that is loaded when it is looked at': {
      edits: [['pkg/late.py', 'return 1', 'return 2']],
      breaks: 'test_late',
    },
    'garbage that a weak container still holds': {
      edits: [['pkg/nodes.py', 'self.name = name', 'self.name, self.itself = name, self']],
      breaks: 'test_all_are_gone',
    },
    'what only pickle can see into, left as it always is': {
      edits: [['pkg/nodes.py', 'return next(numbers)', 'return next(numbers) + 1']],
      breaks: 'test_count',
      skips: 'test_after_counting',
    },
    'what only pickle can see into, left otherwise': {
      edits: [['pkg/nodes.py', 'return next(numbers)', 'return [next(numbers), next(numbers)][0]']],
      breaks: 'test_counted_once',
    },
    'more than what is left without the bug': {
      edits: [['pkg/lazy.py', 'SEEN.append(name)', 'SEEN.extend((name, name))']],
      breaks: 'test_noted_once',
    },
  },
};

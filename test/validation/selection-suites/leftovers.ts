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
    'pkg/series.py': 'STEP = 1.5\n\n\ndef series(n):\n    return [i * STEP for i in range(n)]\n',
    'tests/conftest.py': `import time
import pytest


class Lengthy:
    def toterminal(self, writer):
        end = time.process_time() + 2
        while time.process_time() < end:
            pass

    def __str__(self):
        return "lengthy"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    if item.name == "test_shown" and outcome.get_result().failed:
        outcome.get_result().longrepr = Lengthy()
`,
    'tests/test_shown.py': `from pkg.series import series


def test_shown():
    assert series(3) == [0.0, 1.5, 3.0]
`,
    'tests/test_series.py': `import unittest
from pkg.series import series


class SeriesTests(unittest.TestCase):
    def test_series(self):
        self.assertEqual(series(600), [i * 1.5 for i in range(600)])
`,
    'tests/test_lazy.py': `import sys
import time
from pkg import lazy


def is_traced():
    tools = map(sys.monitoring.get_tool, range(6)) if hasattr(sys, "monitoring") else ()
    return sys.gettrace() is not None or any(tools)


def test_only_quick_when_traced():
    assert not is_traced()
    end = time.process_time() + 1.5
    while time.process_time() < end:
        assert lazy.note


def test_first():
    # Long enough that it is not run for nothing.
    time.sleep(0.1)


def test_look_up():
    assert lazy.look_up("one") == 1


def test_between():
    time.sleep(0.1)


def test_double():
    assert lazy.double("one") == 2


def test_enter():
    assert lazy.enter() == "fast"


def test_while_entered():
    time.sleep(0.1)
    assert lazy.MODE in (None, "fast")


def test_leave():
    assert lazy.leave() is None


def test_after_leaving():
    time.sleep(0.1)
    assert lazy.MODE is None or lazy.MODE == "fast"


def test_increase():
    assert lazy.increase(1) == 2


def test_outside():
    time.sleep(0.1)
    assert lazy.MODE is None


def test_value():
    assert lazy.value() == 5


def test_ready():
    time.sleep(0.1)
    assert not lazy.READY or lazy.TABLE["x"] == 5


def test_note():
    assert lazy.note("one") == "one"


def test_noted_once():
    time.sleep(0.1)
    assert len(lazy.SEEN) == len(set(lazy.SEEN))


def test_note_another():
    assert lazy.note("two") == "two"


def test_last():
    time.sleep(0.1)
`,
  },
  flaky: ['test_only_quick_when_traced'],
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
    'a test that takes longer than it did when it was traced': {
      edits: [['pkg/lazy.py', 'def note(name):\n', 'def note(name):\n    name += "!"\n']],
      breaks: 'test_note test_note_another',
    },
    'a difference that takes long to describe': {
      edits: [['pkg/series.py', 'i * STEP', 'i * STEP + 0.25']],
      breaks: 'test_series test_shown',
    },
    'failures that take long to show at the end of the run': {
      edits: [['pkg/series.py', 'i * STEP', '(i + (n == 3)) * STEP']],
      breaks: 'test_shown',
    },
    'the same at the end of a run of all': {
      edits: [['pkg/series.py', 'STEP = 1.5', 'STEP = 2.5']],
      breaks: 'test_series test_shown',
    },
    'more than what is left without the bug': {
      edits: [['pkg/lazy.py', 'SEEN.append(name)', 'SEEN.extend((name, name))']],
      breaks: 'test_noted_once',
    },
  },
};

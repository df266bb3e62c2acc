import type { Suite } from './suite.ts';

/** Tests that take longer than their tracing tells. */
export const patience: Suite = {
  files: {
    'pkg/__init__.py': '',
    'pkg/notes.py': 'SEEN = []\n\n\ndef note(name):\n    SEEN.append(name)\n    return SEEN[-1]\n',
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
    'tests/test_notes.py': `import sys
import time
from pkg import notes


def is_traced():
    tools = map(sys.monitoring.get_tool, range(6)) if hasattr(sys, "monitoring") else ()
    return sys.gettrace() is not None or any(tools)


def test_note():
    assert notes.note("one") == "one"


def test_note_another():
    assert notes.note("two") == "two"


def test_only_quick_when_traced():
    assert not is_traced()
    end = time.process_time() + 4
    while time.process_time() < end:
        assert notes.note
`,
  },
  flaky: ['test_only_quick_when_traced'],
  traps: {
    'a test that takes longer than it did when it was traced': {
      edits: [['pkg/notes.py', 'def note(name):\n', 'def note(name):\n    name += "!"\n']],
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
  },
};

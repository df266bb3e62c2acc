import type { Suite } from './suite.ts';

/** Fixtures that several tests share, made and ended while others leave what they see, and what has no name in code. */
export const sharing: Suite = {
  files: {
    'pkg/__init__.py': '',
    'pkg/data.py': `DATA = []
NOTES = []


def add():
    DATA.append(1)


def size():
    return len(DATA)


def check(start):
    return start


def open_notes():
    return NOTES


def notes():
    return len(NOTES)


def twice(number):
    return number + number


def label(number):
    return "n%d" % number


def grow():
    DATA.append(2)
    return True


def parity(number):
    return number % 2


def prepared(number):
    return number
`,
    'pkg/context.py': `import contextvars

CURRENT = contextvars.ContextVar("CURRENT")


class Box:
    def __init__(self, data):
        self.data = data


def enter(data):
    CURRENT.set(Box(data))


def size():
    box = CURRENT.get(None)
    return 0 if box is None else len(box.data)
`,
    'pkg/entered.py': `STOCK = []


def put():
    STOCK.append(1)
`,
    'pkg/stock.py': `import contextvars

HELD = contextvars.ContextVar("HELD")
HELD.set([[]])


def keep():
    HELD.get()[0].append(1)


def kept():
    return sum(map(len, HELD.get()))
`,
    'pkg/signals.py': `import signal

SEEN = []


class Handler:
    def __init__(self, seen):
        self.seen = seen

    def __call__(self, *arguments):
        pass


def handle():
    signal.signal(signal.SIGUSR1, Handler(SEEN))


def see():
    SEEN.append(1)
`,
    'pkg/handlers.py': `import signal


def count():
    return len(getattr(signal.getsignal(signal.SIGUSR1), "seen", ()))
`,
    'pkg/boxes.py': `NOTES = []


def join(box):
    box["other"] = NOTES


def note():
    NOTES.append(1)
`,
    'pkg/lookers.py': `def look(box):
    return len(box.get("other", ()))
`,
    'pkg/early.py': `EARLY = []


def size():
    return len(EARLY)


def check(number):
    return number


def patched(number):
    return number


def plain(number):
    return number


def fresh(number):
    return number
`,
    'tests/test_early.py': `import time
import pytest
from pkg import early


@pytest.fixture(scope="module")
def made():
    return early.size()


@pytest.fixture(scope="module")
def adder():
    early.EARLY.append(1)
    yield 1
    early.EARLY.clear()


def test_made(made):
    time.sleep(0.03)


def test_both(adder, made):
    time.sleep(0.03)
    if early.check(made) > 1:
        raise ValueError


@pytest.fixture(scope="module")
def asked():
    return early.size()


def test_asked(asked):
    time.sleep(0.03)


def test_before_patched():
    time.sleep(0.03)


def test_patched(monkeypatch, request):
    time.sleep(0.03)
    monkeypatch.setattr(early, "EARLY", [1, 1])
    if early.patched(request.getfixturevalue("asked")) > 2:
        raise ValueError


@pytest.fixture(scope="module")
def under_patch():
    return early.size()


def test_warm_up():
    time.sleep(0.03)


def test_patches(monkeypatch, request):
    time.sleep(0.03)
    monkeypatch.setattr(early, "EARLY", [1, 1, 1])
    request.getfixturevalue("under_patch")


def test_after_patches():
    time.sleep(0.03)


def test_uses_patched(under_patch):
    time.sleep(0.03)
    if early.plain(under_patch) > 3:
        raise ValueError
`,
    'tests/test_again.py': `import time
import pytest
from pkg import early

SIZES = []


@pytest.fixture(scope="module", params=[1, 2])
def outer(request):
    return request.param


@pytest.fixture(scope="module", params=[1, 2])
def inner(request):
    return request.param, len(SIZES)


def test_first_of_all(outer, inner):
    time.sleep(0.03)


def test_look_again(outer, inner):
    time.sleep(0.03)
    if outer == 2 and inner[0] == 1 and early.fresh(inner[1]) > 1:
        raise ValueError


def test_append(outer, inner):
    time.sleep(0.03)
    if outer == 1 and inner[0] == 1:
        SIZES.append(1)
`,
    'tests/conftest.py': `import pytest
from pkg import data


@pytest.fixture(scope="session")
def start():
    return data.size()


@pytest.fixture(scope="session")
def found_by_name():
    return data.size()


@pytest.fixture(scope="session", params=[1, 2])
def of_two(request):
    return request.param, data.size()
`,
    'tests/test_a.py': `import time
import pytest
from pkg import data


def test_first(start):
    time.sleep(0.03)
    if start != 0:
        raise ValueError


def test_first_by_name(request):
    time.sleep(0.03)
    if request.getfixturevalue("found_by_name") != 0:
        raise ValueError


def test_between():
    time.sleep(0.03)


def test_add():
    time.sleep(0.03)
    data.add()


def test_between_again():
    time.sleep(0.03)


def test_uses(start):
    if data.check(start) != 0:
        raise ValueError


def test_uses_by_name(request):
    time.sleep(0.03)
    if data.prepared(request.getfixturevalue("found_by_name")) != 0:
        raise ValueError


def test_last():
    time.sleep(0.03)
`,
    'tests/test_b.py': `import time
import pytest
from pkg import data


@pytest.fixture(scope="module")
def resource():
    yield 1
    time.sleep(0.03)
    data.open_notes().append(1)


def test_before_resource():
    time.sleep(0.03)


def test_with_resource(resource):
    time.sleep(0.03)
    if resource != 1:
        raise ValueError


def test_last_of_module():
    time.sleep(0.03)
`,
    'tests/test_c.py': `import time
import unittest
import pytest
from pkg import data


def test_before_notes():
    time.sleep(0.03)


def test_notes():
    if data.notes() == 2:
        raise ValueError


class TestMade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = data.size()

    def test_a(self):
        time.sleep(0.03)

    def test_b(self):
        if data.twice(self.made) not in (0, 2):
            raise ValueError


@pytest.fixture(scope="module")
def grown():
    return data.size()


def test_make_grown(grown):
    time.sleep(0.03)
    if grown > 1:
        raise ValueError


def test_grow():
    time.sleep(0.03)
    data.grow()


def test_after_grow():
    time.sleep(0.03)


def test_see_grown(grown):
    time.sleep(0.03)
    if data.label(grown) not in ("n0", "n1"):
        raise ValueError


def test_at_end():
    time.sleep(0.03)
`,
    'tests/test_e.py': `import time
import pytest
from pkg import boxes, context, entered, handlers, lookers, signals, stock


def test_enter():
    time.sleep(0.03)
    context.enter(entered.STOCK)


def test_fill():
    time.sleep(0.03)
    entered.put()


def test_before_size():
    time.sleep(0.03)


def test_size():
    if context.size() > 1:
        raise ValueError


def test_keep():
    time.sleep(0.03)
    stock.keep()


def test_before_kept():
    time.sleep(0.03)


def test_kept():
    if stock.kept() > 1:
        raise ValueError


def test_handle():
    time.sleep(0.03)
    signals.handle()


def test_see():
    time.sleep(0.03)
    signals.see()


def test_before_count():
    time.sleep(0.03)


def test_count():
    if handlers.count() > 1:
        raise ValueError


@pytest.fixture(scope="module")
def box():
    return {}


def test_join(box):
    time.sleep(0.03)
    boxes.join(box)


def test_note():
    time.sleep(0.03)
    boxes.note()


def test_before_look():
    time.sleep(0.03)


def test_look(box):
    if lookers.look(box) > 1:
        raise ValueError


def test_after_look():
    time.sleep(0.03)
`,
    'tests/test_d.py': `import time
from pkg import data


def test_of_two(of_two):
    time.sleep(0.03)


def test_add_for_two(of_two):
    time.sleep(0.03)
    data.add()


def test_between_two(of_two):
    time.sleep(0.03)


def test_see_two(of_two):
    time.sleep(0.03)
    number, size = of_two
    if data.parity(number) != number % 2 or data.size() - size > 1:
        raise ValueError
`,
  },
  traps: {
    'is made before others leave something': {
      edits: [['pkg/data.py', 'return start', 'return 2 * start']],
      breaks: '',
      runs: 'some',
    },
    'is made by a test that asks for it by name': {
      edits: [
        [
          'pkg/data.py',
          'def prepared(number):\n    return number',
          'def prepared(number):\n    return 2 * number',
        ],
      ],
      breaks: '',
      runs: 'some',
    },
    'leaves something at its end': {
      edits: [['pkg/data.py', 'return len(NOTES)', 'return 2 * len(NOTES)']],
      breaks: 'test_notes',
      runs: 'some',
    },
    'is that of a class': {
      edits: [['pkg/data.py', 'return number + number', 'return 4 * number']],
      breaks: 'test_b',
      runs: 'some',
    },
    'a test before it leaves something else with the bug': {
      edits: [
        ['pkg/data.py', '    DATA.append(2)\n    return True', '    DATA.extend([2, 2])\n    return True'],
      ],
      breaks: '',
    },
    'is seen after a bug': {
      edits: [['pkg/data.py', 'return "n%d" % number', 'return "n%d" % max(number, 0)']],
      breaks: '',
      runs: 'some',
    },
    'is made anew for each parameter': {
      edits: [['pkg/data.py', 'return number % 2', 'return (number + 2) % 2']],
      breaks: '',
      runs: 'some',
    },
    'leads to it by a context variable': {
      edits: [['pkg/context.py', 'else len(box.data)', 'else 2 * len(box.data)']],
      breaks: 'test_size',
      runs: 'some',
    },
    'is in a context variable from the beginning': {
      edits: [['pkg/stock.py', 'return sum(map(len, HELD.get()))', 'return 2 * sum(map(len, HELD.get()))']],
      breaks: 'test_kept',
      runs: 'some',
    },
    'leads to it by the handler of a signal': {
      edits: [['pkg/handlers.py', 'return len', 'return 2 * len']],
      breaks: 'test_count',
      runs: 'some',
    },
    'leads to it by a fixture': {
      edits: [['pkg/lookers.py', 'return len', 'return 2 * len']],
      breaks: 'test_look',
      runs: 'some',
    },
    'is made before another one that changes what it is made from': {
      edits: [
        [
          'pkg/early.py',
          'def check(number):\n    return number',
          'def check(number):\n    return 2 * number',
        ],
      ],
      breaks: '',
    },
    'is asked for by a test that has changed what it is made from': {
      edits: [
        [
          'pkg/early.py',
          'def patched(number):\n    return number',
          'def patched(number):\n    return 2 * number',
        ],
      ],
      breaks: '',
    },
    'was made by a test that has changed what it is made from': {
      edits: [
        [
          'pkg/early.py',
          'def plain(number):\n    return number',
          'def plain(number):\n    return 2 * number',
        ],
      ],
      breaks: 'test_uses_patched',
    },
    'was made for a parameter, then for another, and is made anew': {
      edits: [
        [
          'pkg/early.py',
          'def fresh(number):\n    return number',
          'def fresh(number):\n    return 2 * number',
        ],
      ],
      breaks: 'test_look_again',
    },
  },
};

import type { Suite } from './suite.ts';

/** Tests that take away, replace or meet what tests left that have nothing to do with them. */
export const undoing: Suite = {
  files: {
    'pkg/__init__.py': '',
    'pkg/names.py': `import os

NAMES = {}
NOTES, NONE = {}, {}
PATH = "left.txt"
CURRENT = None


def add(name):
    NAMES[name] = len(name)
    return name


def note(name):
    NOTES[name] = len(name)


def clear():
    NAMES.clear()


def count(names):
    return len(names)


def write():
    with open(PATH, "w") as file:
        file.write("left")


def remove():
    if os.path.exists(PATH):
        os.remove(PATH)


def choose(name):
    global CURRENT
    CURRENT = name
    return name


def greet(name):
    return "hello " + name
`,
    'pkg/single.py': `KEYS = ("NONE", "NOTES")


def one():
    return 1


def total():
    import pkg.names as n

    return size(n, KEYS[0])


def size(thing, key):
    return len(getattr(thing, key))


class Counter:
    none, seen = (), []

    def peek(self):
        return len((self.none, self.seen)[0])
`,
    'pkg/base.py': 'class Shape:\n    sides = 0\n\n\ndef sides(kind):\n    return kind.sides\n',
    'pkg/square.py': 'from pkg.base import Shape\n\n\nclass Square(Shape):\n    seen = []\n',
    'pkg/shared.py': `DATA, COUNTS, TOTAL = {}, [], []
HOOK = None
MODE = "plain"


class Box:
    def __init__(self, value):
        self.value = value


def keep():
    global HOOK
    HOOK = Box(DATA)


def add(name):
    DATA[name] = 1


def peek():
    return 0 if HOOK is None else size()


def size():
    return len(HOOK.value)


def switch():
    global MODE
    MODE = "other"


def mode():
    return MODE


def count():
    COUNTS.append(1)


def sum_up():
    TOTAL.append(len(COUNTS))


def total():
    return sum(TOTAL)


def write(log):
    log.append(1)


def read(log):
    return len(log)
`,
    'pkg/items.py': 'ITEMS = []\n',
    'pkg/late.py': 'from pkg.items import ITEMS\n\n\ndef amount():\n    return len(ITEMS)\n',
    'pkg/lazy.py': `def amount():
    from pkg.late import amount

    return amount()


def scale():
    return amount()
`,
    'pkg/scales.py': `LEFT, RIGHT, COUNTS = [], [], []


def count():
    COUNTS.append(1)


def choose():
    (LEFT if COUNTS else RIGHT).append(1)


def weigh():
    return len(RIGHT)
`,
    'tests/test_a_square.py': `import time
from pkg.square import Square


def test_seen():
    time.sleep(0.04)
    Square.seen.append(1)
`,
    'tests/test_base.py': `import time
from pkg import base


def test_before():
    time.sleep(0.04)


def test_sides():
    assert base.sides(base.Shape) == 0


def test_after():
    time.sleep(0.04)
`,
    'tests/test_items.py': `import time
from pkg import items, lazy


def test_put():
    time.sleep(0.04)
    items.ITEMS.append(1)


def test_before_scale():
    time.sleep(0.04)


def test_scale():
    if lazy.scale() not in (0, 1):
        raise ValueError


def test_after_scale():
    time.sleep(0.04)
`,
    'tests/test_log.py': `import time
import pytest
from pkg import shared


@pytest.fixture(scope="module")
def log():
    return []


def test_write_log(log):
    time.sleep(0.04)
    shared.write(log)


def test_before_read():
    time.sleep(0.04)


def test_read_log(log):
    if shared.read(log) not in (0, 1):
        raise ValueError


def test_after_read():
    time.sleep(0.04)
`,
    'tests/test_scales.py': `import time
from pkg import scales


def test_count_scales():
    time.sleep(0.04)
    scales.count()


def test_before_weigh():
    time.sleep(0.04)


def test_weigh():
    if scales.weigh() not in (0, 1):
        raise ValueError


def test_choose_quickly():
    scales.choose()


def test_weigh_again():
    if scales.weigh() not in (0, 1):
        raise ValueError


def test_after_weigh():
    time.sleep(0.04)
`,
    'tests/test_names.py': `import os
import time
from pkg import names


def test_add():
    time.sleep(0.04)
    names.add("x")


def test_between():
    time.sleep(0.04)


def test_clear():
    names.clear()


def test_after_clear():
    time.sleep(0.04)


def test_empty():
    assert not names.NAMES


def test_note():
    time.sleep(0.04)
    names.note("y")


def test_still_between():
    time.sleep(0.04)


def test_count():
    assert names.count(["a"]) == 1


def test_write():
    time.sleep(0.04)
    names.write()


def test_after_write():
    time.sleep(0.04)


def test_remove():
    names.remove()


def test_after_remove():
    time.sleep(0.04)


def test_no_file():
    assert not os.path.exists(names.PATH)


def test_choose():
    time.sleep(0.04)
    assert names.choose("one") == "one"


def test_after_choose():
    time.sleep(0.04)


def test_greet():
    assert names.greet("you") == "hello you"


def test_chosen():
    time.sleep(0.04)
    assert names.CURRENT in (None, "one")
`,
    'tests/test_shared.py': `import time
from pkg import shared


def test_added():
    time.sleep(0.04)
    shared.add("x")


def test_before_keep():
    time.sleep(0.04)


def test_keep():
    time.sleep(0.04)
    shared.keep()


def test_before_peek():
    time.sleep(0.04)


def test_peek_at_data():
    if shared.peek() not in (0, 1):
        raise ValueError


def test_switch():
    time.sleep(0.04)
    shared.switch()


def test_before_mode():
    time.sleep(0.04)


def test_mode():
    if len(shared.mode()) > 5:
        raise ValueError


def test_counted():
    time.sleep(0.04)
    shared.count()


def test_before_sum():
    time.sleep(0.04)


def test_sum_up():
    time.sleep(0.04)
    shared.sum_up()


def test_before_total():
    time.sleep(0.04)


def test_total_of_counts():
    if shared.total() not in (0, 1):
        raise ValueError


def test_after_total():
    time.sleep(0.04)
`,
    'tests/test_single.py': `import time
from pkg import single


def test_see():
    time.sleep(0.04)
    single.Counter.seen.append(1)


def test_one():
    assert single.one() == 1


def test_total():
    assert single.total() == 0


def test_between():
    time.sleep(0.04)


def test_peek():
    assert single.Counter().peek() == 0


def test_later():
    time.sleep(0.04)
`,
  },
  traps: {
    'what another test left is not taken away': {
      edits: [['pkg/names.py', 'NAMES.clear()', 'pass']],
      breaks: 'test_empty',
    },
    'nor a file': {
      edits: [['pkg/names.py', 'os.path.exists(PATH)', 'not os.path.exists']],
      breaks: 'test_no_file',
    },
    'a bug meets what an unrelated test left': {
      edits: [['pkg/names.py', 'return len(names)', 'return len(NOTES)']],
      breaks: '',
      runs: 'some',
    },
    'in a module that it imports only then': {
      edits: [['pkg/single.py', 'return 1', 'from pkg import names\n    return len(names.NOTES)']],
      breaks: '',
      runs: 'some',
    },
    'in a module that it hands on': {
      edits: [['pkg/single.py', 'KEYS[0]', 'KEYS[1]']],
      breaks: 'test_total',
      runs: 'some',
    },
    'in the class of a method': {
      edits: [['pkg/single.py', 'self.seen)[0]', 'self.seen)[1]']],
      breaks: 'test_peek',
      runs: 'some',
    },
    'in a module that it finds by its name': {
      edits: [['pkg/single.py', 'return 1', 'import sys\n    return len(sys.modules["pkg.names"].NOTES)']],
      breaks: '',
      runs: 'some',
    },
    'in a class that derives from one it knows': {
      edits: [['pkg/base.py', 'return kind.sides', 'return len(kind.__subclasses__()[0].seen) - 1']],
      breaks: '',
      runs: 'some',
    },
    'in what a third test leads to it': {
      edits: [['pkg/shared.py', 'else size()', 'else 2 * size()']],
      breaks: 'test_peek_at_data',
      runs: 'some',
    },
    'in a name that has another value': {
      edits: [['pkg/shared.py', 'return MODE', 'return MODE * (1 + (MODE < "p "))']],
      breaks: 'test_mode',
      runs: 'some',
    },
    'in a module that a test imports': {
      edits: [['pkg/lazy.py', 'scale():\n    return amount()', 'scale():\n    return 2 * amount()']],
      breaks: 'test_scale',
      runs: 'some',
    },
    'in a fixture that they share': {
      edits: [['pkg/shared.py', 'return len(log)', 'return 2 * len(log)']],
      breaks: 'test_read_log',
      runs: 'some',
    },
    'nothing that only a few tests would leave': {
      edits: [['pkg/scales.py', 'return len(RIGHT)', 'return 2 * len(RIGHT)']],
      breaks: '',
      runs: 'some',
    },
    'in what another test made of it': {
      edits: [['pkg/shared.py', 'return sum(TOTAL)', 'return 2 * sum(TOTAL)']],
      breaks: 'test_total_of_counts',
      runs: 'some',
    },
    'what is replaced that another test left': {
      edits: [['pkg/names.py', 'return "hello " + name', 'choose("two")\n    return "hello " + name']],
      breaks: 'test_chosen',
    },
    'what is left as it was': {
      edits: [['pkg/names.py', 'return "hello " + name', 'choose("one")\n    return "hello " + name + "!"']],
      breaks: 'test_greet',
      runs: 'some',
    },
    'a function without anything to do with it': {
      edits: [['pkg/single.py', 'return 1', 'return 2']],
      breaks: 'test_one',
      runs: 'some',
    },
  },
};

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
    'tests/test_a_square.py': `import time
from pkg.square import Square


def test_seen():
    time.sleep(0.1)
    Square.seen.append(1)
`,
    'tests/test_base.py': `import time
from pkg import base


def test_before():
    time.sleep(0.1)


def test_sides():
    assert base.sides(base.Shape) == 0


def test_after():
    time.sleep(0.1)
`,
    'tests/test_names.py': `import os
import time
from pkg import names


def test_add():
    time.sleep(0.1)
    names.add("x")


def test_between():
    time.sleep(0.1)


def test_clear():
    names.clear()


def test_after_clear():
    time.sleep(0.1)


def test_empty():
    assert not names.NAMES


def test_note():
    time.sleep(0.1)
    names.note("y")


def test_still_between():
    time.sleep(0.1)


def test_count():
    assert names.count(["a"]) == 1


def test_write():
    time.sleep(0.1)
    names.write()


def test_after_write():
    time.sleep(0.1)


def test_remove():
    names.remove()


def test_after_remove():
    time.sleep(0.1)


def test_no_file():
    assert not os.path.exists(names.PATH)


def test_choose():
    time.sleep(0.1)
    assert names.choose("one") == "one"


def test_after_choose():
    time.sleep(0.1)


def test_greet():
    assert names.greet("you") == "hello you"


def test_chosen():
    time.sleep(0.1)
    assert names.CURRENT in (None, "one")
`,
    'tests/test_single.py': `import time
from pkg import single


def test_see():
    time.sleep(0.1)
    single.Counter.seen.append(1)


def test_one():
    assert single.one() == 1


def test_total():
    assert single.total() == 0


def test_between():
    time.sleep(0.1)


def test_peek():
    assert single.Counter().peek() == 0


def test_later():
    time.sleep(0.1)
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

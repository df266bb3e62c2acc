import type { Suite } from './suite.ts';

/** Code that runs while modules are imported, and tests that look at code instead of calling it. */
export const importTime: Suite = {
  testCommand: 'PYTHONWARNINGS=error python -m pytest',
  files: {
    'setup.cfg': '[tool:pytest]\naddopts = --doctest-modules\nmarkers = slow\n',
    'pkg/__init__.py': 'from pkg.registry import HANDLERS\n\n__all__ = ["HANDLERS", "registry"]\n',
    'pkg/registry.py': `"""Handlers by name."""

HANDLERS = {}
LIMIT = 10


def handler(name):
    def register(function):
        HANDLERS[name] = function
        return function

    return register


def limited(default=LIMIT):
    def decorate(function):
        def inner(value):
            if value > default:
                raise ValueError(value)
            return function(value)

        inner.__name__ = function.__name__
        return inner

    return decorate


@handler("double")
def double(x):
    return x * 2


@handler("triple")
@limited()
def triple(x):
    return x * 3


def adder(n):
    def add(x):
        return x + n

    return add


add_two = adder(2)
table = [lambda x: x + 1, lambda x: x + 2]
`,
    'pkg/shapes.py': `import dataclasses
import enum
import functools


class Color(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass(order=True)
class Box:
    width: int = 1
    tags: list = dataclasses.field(default_factory=list)

    def __post_init__(self):
        self.area = self.width * self.width

    @property
    def half(self):
        return self.width / 2

    @functools.cached_property
    def double(self):
        return self.width * 2

    @staticmethod
    def make(width):
        return Box(width)

    @classmethod
    def unit(cls):
        return cls(1)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.width = 0


class Meta(type):
    made = []

    def __new__(meta, name, bases, space):
        Meta.made.append(name)
        return super().__new__(meta, name, bases, space)


class Base(metaclass=Meta):
    known = []

    def __init_subclass__(cls):
        Base.known.append(cls.__name__)


class Child(Base):
    def name(self):
        """The name.

        >>> Child().name()
        'child'
        """
        return "child"


powers = functools.partial(pow, 2)


def numbers(stop):
    for number in range(stop):
        yield number


async def later(value):
    return value + 1


def unused(x):
    return x - 1
`,
    'pkg/lazy.py': `STARTED = []


def value():
    return 5
`,
    'pkg/loader.py': `def load():
    from pkg import lazy

    return lazy.value()
`,
    'pkg/scripted.py': `import os

TEMPLATE = "def made(x):\\n    return x + 1\\n"


def make():
    space = {}
    exec(TEMPLATE, space)
    return space["made"]


def run_file():
    space = {}
    with open(os.path.join(os.path.dirname(__file__), "script.py")) as file:
        exec(file.read(), space)
    return space["answer"]()
`,
    'pkg/script.py': 'def answer():\n    return 42\n',
    'pkg/words.txt': 'one\ntwo\n',
    'pkg/words.py': `import os

with open(os.path.join(os.path.dirname(__file__), "words.txt")) as file:
    WORDS = file.read().split()


def count():
    return len(WORDS)
`,
    'pkg/looked.py': `import sys


def looked_at(x):
    # A comment that a test reads.
    return x


def documented():
    """Says something."""
    return 1


def other():
    return 2
`,
    'pkg/warned.py': 'import warnings\n\n\ndef warned():\n    return 1\n',
    'tests/__init__.py': '',
    'tests/helpers.py': `def check(value):
    assert value == 42


def unused_helper():
    return 1
`,
    'tests/test_code.py': `import asyncio
import importlib
import inspect
import os
import subprocess
import sys
import threading
import unittest
import pkg
from pkg import loader, looked, registry, scripted, shapes, warned, words
from tests.helpers import check


def test_double():
    assert pkg.HANDLERS["double"](2) == 4


def test_triple():
    assert pkg.HANDLERS["triple"](2) == 6


def test_names():
    assert sorted(pkg.HANDLERS) == ["double", "triple"]


def test_all():
    assert pkg.__all__ == ["HANDLERS", "registry"]


def test_add_two():
    assert registry.add_two(1) == 3


def test_table():
    assert [call(1) for call in registry.table] == [2, 3]


def test_colors():
    assert [color.value for color in shapes.Color] == [1, 2]


def test_box():
    assert shapes.Box(2).area == 4


def test_half():
    assert shapes.Box(2).half == 1


def test_cached():
    assert shapes.Box(2).double == 4


def test_made():
    assert shapes.Box.make(2) > shapes.Box.unit()


def test_with():
    with shapes.Box(2) as box:
        pass
    assert box.width == 0


def test_known():
    assert shapes.Base.known == ["Child"] and shapes.Meta.made == ["Base", "Child"]


def test_powers():
    assert shapes.powers(3) == 8


def test_numbers():
    assert list(shapes.numbers(3)) == [0, 1, 2]


def test_later():
    assert asyncio.run(shapes.later(1)) == 2


class TestLater(unittest.IsolatedAsyncioTestCase):
    async def test_awaited(self):
        self.assertEqual(await shapes.later(2), 3)


def test_load():
    assert loader.load() == 5


def test_reload(monkeypatch):
    monkeypatch.setitem(sys.modules, "pkg.lazy", importlib.import_module("pkg.lazy"))
    assert importlib.reload(sys.modules["pkg.lazy"]).value() == 5


def test_make():
    assert scripted.make()(1) == 2


def test_run_file():
    check(scripted.run_file())


def test_words():
    assert words.count() == 2


def test_source():
    assert "A comment" in inspect.getsource(looked.looked_at)


def test_documented():
    assert looked.documented.__doc__ == "Says something."


def test_signature():
    assert str(inspect.signature(looked.looked_at)) == "(x)"


def test_lines_of_file():
    with open(looked.__file__) as file:
        assert len(file.readlines()) == 15


def test_process():
    code = "from pkg.shapes import unused; print(unused(2))"
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE).stdout == b"1\\n"


def test_counted():
    found = subprocess.run(["wc", "-l", looked.__file__], stdout=subprocess.PIPE).stdout
    assert found.split()[0] == b"15"


def test_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(shapes.unused(3)))
    thread.start()
    thread.join()
    assert found == [2]


def test_patched(monkeypatch):
    monkeypatch.setattr(registry, "double", lambda x: x)
    assert registry.double(2) == 2


def test_warned():
    assert warned.warned() == 1


def test_listed():
    assert len(os.listdir(os.path.dirname(looked.__file__))) == 11


def test_standard():
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
`,
  },
  traps: {
    'functions, however they are reached': {
      edits: [
        ['pkg/registry.py', 'x * 2', 'x + 1'],
        ['pkg/registry.py', 'value > default', 'value < default'],
        ['pkg/registry.py', 'x + n', 'x - n'],
        ['pkg/shapes.py', 'self.width * self.width', 'self.width + 1'],
        ['pkg/shapes.py', 'self.width / 2', 'self.width / 3'],
        ['pkg/shapes.py', 'return self.width * 2', 'return self.width * 3'],
        ['pkg/shapes.py', 'cls(1)', 'cls(3)'],
        ['pkg/shapes.py', 'self.width = 0', 'self.width = 1'],
        ['pkg/shapes.py', 'return "child"', 'return "kid"'],
        ['pkg/shapes.py', 'yield number', 'yield number + 1'],
        ['pkg/shapes.py', 'value + 1', 'value + 2'],
      ],
      breaks:
        'test_double test_triple test_add_two test_box test_half test_cached test_made test_with Child.name test_numbers test_later test_awaited',
      runs: 'some',
    },
    'what is made at import': {
      edits: [
        ['pkg/__init__.py', ', "registry"]', ']'],
        ['pkg/registry.py', 'LIMIT = 10', 'LIMIT = 2'],
        ['pkg/registry.py', 'default=LIMIT', 'default=LIMIT - 1'],
        ['pkg/registry.py', 'lambda x: x + 2', 'lambda x: x + 3'],
        ['pkg/scripted.py', 'x + 1\\n', 'x + 2\\n'],
        ['pkg/looked.py', 'Says something.', 'Says nothing.'],
        ['pkg/looked.py', 'looked_at(x)', 'looked_at(x, y=None)'],
        ['pkg/registry.py', 'handler("double")', 'handler("twice")'],
        ['pkg/shapes.py', 'BLUE = 2', 'BLUE = 3'],
        ['pkg/shapes.py', "        'child'\n", "        'kid'\n"],
        ['pkg/shapes.py', 'Base.known.append(cls.__name__)', 'Base.known.append(cls)'],
        ['pkg/shapes.py', 'partial(pow, 2)', 'partial(pow, 3)'],
      ],
      breaks:
        'test_all test_triple test_double test_names test_table test_make test_documented test_signature Child.name test_colors test_known test_powers',
      runs: 'all',
    },
    'module imported by tests': {
      edits: [['pkg/lazy.py', 'return 5', 'return 6']],
      breaks: 'test_load test_reload',
    },
    'top of a module imported by tests': {
      edits: [['pkg/lazy.py', 'STARTED = []', 'STARTED = undefined']],
      breaks: 'test_load test_reload',
    },
    'file that is executed': {
      edits: [['pkg/script.py', '42', '41']],
      breaks: 'test_run_file',
      runs: 'some',
    },
    data: { edits: [['pkg/words.txt', 'two\n', 'two\nthree\n']], breaks: 'test_words', runs: 'all' },
    'comment that a test reads': {
      edits: [['pkg/looked.py', '# A comment', '# Words']],
      breaks: 'test_source',
      runs: 'some',
    },
    'line that tests count': {
      edits: [['pkg/looked.py', 'import sys\n', 'import sys\n\n']],
      breaks: 'test_lines_of_file test_counted',
      runs: 'some',
    },
    'comment that no test reads': {
      edits: [['pkg/warned.py', 'import warnings', 'import warnings  # unused']],
      breaks: '',
    },
    'code of a process and of a thread': {
      edits: [['pkg/shapes.py', 'x - 1', 'x - 2']],
      breaks: 'test_process test_thread',
      runs: 'some',
    },
    'warning of the compiler': { edits: [['pkg/warned.py', 'return 1', 'return 1 is 1']], breaks: '*' },
    'helper of the tests': {
      edits: [
        ['tests/helpers.py', 'value == 42', 'value == 43'],
        ['tests/helpers.py', 'return 1', 'return 2'],
      ],
      breaks: 'test_run_file',
      runs: 'some',
    },
    'added files, one in the place of another module': {
      files: { 'pkg/more.py': 'X = 1\n', 'colorsys.py': 'raise ImportError("no colors")\n' },
      breaks: 'test_listed test_standard',
      runs: 'all',
    },
    'added configuration': { files: { 'pytest.ini': '[pytest]\naddopts = -k double\n' }, breaks: '*' },
    'removed file': {
      files: { 'pkg/lazy.py': null },
      breaks: 'test_load test_reload test_listed',
      runs: 'all',
    },
    'renamed test': {
      edits: [['tests/test_code.py', 'test_double', 'test_twice']],
      breaks: 'test_double',
      runs: 'all',
    },
    'syntax error': { edits: [['pkg/lazy.py', 'return 5', 'return (5']], breaks: '', status: 'syntax-error' },
  },
};

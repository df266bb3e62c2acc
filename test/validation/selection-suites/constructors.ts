import { removingFrom, type Suite } from './suite.ts';

const source = 'pkg/made.py';

/** A class loses its `__init__`. */
const without = removingFrom(source, 'some');

/** Classes that lose `__init__`, in a repository that makes objects by calling their classes only. */
export const constructors: Suite = {
  files: {
    'pkg/__init__.py': '',
    [source]: `"""Classes with and without an \`__init__\` above them."""

import abc


class Point:
    """Its \`__init__\` is all there is."""

    count = 0

    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def size(self):
        return abs(self.x) + abs(self.y)


class Named(Point):
    def __init__(self, name, x):
        super().__init__(x)
        self.name = name


class Quiet:
    size = 1

    def __init__(self):
        self.size = 2

    def double(self):
        return 2 * self.size


class Counted(Point):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        Counted.count += 1


class Shape(abc.ABC):
    def __init__(self, sides):
        self.sides = sides

    @abc.abstractmethod
    def area(self):
        pass


class Square(Shape):
    def area(self):
        return self.sides[0] ** 2


class Failure(Exception):
    def __init__(self, code):
        super().__init__("code {}".format(code))
        self.code = code


class Early:
    def __init__(self, value=3):
        self.value = value


EARLY = Early()


class Number(int):
    def __new__(cls, value):
        return int.__new__(cls, value + 1)

    def __init__(self, value):
        self.original = value


class Money(Number):
    def __new__(cls, value):
        return Number.__new__(cls, value * 100)


class Passed:
    def __init__(self, items):
        self.items = list(items)

    def __getnewargs__(self):
        return (self.items,)


class Listing:
    def first(self):
        return 1

    def second(self):
        return 2


def describe(kind):
    return kind.__init__.__doc__


def build(kind, *values):
    return kind(*values)
`,
    'tests/test_made.py': `import copy
import inspect
import pickle
from unittest import mock

import pytest
from pkg import made


def test_point():
    assert made.Point(1, 2).size() == 3


def test_named():
    assert made.Named("a", 2).name == "a"


def test_named_size():
    assert made.Named("a", 2).size() == 2


def test_quiet():
    assert made.Quiet().double() == 4


def test_counted():
    assert made.Counted(1, 2).size() == 3


def test_counted_again():
    before = made.Counted.count
    made.Counted(1)
    assert made.Counted.count == before + 1


def test_square():
    assert made.Square([3]).area() == 9


def test_failure():
    with pytest.raises(made.Failure, match="code 3"):
        raise made.Failure(3)


def test_failure_code():
    assert made.Failure(4).code == 4


def test_early():
    assert made.EARLY.value == 3


def test_number():
    assert made.Number(3) + made.Number(3).original == 7


def test_money():
    assert made.Money(3) == 301


def test_passed():
    assert made.Passed("ab").items == ["a", "b"]


def test_pickled():
    assert pickle.loads(pickle.dumps(made.Passed("ab"))).items == ["a", "b"]


def test_copied():
    assert copy.copy(made.Point(1)).x == 1


def test_signature():
    assert list(inspect.signature(made.Quiet).parameters) == [] and list(inspect.signature(made.Point).parameters) == ["x", "y"]


def test_documentation():
    assert made.describe(made.Quiet) is None


def test_built():
    assert made.build(made.Point, 4).x == 4


def test_patched():
    with mock.patch.object(made.Named, "__init__", return_value=None):
        assert not hasattr(made.Named("a", 1), "name")


def test_specified():
    with pytest.raises(TypeError):
        mock.create_autospec(made.Point)(1, 2, 3)


def test_abstract():
    with pytest.raises(TypeError, match="abstract"):
        made.Shape([1])


def test_listing():
    assert [name for name in vars(made.Listing) if not name.startswith("_")] == ["first", "second"]


def test_listing_called():
    assert made.Listing().first() + made.Listing().second() == 3


def test_own():
    assert "__init__" in vars(made.Square.__mro__[1])


def test_nothing():
    assert made.Square.area is not None
`,
  },
  traps: {
    'gone where nothing is above it': without(
      '    def __init__(self, x, y=0):\n        self.x, self.y = x, y\n\n',
      'test_point test_named_size test_named test_counted test_counted_again test_copied test_signature test_built test_specified',
    ),
    'gone where another takes its place': without(
      '    def __init__(self, name, x):\n        super().__init__(x)\n        self.name = name\n',
      'test_named test_named_size',
      'some',
      '    pass\n',
    ),
    'gone where it takes no arguments': without(
      '    def __init__(self):\n        self.size = 2\n\n',
      'test_quiet test_documentation',
    ),
    'gone where another takes the same': without(
      '    def __init__(self, *sizes):\n        super().__init__(*sizes)\n        Counted.count += 1\n',
      'test_counted_again',
      'some',
      '    pass\n',
    ),
    'gone from an abstract class': without(
      '    def __init__(self, sides):\n        self.sides = sides\n\n',
      'test_square test_own test_abstract',
      'all',
    ),
    'another order that a test lists': {
      edits: [
        [source, '    def first(self):\n        return 1\n\n', ''],
        [source, '        return 2\n', '        return 2\n\n    def first(self):\n        return 1\n'],
      ],
      breaks: 'test_listing',
      runs: 'some',
    },
    'gone from an exception': without(
      '    def __init__(self, code):\n        super().__init__("code {}".format(code))\n        self.code = code\n',
      'test_failure test_failure_code',
      'all',
      '    pass\n',
    ),
    'gone where an object is made at import': without(
      '    def __init__(self, value=3):\n        self.value = value\n\n\nEARLY',
      'test_early',
      'all',
      '    pass\n\n\nEARLY',
    ),
    'gone from a number': without(
      '\n    def __init__(self, value):\n        self.original = value\n',
      'test_number',
      'all',
    ),
    'gone where copies are made with arguments': without(
      '    def __init__(self, items):\n        self.items = list(items)\n\n',
      'test_passed test_pickled',
      'all',
    ),
    'another order, of a class that a test specifies': {
      edits: [
        [source, '    def __init__(self, x, y=0):\n        self.x, self.y = x, y\n\n', ''],
        [
          source,
          '        return abs(self.x) + abs(self.y)\n',
          '        return abs(self.x) + abs(self.y)\n\n    def __init__(self, x, y=0):\n        self.x, self.y = x, y\n',
        ],
      ],
      breaks: '',
      runs: 'some',
    },
  },
};

import { removingFrom, type Suite } from './suite.ts';

const source = 'pkg/shapes.py';

/** A class loses a method. */
const without = removingFrom(source, 'some');

/** Methods that lose what the repository's own decorators made of them. */
export const decorated: Suite = {
  files: {
    'pkg/__init__.py': '',
    'pkg/lazy.py': `"""Decorators that only keep what they are given, and others."""

import functools
from typing import Generic, TypeVar

T = TypeVar("T")
SEEN = []


class Lazy(Generic[T]):
    """Reads once."""

    def __init__(self, fget):
        """Keeps it."""
        self._fget = fget
        self._name = fget.__name__
        functools.update_wrapper(self, fget)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self._name not in instance.__dict__:
            instance.__dict__[self._name] = self._fget(instance)
        return instance.__dict__[self._name]

    def __set__(self, instance, value):
        raise AttributeError("can't be set")


class Reader:
    """Has a name, and no setter."""

    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name: str = name

    def __get__(self, instance, owner=None):
        return (self.name, self.function(instance))


class Listed(Reader):
    """Says what it decorates."""

    def __init__(self, function):
        super().__init__(function)
        SEEN.append(function.__name__)


class Numbered:
    """Says what it is in."""

    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        owner.numbered = owner.numbered + 1

    def __get__(self, instance, owner=None):
        return self.function(instance)


class Doubled(property):
    pass


def plain(function):
    SEEN.append(function.__name__)
    return function


def doubling(function):
    @functools.wraps(function)
    def double(*arguments):
        return 2 * function(*arguments)

    return double
`,
    [source]: `"""Classes whose methods are decorated."""

import abc
import functools

from pkg import lazy
from pkg.lazy import Doubled, Lazy, Listed, Numbered, Reader, doubling, plain


class Box:
    numbered = 0

    def __init__(self, size=2):
        self.size = size

    @Lazy
    def area(self):
        return self.size ** 2

    @lazy.Lazy
    def edge(self):
        return 4 * self.size

    @Lazy
    def unused(self):
        return 0

    @functools.cached_property
    def volume(self):
        return self.size ** 3

    @Reader
    def read(self):
        return self.size

    @Doubled
    def double(self):
        return 2 * self.size


class Cube(Box):
    def surface(self):
        return 6 * self.area


class Registered:
    @Listed
    def listed(self):
        return 1

    @plain
    def registered(self):
        return 3


class Counted:
    numbered = 0

    @Numbered
    def one(self):
        return 1

    @Numbered
    def other(self):
        return 2


class Loose:
    def unused(self):
        return 1

    @Lazy
    def described(self):
        return "loose"


class Twin:
    @doubling
    def twice(self):
        return 1

    def once(self):
        return 1


class Twin:
    @doubling
    def twice(self):
        return 2

    def once(self):
        return 2


class Base(abc.ABC):
    @abc.abstractproperty
    def kind(self):
        return "base"


class Kind(Base):
    kind = "kind"


def size_of(box):
    return getattr(box, "area", None)
`,
    'tests/test_shapes.py': `import pytest
from pkg import lazy, shapes


def test_area():
    assert shapes.Box().area == 4


def test_set():
    box = shapes.Box()
    with pytest.raises(AttributeError):
        box.area = 3


def test_of_class():
    assert shapes.Box.area.__name__ == "area"


def test_surface():
    assert shapes.Cube(1).surface() == 6


def test_size_of():
    assert shapes.size_of(shapes.Box()) == 4


def test_edge():
    assert shapes.Box(1).edge == 4


def test_volume():
    assert shapes.Box().volume == 8


def test_volume_kept():
    box = shapes.Box()
    box.__dict__["volume"] = 1
    assert box.volume == 1


def test_read():
    assert shapes.Box().read == ("read", 2)


def test_listed():
    assert shapes.Registered().listed == ("listed", 1)


def test_seen():
    assert lazy.SEEN == ["listed", "registered"]


def test_double():
    assert shapes.Box().double == 4


def test_registered():
    assert shapes.Registered().registered() == 3


def test_counted():
    assert shapes.Counted.numbered == 2


def test_one():
    assert shapes.Counted().one == 1


def test_described():
    assert shapes.Loose().described == "loose"


def test_twice():
    assert shapes.Twin().twice() == 4


def test_once():
    assert shapes.Twin().once() == 2


def test_names():
    assert "described" in dir(shapes.Loose)


def test_abstract():
    with pytest.raises(TypeError):
        shapes.Base()


def test_kind():
    assert shapes.Kind().kind == "kind"


def test_nothing():
    assert shapes.size_of(shapes) is None
`,
  },
  traps: {
    'read once': without(
      '    @Lazy\n    def area(self):\n        return self.size ** 2\n\n',
      'test_area test_set test_of_class test_surface test_size_of',
    ),
    'read once, under the name of a module': without(
      '    @lazy.Lazy\n    def edge(self):\n        return 4 * self.size\n\n',
      'test_edge',
    ),
    'read by nobody': without('    @Lazy\n    def unused(self):\n        return 0\n\n', '', 'none'),
    'from functools': without(
      '    @functools.cached_property\n    def volume(self):\n        return self.size ** 3\n\n',
      'test_volume',
    ),
    'told its name': without('    @Reader\n    def read(self):\n        return self.size\n\n', 'test_read'),
    'kept in a list': without(
      '    @Listed\n    def listed(self):\n        return 1\n\n',
      'test_listed test_seen',
      'all',
    ),
    'a property of another kind': without(
      '    @Doubled\n    def double(self):\n        return 2 * self.size\n\n',
      'test_double',
    ),
    'kept in a list by a function': without(
      '\n    @plain\n    def registered(self):\n        return 3\n',
      'test_registered test_seen',
      'all',
    ),
    'counted in its class': without(
      '    @Numbered\n    def one(self):\n        return 1\n\n',
      'test_counted test_one',
      'all',
    ),
    'beside one that a function wraps, in the second of two classes': without(
      '\n    def once(self):\n        return 2\n',
      'test_once',
      'all',
    ),
    'beside one that a function wraps, in the first of two classes': without(
      '\n    def once(self):\n        return 1\n',
      '',
      'all',
    ),
    'wrapped by a function': without(
      '    @doubling\n    def twice(self):\n        return 2\n\n',
      'test_twice',
      'all',
    ),
    abstract: {
      edits: [
        [source, '    @abc.abstractproperty\n    def kind(self):\n        return "base"\n', '    pass\n'],
      ],
      breaks: 'test_abstract',
      runs: 'all',
    },
    'looked for by its name': without(
      '\n    @Lazy\n    def described(self):\n        return "loose"\n',
      'test_described test_names',
    ),
    'in another order': {
      edits: [
        [source, '    @Lazy\n    def area(self):\n        return self.size ** 2\n\n', ''],
        [
          source,
          '    @functools.cached_property',
          '    @Lazy\n    def area(self):\n        return self.size ** 2\n\n    @functools.cached_property',
        ],
      ],
      breaks: '',
      runs: 'some',
    },
    'kept in a list in another order': {
      edits: [
        [source, '    @Listed\n    def listed(self):\n        return 1\n\n', ''],
        [
          source,
          '        return 3\n\n\nclass Counted',
          '        return 3\n\n    @Listed\n    def listed(self):\n        return 1\n\n\nclass Counted',
        ],
      ],
      breaks: 'test_seen',
      runs: 'all',
    },
    'and its decorator changed': {
      edits: [
        [source, '    @Lazy\n    def unused(self):\n        return 0\n\n', ''],
        ['pkg/lazy.py', 'self._name = fget.__name__', 'self._name = "name"'],
      ],
      breaks: '',
      runs: 'all',
    },
  },
};

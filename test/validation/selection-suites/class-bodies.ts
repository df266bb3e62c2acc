import type { Suite, Trap } from './suite.ts';

const plain = 'pkg/plain.py';
const special = 'pkg/special.py';
const made = 'pkg/made.py';

/** Takes a method, or other lines, out of a file. */
const without = (path: string, text: string, breaks: string, facts: Partial<Trap> = {}): Trap => ({
  edits: [[path, text, '']],
  breaks,
  ...facts,
});

/** Puts a method, which ends with the lines given, behind the one after it. */
const behind = (
  path: string,
  text: string,
  next: string,
  breaks: string,
  facts: Partial<Trap> = {},
): Trap => ({
  edits: [[path, `${text}${next}`, `${next}${text}`]],
  breaks,
  ...facts,
});

const first = '    def first(self):\n        return 1\n\n';
const second = '    def second(self):\n        return 2\n\n';
const label = '    def label(self):\n        return "child"\n\n';

/** Changes of which methods a class has and of their order, and all the ways to notice that without a call. */
export const classBodies: Suite = {
  fullRuns: 'some',
  files: {
    'pkg/__init__.py': '',
    'pkg/ordered.py': `class Annotated:
    x: int
    x = 1

    def a(self):
        return 1


class Listed:
    rows = [y for y in (1, 2)]
    y = 1

    def a(self):
        return 1


class Deleted:
    z = 0
    del z
    z = 1

    def a(self):
        return 1


class Chosen:
    if len("") > 1:
        w = 2
    w = 1

    def a(self):
        return 1


class Documented:
    """A text."""

    __doc__ += "x"

    def a(self):
        return 1


class Described:
    """Another text."""

    def a(self):
        return 1
`,
    [plain]: `"""Classes that only their own statements make."""


class Parent:
    def label(self):
        return "parent"

    def detail(self):
        return "detail"


class Child(Parent):
    """A child."""

    kind = "child"

    def __init__(self, size=1):
        self.size = size

${label}    def described(self):
        return super().label() + self.label()

    def probed(self):
        return 1

    def built_name(self):
        return 2

    def patched(self):
        return 3

    def mocked(self):
        return 4

    def referred(self):
        return 5

    @property
    def area(self):
        return self.size * self.size

    @area.setter
    def area(self, value):
        self.size = value

    @classmethod
    def make(cls):
        return cls(3)

    @staticmethod
    def helper():
        return 6

    def __private(self):
        return 7

    def public(self):
        return self.__private()

    def in_fixture(self):
        return 8

    def after_others(self):
        return 9

    def from_thread(self):
        return 10

    def unused(self, value: int = 1, *rest: str) -> int:
        return value


class Grandchild(Child):
    def detail(self):
        return "grand"


class Ordered:
${first}${second}    third = 3

    def fourth(self, size=third):
        return size


class Hooked:
    def read(self):
        return "text"

    class Inner:
        def inside(self):
            return 1

        def outside(self):
            return 2


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1

    def moved(self):
        return self.x


class Bare:
    def __init__(self, value):
        self.value = value

    def doubled(self):
        return 2 * self.value


class Barer(Bare):
    pass


def use(thing):
    return thing.read() if hasattr(thing, "read") else "nothing"
`,
    [special]: `"""Classes with methods that Python looks up."""

import abc
import collections.abc
import functools


class Bag:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, item):
        return item == "all"

    def __len__(self):
        return len(self.items)

    def __bool__(self):
        return True

    def __repr__(self):
        return "Bag"

    def __add__(self, other):
        return Bag(self.items + other.items)

    def __getattr__(self, name):
        if name.startswith("any_"):
            return name
        raise AttributeError(name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def __copy__(self):
        return Bag(["copy"])

    def __reduce__(self):
        return Bag, (["pickled"],)

    def __format__(self, spec):
        return "formatted"

    def __missing_name__(self):
        return None


class Mapped(dict):
    def __iter__(self):
        return iter(["a"])

    def keys(self):
        return ["a"]


class Equal:
    def __eq__(self, other):
        return True


class Hashed:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


class Called:
    def __call__(self):
        return 1

    def __getitem__(self, index):
        return range(3)[index]

    def __index__(self):
        return 2

    def __new__(cls, *arguments):
        return super().__new__(cls)


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        ...

    def name(self):
        return "shape"

    def twice(self):
        return 2 * self.area()


class Square(Shape):
    def area(self):
        return 4

    def corners(self):
        return 4


class Mixin:
    def size(self):
        return 1


class Sized(abc.ABC):
    @abc.abstractmethod
    def size(self):
        ...


class Both(Mixin, Sized):
    pass


class Numbers(collections.abc.Sequence):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return range(3)[index]

    def index(self, value):
        return "own"


@functools.total_ordering
class Version:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return self.number == other.number

    def __lt__(self, other):
        return self.number < other.number

    def text(self):
        return str(self.number)
`,
    [made]: `"""Classes that something looks at when they are made, or before the first test."""

import dataclasses
import enum

from pkg.plain import Child


class Plugin:
    found = []

    def __init_subclass__(cls):
        Plugin.found.append([name for name in vars(cls) if name.startswith("do_")])


class Printer(Plugin):
    def do_print(self):
        return 1

    def do_exit(self):
        return 2


class Meta(type):
    def __new__(meta, name, bases, space):
        made = super().__new__(meta, name, bases, space)
        made.commands = [key for key in space if key.startswith("do_")]
        return made


class Metered(metaclass=Meta):
    def do_this(self):
        return 1

    def do_that(self):
        return 2


class Named:
    def __set_name__(self, owner, name):
        self.has_helper = hasattr(owner, "helper")


class Owner:
    field = Named()

    def helper(self):
        return 1


def register(cls):
    cls.handlers = [name for name in cls.__dict__ if name.startswith("on_")]
    return cls


@register
class Handlers:
    def on_open(self):
        return 1

    def on_close(self):
        return 2


@dataclasses.dataclass
class Point:
    x: int = 1

    def __eq__(self, other):
        return "own"

    def moved(self):
        return Point(self.x + 1)


class Color(enum.Enum):
    RED = 1

    def shade(self):
        return "dark"


class Aliased:
    def original(self):
        return 1

    copied = original

    def kept(self):
        return 2

    def seen(self):
        return 3

    def listed(self):
        return 4


class Copier(Aliased):
    kept = Aliased.kept


HAS_SEEN = hasattr(Aliased, "seen")


class Listed:
    def one(self):
        return 1

    def two(self):
        return 2


NAMES = [name for name in Listed.__dict__ if not name.startswith("_")]
reference = Child.referred


def __getattr__(name):
    if name == "lazy":
        return Lazy().value
    raise AttributeError(name)


class Lazy:
    def value(self):
        return 1
`,
    'tests/__init__.py': '',
    'tests/test_classes.py': `import copy
import functools
import gc
import importlib
import inspect
import pickle
import subprocess
import sys
import threading
import typing
from collections.abc import Hashable, Iterable, Sequence
from unittest import mock

import pytest
from pkg import made, ordered, plain, special


@pytest.mark.parametrize("module", [ordered, plain])
def test_as_its_text_says(module):
    space = {"__name__": module.__name__}
    with open(module.__file__) as file:
        exec(file.read(), space)
    kinds = [value for value in space.values() if isinstance(value, type)]
    assert kinds
    for kind in kinds:
        live = getattr(module, kind.__name__)
        assert list(vars(kind)) == list(vars(live)) and kind.__doc__ == live.__doc__


def test_label():
    assert plain.Child().label() == "child"


def test_described():
    assert plain.Child().described() == "parentchild"


def test_detail():
    assert plain.Grandchild().detail() == "grand"


def test_inherited():
    assert plain.Child().detail() == "detail"


def test_super_probe():
    class Own(plain.Child):
        def label(self):
            return callable(super().label)

    assert Own().label() is True


def test_probe():
    assert hasattr(plain.Child(), "probed")


def test_no_probe():
    assert not hasattr(plain.Parent(), "probed")


def test_built_name():
    assert callable(getattr(plain.Child(), "_".join(["built", "name"])))


def test_patched(monkeypatch):
    monkeypatch.setattr(plain.Child, "patched", lambda self: 0)
    assert plain.Child().patched() == 0


def test_mocked():
    with mock.patch.object(plain.Child, "mocked"):
        plain.Child().mocked()


def test_spec():
    assert mock.create_autospec(plain.Hooked)().read() is not None


def test_area():
    thing = plain.Child(2)
    thing.area = 3
    assert thing.area == 9


def test_area_probe():
    assert isinstance(inspect.getattr_static(plain.Child, "area"), property)


def test_make():
    assert plain.Child.make().size == 3


def test_helper():
    assert plain.Child.helper() == 6


def test_private():
    assert plain.Child().public() == 7


def test_use():
    assert plain.use(plain.Hooked()) == "text"


def test_bare():
    assert plain.Bare(2).doubled() == 4


def test_made_without_init():
    assert plain.Barer.__new__(plain.Barer, 1) is not None


def test_init_of_object():
    with pytest.raises(TypeError, match="object.__init__"):
        object.__init__(plain.Barer.__new__(plain.Barer), 1)


def test_inner():
    assert plain.Hooked.Inner().inside() == 1


def test_order():
    names = [name for name in vars(plain.Ordered) if not name.startswith("_")]
    assert names == ["first", "second", "third", "fourth"]


def test_members():
    assert [name for name, _ in inspect.getmembers(plain.Ordered, inspect.isfunction)] == ["first", "fourth", "second"]


def test_calls_of_ordered():
    assert plain.Ordered().first() + plain.Ordered().second() == 3


def test_slotted():
    assert plain.Slotted().moved() == 1


@pytest.fixture(scope="session")
def shared():
    return getattr(plain.Child(), "in_fixture", None)


def test_shared_first(shared):
    assert shared is not None


def test_shared_second(shared):
    assert callable(shared)


@functools.lru_cache(None)
def cached():
    return hasattr(plain.Child, "after_others")


def test_cached_first():
    assert cached()


def test_cached_second():
    assert cached()


def test_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(hasattr(plain.Child, "from_thread")))
    thread.start()
    thread.join()
    assert found == [True]


def test_process():
    code = "import pkg.plain; print(hasattr(pkg.plain.Slotted, 'moved'))"
    assert subprocess.check_output([sys.executable, "-c", code]).strip() == b"True"


def test_iteration():
    assert list(special.Bag([1])) == [1]


def test_contains():
    assert "all" in special.Bag([1])


def test_is_iterable():
    assert isinstance(special.Bag([]), Iterable)


def test_len():
    assert len(special.Bag([1, 2])) == 2


def test_truth():
    assert special.Bag([])


def test_repr():
    assert repr(special.Bag([])) == "Bag"


def test_sum():
    assert (special.Bag([1]) + special.Bag([2])).items == [1, 2]


def test_any():
    assert special.Bag([]).any_thing == "any_thing"


def test_with():
    with special.Bag([]) as bag:
        assert bag.items == []


def test_copy():
    assert copy.copy(special.Bag([])).items == ["copy"]


def test_pickle():
    assert pickle.loads(pickle.dumps(special.Bag([]))).items == ["pickled"]


def test_format():
    assert "{}".format(special.Bag([])) == "formatted"


def test_mapped():
    assert dict(special.Mapped(a=1, b=2)) == {"a": 1}


def test_referents():
    spaces = [part for part in gc.get_referents(plain.Ordered) if type(part) is dict]
    assert any("second" in part for part in spaces)


def test_read_only():
    with pytest.raises(AttributeError, match="read-only"):
        plain.Slotted().moved = 1


def test_equal():
    assert special.Equal() == 1


def test_unhashable():
    assert not isinstance(special.Equal(), Hashable)


def test_hash():
    assert len({special.Hashed(), special.Hashed()}) == 1


def test_callable():
    assert callable(special.Called())


def test_old_iteration():
    assert iter(special.Called()) is not None


def test_new():
    assert isinstance(special.Called(1, 2), special.Called)


def test_shape():
    assert special.Square().twice() == 8


def test_name():
    assert special.Square().name() == "shape"


def test_abstract():
    assert inspect.isabstract(special.Shape) and not inspect.isabstract(special.Square)


def test_corners():
    assert special.Square().corners() == 4


def test_both():
    assert special.Both().size() == 1


def test_numbers():
    assert special.Numbers().index(2) == "own" and isinstance(special.Numbers(), Sequence)


def test_versions():
    assert special.Version(1) <= special.Version(2)


def test_text():
    assert special.Version(1).text() == "1"


def test_plugins():
    assert made.Plugin.found == [["do_print", "do_exit"]]


def test_commands():
    assert made.Metered.commands == ["do_this", "do_that"]


def test_named():
    assert made.Owner.field.has_helper


def test_handlers():
    assert made.Handlers.handlers == ["on_open", "on_close"]


def test_point():
    assert (made.Point() == 1) == "own"


def test_shade():
    assert made.Color.RED.shade() == "dark"


def test_aliases():
    assert made.Aliased().copied() == 1 and made.Copier().kept() == 2


def test_seen():
    assert made.HAS_SEEN


def test_names():
    assert made.NAMES == ["one", "two"]


def test_reference():
    assert made.reference(plain.Child()) == 5


def test_lazy():
    assert made.lazy() == 1


@pytest.mark.parametrize("name", [name for name in dir(made.Aliased) if name == "listed"])
def test_parameter(name):
    assert name


def test_reload():
    assert importlib.reload(importlib.import_module("pkg.reloaded")).Reloaded().value() == 1


def test_hints():
    assert list(typing.get_type_hints(special.Square.corners)) == []
`,
    'pkg/reloaded.py': `class Reloaded:
    def value(self):
        return 1

    def other(self):
        return 2


if [name for name in Reloaded.__dict__ if name in ("value", "other")] != ["value", "other"]:
    raise ImportError
`,
  },
  traps: {
    'overriding method gone': without(plain, label, 'test_label test_described', { runs: 'some' }),
    'method gone that is only probed': without(
      plain,
      '    def probed(self):\n        return 1\n\n',
      'test_probe',
      {
        runs: 'some',
      },
    ),
    'method gone whose name is made up': without(
      plain,
      '    def built_name(self):\n        return 2\n\n',
      'test_built_name',
      { runs: 'some' },
    ),
    'method gone that is replaced': without(
      plain,
      '    def patched(self):\n        return 3\n\n',
      'test_patched',
      {
        runs: 'some',
      },
    ),
    'method gone that is mocked': without(
      plain,
      '    def mocked(self):\n        return 4\n\n',
      'test_mocked',
      {
        runs: 'some',
      },
    ),
    'method gone that another module refers to': without(
      plain,
      '    def referred(self):\n        return 5\n\n',
      '*',
    ),
    'property gone': without(
      plain,
      '    @property\n    def area(self):\n        return self.size * self.size\n\n    @area.setter\n    def area(self, value):\n        self.size = value\n\n',
      'test_area test_area_probe',
      { runs: 'some' },
    ),
    'class method gone': without(
      plain,
      '    @classmethod\n    def make(cls):\n        return cls(3)\n\n',
      'test_make',
      {
        runs: 'some',
      },
    ),
    'static method gone': without(
      plain,
      '    @staticmethod\n    def helper():\n        return 6\n\n',
      'test_helper',
      {
        runs: 'some',
      },
    ),
    'private method gone': without(plain, '    def __private(self):\n        return 7\n\n', 'test_private', {
      runs: 'some',
    }),
    'method gone with its use': {
      edits: [
        [plain, '    def __private(self):\n        return 7\n\n', ''],
        [plain, 'return self.__private()', 'return None'],
      ],
      breaks: 'test_private',
      runs: 'some',
    },
    'method gone that a session fixture looks up': without(
      plain,
      '    def in_fixture(self):\n        return 8\n\n',
      'test_shared_first test_shared_second',
    ),
    'method gone whose look-up is kept': without(
      plain,
      '    def after_others(self):\n        return 9\n\n',
      'test_cached_first test_cached_second',
    ),
    'method gone that a thread looks up': without(
      plain,
      '    def from_thread(self):\n        return 10\n\n',
      'test_thread',
      { runs: 'some' },
    ),
    'method gone that nothing looks up': without(
      plain,
      '    def unused(self, value: int = 1, *rest: str) -> int:\n        return value\n',
      '',
      { runs: 'some' },
    ),
    'constructor gone': without(
      plain,
      '    def __init__(self, size=1):\n        self.size = size\n\n',
      'test_area test_make',
    ),
    'constructor gone of what is made without it': without(
      plain,
      '    def __init__(self, value):\n        self.value = value\n\n',
      'test_bare test_made_without_init test_init_of_object',
    ),
    'only method gone': {
      edits: [[plain, '    def detail(self):\n        return "grand"\n', '    pass\n']],
      breaks: 'test_detail',
      runs: 'some',
    },
    'method gone with a default from its class': without(
      plain,
      '\n    def fourth(self, size=third):\n        return size\n',
      'test_order test_members',
    ),
    'method gone that a function probes': without(
      plain,
      '    def read(self):\n        return "text"\n\n',
      'test_use test_spec',
    ),
    'method of an inner class gone': without(
      plain,
      '        def inside(self):\n            return 1\n\n',
      'test_inner',
      { runs: 'some' },
    ),
    'method gone that a process looks up': without(
      plain,
      '    def moved(self):\n        return self.x\n',
      'test_slotted test_process test_read_only',
    ),
    'methods in another order': behind(plain, first, second, 'test_order'),
    'methods of another class in another order, where a test looks at objects with gc': behind(
      plain,
      label,
      '    def described(self):\n        return super().label() + self.label()\n\n',
      '',
      { runs: 'some' },
    ),
    'setter before its property': {
      edits: [
        [plain, '    @area.setter\n    def area(self, value):\n        self.size = value\n\n', ''],
        [
          plain,
          '    @property\n    def area',
          '    @area.setter\n    def area(self, value):\n        self.size = value\n\n    @property\n    def area',
        ],
      ],
      breaks: '*',
    },
    'method before what its default needs': {
      edits: [
        [plain, '    third = 3\n\n    def fourth', '    def fourth'],
        [
          plain,
          '        return size\n\n\nclass Hooked',
          '        return size\n\n    third = 3\n\n\nclass Hooked',
        ],
      ],
      breaks: '*',
    },
    'another order and a method changed': {
      edits: [
        [plain, `${first}${second}`, `${second}${first}`],
        [plain, '        return 2\n\n    def first', '        return 3\n\n    def first'],
      ],
      breaks: 'test_order test_calls_of_ordered',
    },
    'methods in another order, one before a value, and one gone': {
      edits: [
        [plain, label, ''],
        [plain, '    def from_thread(self):\n        return 10\n\n', ''],
        [
          plain,
          '    kind = "child"\n',
          '    def from_thread(self):\n        return 10\n\n    kind = "child"\n',
        ],
        [plain, '    @staticmethod\n    def helper():\n        return 6\n\n', ''],
        [
          plain,
          '    @classmethod\n',
          '    @staticmethod\n    def helper():\n        return 6\n\n    @classmethod\n',
        ],
      ],
      breaks: 'test_label test_described',
      runs: 'some',
    },
    'behind an annotation': {
      edits: [
        [
          'pkg/ordered.py',
          'class Annotated:\n    x: int\n    x = 1\n\n    def a(self):\n        return 1\n',
          'class Annotated:\n    x: int\n\n    def a(self):\n        return 1\n    x = 1\n',
        ],
      ],
      breaks: '',
    },
    'behind a name of a comprehension': {
      edits: [
        [
          'pkg/ordered.py',
          'class Listed:\n    rows = [y for y in (1, 2)]\n    y = 1\n\n    def a(self):\n        return 1\n',
          'class Listed:\n    rows = [y for y in (1, 2)]\n\n    def a(self):\n        return 1\n    y = 1\n',
        ],
      ],
      breaks: '',
    },
    'before a name is deleted': {
      edits: [
        [
          'pkg/ordered.py',
          'class Deleted:\n    z = 0\n    del z\n    z = 1\n\n    def a(self):\n        return 1\n',
          'class Deleted:\n    z = 0\n\n    def a(self):\n        return 1\n    del z\n    z = 1\n',
        ],
      ],
      breaks: '',
    },
    'behind what binds a name at times': {
      edits: [
        [
          'pkg/ordered.py',
          'class Chosen:\n    if len("") > 1:\n        w = 2\n    w = 1\n\n    def a(self):\n        return 1\n',
          'class Chosen:\n    if len("") > 1:\n        w = 2\n\n    def a(self):\n        return 1\n    w = 1\n',
        ],
      ],
      breaks: '',
    },
    'before the documentation is changed': {
      edits: [
        [
          'pkg/ordered.py',
          'class Documented:\n    """A text."""\n\n    __doc__ += "x"\n\n    def a(self):\n        return 1\n',
          'class Documented:\n    """A text."""\n\n    def a(self):\n        return 1\n\n    __doc__ += "x"\n',
        ],
      ],
      breaks: '',
    },
    'before the documentation': {
      edits: [
        [
          'pkg/ordered.py',
          '    """Another text."""\n\n    def a(self):\n        return 1\n',
          '    def a(self):\n        return 1\n\n    """Another text."""\n',
        ],
      ],
      breaks: '',
    },
    'iteration gone': without(
      special,
      '    def __iter__(self):\n        return iter(self.items)\n\n',
      'test_iteration test_is_iterable',
      { runs: 'some' },
    ),
    'iteration gone of a class made from a built-in one': without(
      special,
      '    def __iter__(self):\n        return iter(["a"])\n\n',
      'test_mapped',
    ),
    'method gone that the garbage collector finds': without(
      plain,
      second,
      'test_order test_members test_calls_of_ordered test_referents',
      { runs: 'some' },
    ),
    'containment gone': without(
      special,
      '    def __contains__(self, item):\n        return item == "all"\n\n',
      'test_contains',
      { runs: 'some' },
    ),
    'length gone': without(
      special,
      '    def __len__(self):\n        return len(self.items)\n\n',
      'test_len',
      {
        runs: 'some',
      },
    ),
    'truth gone': without(special, '    def __bool__(self):\n        return True\n\n', 'test_truth', {
      runs: 'some',
    }),
    'representation gone': without(
      special,
      '    def __repr__(self):\n        return "Bag"\n\n',
      'test_repr',
      {
        runs: 'some',
      },
    ),
    'sum gone': without(
      special,
      '    def __add__(self, other):\n        return Bag(self.items + other.items)\n\n',
      'test_sum',
      { runs: 'some' },
    ),
    'fallback for attributes gone': without(
      special,
      '    def __getattr__(self, name):\n        if name.startswith("any_"):\n            return name\n        raise AttributeError(name)\n\n',
      'test_any',
      { runs: 'some' },
    ),
    'entering gone': without(special, '    def __enter__(self):\n        return self\n\n', 'test_with', {
      runs: 'some',
    }),
    'copying gone': without(
      special,
      '    def __copy__(self):\n        return Bag(["copy"])\n\n',
      'test_copy',
      {
        runs: 'some',
      },
    ),
    'pickling gone': without(
      special,
      '    def __reduce__(self):\n        return Bag, (["pickled"],)\n\n',
      'test_pickle',
    ),
    'formatting gone': without(
      special,
      '    def __format__(self, spec):\n        return "formatted"\n\n',
      'test_format',
      { runs: 'some' },
    ),
    'equality gone, which makes it hashable': {
      edits: [
        [
          special,
          'class Equal:\n    def __eq__(self, other):\n        return True\n',
          'class Equal:\n    pass\n',
        ],
      ],
      breaks: 'test_equal test_unhashable',
    },
    'hash gone, which leaves none': without(
      special,
      '    def __hash__(self):\n        return 1\n',
      'test_hash',
    ),
    'calls gone': without(special, '    def __call__(self):\n        return 1\n\n', 'test_callable'),
    'items gone': without(
      special,
      '    def __getitem__(self, index):\n        return range(3)[index]\n\n',
      'test_old_iteration',
    ),
    'making gone': without(
      special,
      '\n    def __new__(cls, *arguments):\n        return super().__new__(cls)\n',
      'test_new',
    ),
    'implementation of an abstract method gone': without(
      special,
      '    def area(self):\n        return 4\n\n',
      'test_shape test_name test_abstract test_corners',
    ),
    'abstract method gone': without(
      special,
      '    @abc.abstractmethod\n    def area(self):\n        ...\n\n',
      'test_abstract',
    ),
    'method of an abstract class gone': without(
      special,
      '    def name(self):\n        return "shape"\n\n',
      'test_name',
      { runs: 'some' },
    ),
    'implementation in a mixin gone': {
      edits: [[special, 'class Mixin:\n    def size(self):\n        return 1\n', 'class Mixin:\n    pass\n']],
      breaks: 'test_both',
    },
    'own method over one of a library gone': without(
      special,
      '\n    def index(self, value):\n        return "own"\n',
      'test_numbers',
    ),
    'comparison gone that a decorator uses': without(
      special,
      '    def __lt__(self, other):\n        return self.number < other.number\n\n',
      '*',
    ),
    'method gone of a decorated class': without(
      special,
      '\n    def text(self):\n        return str(self.number)\n',
      'test_text',
    ),
    'method gone that a base class registered': without(
      made,
      '\n    def do_exit(self):\n        return 2\n',
      'test_plugins',
    ),
    'another order that a base class registered': behind(
      made,
      '    def do_print(self):\n        return 1\n\n',
      '    def do_exit(self):\n        return 2\n',
      'test_plugins',
    ),
    'another order that a metaclass saw': behind(
      made,
      '    def do_this(self):\n        return 1\n\n',
      '    def do_that(self):\n        return 2\n\n',
      'test_commands',
    ),
    'method gone that a descriptor saw': without(
      made,
      '\n    def helper(self):\n        return 1\n',
      'test_named',
    ),
    'another order that a decorator saw': behind(
      made,
      '    def on_open(self):\n        return 1\n\n',
      '    def on_close(self):\n        return 2\n\n',
      'test_handlers',
    ),
    'comparison gone that a data class then makes': without(
      made,
      '    def __eq__(self, other):\n        return "own"\n\n',
      'test_point',
    ),
    'method of an enumeration gone': without(
      made,
      '\n    def shade(self):\n        return "dark"\n',
      'test_shade',
    ),
    'method gone that a subclass took': without(made, '    def kept(self):\n        return 2\n\n', '*'),
    'method gone that was seen at import': without(
      made,
      '    def seen(self):\n        return 3\n\n',
      'test_seen',
    ),
    'method gone that was listed at import': {
      edits: [[made, '    def listed(self):\n        return 4\n', '    pass\n']],
      breaks: 'test_parameter',
    },
    'another order that was listed at import': behind(
      made,
      '    def one(self):\n        return 1\n\n',
      '    def two(self):\n        return 2\n\n',
      'test_names',
    ),
    'method gone behind an attribute of a module': {
      edits: [[made, 'class Lazy:\n    def value(self):\n        return 1\n', 'class Lazy:\n    pass\n']],
      breaks: 'test_lazy',
    },
    'another order that a reload sees': behind(
      'pkg/reloaded.py',
      '    def value(self):\n        return 1\n\n',
      '    def other(self):\n        return 2\n\n',
      'test_reload',
    ),
  },
};

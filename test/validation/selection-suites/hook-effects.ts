import { method, type Suite } from './suite.ts';

const noticed = 'pkg/noticed.py';

/** All the places where code that takes part in making a class may keep what it found there. */
export const hookEffects: Suite = {
  fullRuns: 'some',
  files: {
    'pkg/__init__.py': '',
    'pytest.ini': '[pytest]\nfilterwarnings = error::UserWarning\n',
    [noticed]: `import abc
import array
import collections.abc
import copyreg
import dataclasses
import enum
import functools
import logging
import sys
import types
import typing
import string
import warnings
import weakref

class Caching:
    def __init_subclass__(cls):
        for key, value in list(vars(cls).items()):
            if key.startswith("compute_"):
                setattr(cls, key, functools.lru_cache(maxsize=None)(value))


class Sums(Caching):
    def compute_one(self):
        return 1

    def compute_two(self):
        return 2


class Generating:
    def __init_subclass__(cls):
        space = {}
        names = [key for key in vars(cls) if key.startswith("on_")]
        exec(f"def events(self): return {names!r}", space)
        cls.events = space["events"]


class Events(Generating):
    def on_start(self):
        return 1

    def on_stop(self):
        return 2


class Naming:
    def __init_subclass__(cls):
        cls.Name = typing.Literal[tuple(key for key in vars(cls) if key.startswith("do_"))]


class Choice(Naming):
    def do_run(self):
        return 11

    def do_stop(self):
        return 12


class Optional:
    def __init_subclass__(cls):
        cls.Options = dataclasses.make_dataclass("Options", [key for key in vars(cls) if key.startswith("opt_")])


class Tool(Optional):
    def opt_quiet(self):
        return 13

    def opt_loud(self):
        return 14


class Picking:
    def __init_subclass__(cls):
        cls.pick = (max if "prefers_large" in vars(cls) else min)


class Picker(Picking):
    def prefers_large(self):
        return True

    def other_pick(self):
        return 15


Model = None


class ModelMeta(type):
    def __init__(cls, name, bases, space):
        if Model is None:
            cls.reserved = [key for key in space if not key.startswith("_")]


class Model(metaclass=ModelMeta):
    def save(self):
        return 16

    def load(self):
        return 17


class Loading:
    is_open = True

    def __init_subclass__(cls):
        if Loading.is_open:
            cls.commands = [key for key in vars(cls) if key.startswith("do_")]


class Loaded(Loading):
    def do_load(self):
        return 18

    def do_unload(self):
        return 19


Loading.is_open = False


class Steps:
    def __init_subclass__(cls):
        steps = [value for key, value in vars(cls).items() if key.startswith("step_")]
        cls.steps = [step.__name__ for step in sorted(steps, key=lambda step: step.__code__.co_firstlineno)]


class Recipe(Steps):
    def step_mix(self):
        return 20

    def step_bake(self):
        return 21


class Registering:
    def __init_subclass__(cls):
        if hasattr(cls, "keys"):
            collections.abc.Mapping.register(cls)


class Table(Registering):
    def keys(self):
        return [22]

    def rows(self):
        return 23


class OwnMeta(abc.ABCMeta):
    pass


class Runnable(metaclass=OwnMeta):
    pass


class Enlisting:
    def __init_subclass__(cls):
        if hasattr(cls, "launch"):
            Runnable.register(cls)


class Rocket(Enlisting):
    def launch(self):
        return 24

    def land(self):
        return 25


class Drivable(abc.ABC):
    pass


class Offering:
    def __init_subclass__(cls):
        if hasattr(cls, "drive"):
            Drivable.register(cls)


class Car(Offering):
    def drive(self):
        return 26

    def park(self):
        return 27


class Closing(abc.ABC):
    @classmethod
    def __subclasshook__(cls, kind):
        return any("close" in base.__dict__ for base in kind.__mro__) or NotImplemented


class Checking:
    def __init_subclass__(cls):
        if issubclass(cls, Closing) and not callable(cls.close):
            raise TypeError("close is no method")


class Socket(Checking):
    def close(self):
        return 28

    def send(self):
        return 29


class Exporting:
    def __init_subclass__(cls):
        module = types.ModuleType("pkg.commands")
        module.names = [key for key in vars(cls) if key.startswith("do_")]
        sys.modules["pkg.commands"] = module


class Shell(Exporting):
    def do_list(self):
        return 30

    def do_copy(self):
        return 31


class Left:
    side = "left"


class Right:
    side = "right"


class Turning(type):
    def mro(cls):
        found = super().mro()
        if "turned" in cls.__dict__:
            found[1:3] = found[2:0:-1]
        return found


class Both(Left, Right, metaclass=Turning):
    def turned(self):
        return True

    def straight(self):
        return 32


LONGEST = array.array("i", [0])


class Measured:
    def __init_subclass__(cls):
        LONGEST[0] = max(LONGEST[0], len(vars(cls)))


class Longest(Measured):
    def long(self):
        return 33

    def longer(self):
        return 34


class Warning:
    def __init_subclass__(cls):
        if "describe" not in vars(cls):
            warnings.warn(f"{cls.__name__} has no description", UserWarning, stacklevel=2)


class Described(Warning):
    def describe(self):
        return 35

    def draw(self):
        return 36


class Logging:
    def __init_subclass__(cls):
        if "trace" in vars(cls):
            logging.getLogger("pkg.tracing").setLevel(logging.DEBUG)


class Logged(Logging):
    def trace(self):
        return 37

    def log(self):
        return 38


class Letter(enum.Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def big(self):
        return self.name

    A = enum.auto()
    B = enum.auto()


class Answer(enum.IntEnum):
    YES = 1
    NO = 2

    @classmethod
    def _missing_(cls, value):
        return cls.NO

    def sure(self):
        return 39


class Planet(enum.Enum):
    EARTH = 1, 2
    MARS = 3, 4

    def __init__(self, mass, radius):
        self.mass = mass

    def far(self):
        return 40


class Access(enum.IntFlag):
    READ = 1
    WRITE = 2

    def __or__(self, other):
        return "both"

    def open(self):
        return 41


SHELF = types.ModuleType("shelf")


class Shelving:
    def __init_subclass__(cls):
        SHELF.__dict__.setdefault("names", [key for key in vars(cls) if key.startswith("do_")])


class Book(Shelving):
    def do_read(self):
        return 42

    def do_write(self):
        return 43


class Partial(type):
    def __new__(meta, name, bases, space):
        for key, value in space.items():
            if key.startswith("part_"):
                space[key] = functools.partialmethod(value)
        return super().__new__(meta, name, bases, space)


class Parts(metaclass=Partial):
    def part_one(self):
        return 44

    def part_two(self):
        return 45


class Signing:
    def __init_subclass__(cls):
        names = ", ".join(key for key in vars(cls) if key.startswith("arg_"))
        space = {}
        exec(f"def take(self, {names}): return 1", globals(), space)
        cls.take = space["take"]


class Signed(Signing):
    def arg_one(self):
        return 46

    def arg_two(self):
        return 47


class Needing:
    def __init_subclass__(cls):
        if not hasattr(cls, "needed"):
            raise TypeError("needed")


class Needy(Needing):
    def needed(self):
        return 48

    def unneeded(self):
        return 49


class Remembering:
    def __init_subclass__(cls):
        for key, value in list(vars(cls).items()):
            if key.startswith("find_"):
                setattr(cls, key, functools.singledispatchmethod(value))


class Finder(Remembering):
    def find_all(self):
        return self.find_one()

    def find_one(self):
        return 51


class Copying:
    def __init_subclass__(cls):
        if hasattr(cls, "reduced"):
            copyreg.pickle(cls, cls.reduced)


class Copied(Copying):
    def reduced(self):
        return (dict, ())

    def whole(self):
        return 52


class Hooking:
    def __init_subclass__(cls):
        cls.label = cls.__name__.lower()


class Public(Hooking):
    def shown(self):
        return 53

    def hidden(self):
        return 54


class Shape(metaclass=OwnMeta):
    @abc.abstractmethod
    def area(self):
        return 0

    def name(self):
        return 55


class Square(Shape):
    def area(self):
        return 56

    def side(self):
        return 57


class Spinning:
    def __init_subclass__(cls):
        while not hasattr(cls, "stop"):
            pass


class Spun(Spinning):
    def stop(self):
        return 58

    def spin(self):
        return 59


def make_base(prefix):
    class Base:
        def __init_subclass__(cls):
            cls.commands = [key for key in vars(cls) if key.startswith(prefix)]

    return Base


Base = make_base("x_")


class First(Base):
    def x_one(self):
        return 60

    def x_two(self):
        return 61


Base = make_base("y_")


class Second(Base):
    def y_one(self):
        return 62


class Translating:
    def __init_subclass__(cls):
        if "translate" in vars(cls):
            string.translate_made_up = str.upper


class Translated(Translating):
    def translate(self):
        return 63

    def keep(self):
        return 64


class Meta:
    __slots__ = ("reader", "writer")


class Describing:
    def __init_subclass__(cls):
        cls.meta = Meta()
        setattr(cls.meta, "writer" if "write" in vars(cls) else "reader", "it")


class Stream(Describing):
    def write(self):
        return 65

    def rewind(self):
        return 66


class Referring:
    def run(self):
        return "base"

    def __init_subclass__(cls):
        cls.main = weakref.ref(vars(cls).get("fast") or vars(cls)["slow"])


class Referred(Referring):
    def fast(self):
        return 69

    def slow(self):
        return 70


class Annotating:
    def __init_subclass__(cls):
        cls.__annotations__ = {key: int for key in vars(cls) if key.startswith("has_")}


class Annotated(Annotating):
    def has_one(self):
        return 71

    def has_two(self):
        return 72


class Tagged:
    def __init_subclass__(cls, tag, **named):
        super().__init_subclass__(**named)
        cls.tag = tag

    def greet(self):
        return 73


class Greeter(Tagged, tag="hello"):
    def greet(self):
        return super().greet() + 1

    def leave(self):
        return 74
`,
    'tests/__init__.py': '',
    'tests/test_noticed.py': `import collections.abc
import copy
import dataclasses
import logging
import string
import sys
import typing

from pkg import noticed


def test_compute_one():
    assert noticed.Sums().compute_one() == 1


def test_events():
    assert noticed.Events().events() == ["on_start", "on_stop"]


def test_literal():
    assert typing.get_args(noticed.Choice.Name) == ("do_run", "do_stop")


def test_options():
    assert [field.name for field in dataclasses.fields(noticed.Tool.Options)] == ["opt_quiet", "opt_loud"]


def test_pick():
    assert noticed.Picker().pick(1, 2) == 2


def test_reserved():
    assert noticed.Model.reserved == ["save", "load"]


def test_loaded():
    assert noticed.Loaded.commands == ["do_load", "do_unload"]


def test_steps():
    assert noticed.Recipe.steps == ["step_mix", "step_bake"]


def test_mapping():
    assert isinstance(noticed.Table(), collections.abc.Mapping)


def test_runnable():
    assert isinstance(noticed.Rocket(), noticed.Runnable)


def test_drivable():
    assert isinstance(noticed.Car(), noticed.Drivable)


def test_closing():
    assert isinstance(noticed.Socket(), noticed.Closing)


def test_exported():
    assert sys.modules["pkg.commands"].names == ["do_list", "do_copy"]


def test_side():
    assert noticed.Both.side == "right"


def test_longest():
    assert noticed.LONGEST[0] == 4


def test_described():
    assert noticed.Described().draw() == 36


def test_level():
    assert logging.getLogger("pkg.tracing").level == logging.DEBUG


def test_letter():
    assert noticed.Letter.A.value == "a"


def test_answer():
    assert noticed.Answer(3) is noticed.Answer.NO


def test_planet():
    assert noticed.Planet.EARTH.mass == 1


def test_flag():
    assert noticed.Access.READ | noticed.Access.WRITE == "both"


def test_shelf():
    assert noticed.SHELF.names == ["do_read", "do_write"]


def test_part():
    assert noticed.Parts().part_one() == 44


def test_take():
    assert noticed.Signed().take(1, 2) == 1


def test_needy():
    assert noticed.Needy().unneeded() == 49


def test_find_all():
    assert hasattr(noticed.Finder, "find_all")


def test_copied():
    assert copy.copy(noticed.Copied()) == {}


def test_heir():
    class Heir(noticed.Public):
        pass

    assert Heir.label == "heir"
    assert Heir().shown() == 53


def test_square():
    assert noticed.Square().side() == 57


def test_spun():
    assert noticed.Spun().spin() == 59


def test_first_commands():
    assert noticed.First.commands == ["x_one", "x_two"]


def test_translate():
    assert string.translate_made_up("a") == "A"


def test_slots():
    assert noticed.Stream.meta.writer == "it"


def test_main():
    assert noticed.Referred.main().__name__ == "fast"


def test_annotations():
    assert list(noticed.Annotated.__annotations__) == ["has_one", "has_two"]


def test_greet():
    assert noticed.Greeter().greet() == 74
`,
  },
  traps: {
    'wrapped by a base class in a function of C': {
      edits: [[noticed, method('compute_one', '1'), '']],
      breaks: 'test_compute_one',
    },
    'in code that a base class made': {
      edits: [[noticed, method('on_stop', '2'), '']],
      breaks: 'test_events',
    },
    'in an object of typing': { edits: [[noticed, method('do_stop', '12'), '']], breaks: 'test_literal' },
    'in a class that a base class made': {
      edits: [[noticed, method('opt_loud', '14'), '']],
      breaks: 'test_options',
    },
    'which builtin function is used': {
      edits: [[noticed, method('prefers_large', 'True'), '']],
      breaks: 'test_pick',
    },
    'seen by a metaclass before there was a base class': {
      edits: [[noticed, method('load', '17'), '']],
      breaks: 'test_reserved',
    },
    'seen by a base class under a setting that changed': {
      edits: [[noticed, method('do_unload', '19'), '']],
      breaks: 'test_loaded',
    },
    'another order by lines': {
      edits: [
        [
          noticed,
          method('step_mix', '20') + method('step_bake', '21'),
          method('step_bake', '21') + method('step_mix', '20'),
        ],
      ],
      breaks: 'test_steps',
    },
    'registered with an abstract base class of Python': {
      edits: [[noticed, method('keys', '[22]'), '']],
      breaks: 'test_mapping',
    },
    'registered with an abstract base class of a metaclass': {
      edits: [[noticed, method('launch', '24'), '']],
      breaks: 'test_runnable',
    },
    'registered with an abstract base class': {
      edits: [[noticed, method('drive', '26'), '']],
      breaks: 'test_drivable',
    },
    'in an answer that an abstract base class keeps': {
      edits: [[noticed, method('close', '28'), '']],
      breaks: 'test_closing',
    },
    'in a module that a base class made': {
      edits: [[noticed, method('do_copy', '31'), '']],
      breaks: 'test_exported',
    },
    'in the order of base classes': { edits: [[noticed, method('turned', 'True'), '']], breaks: 'test_side' },
    'in a maximum of an array': { edits: [[noticed, method('longer', '34'), '']], breaks: 'test_longest' },
    'warned of': { edits: [[noticed, method('describe', '35'), '']], breaks: '*' },
    'in the level of a logger': { edits: [[noticed, method('trace', '37'), '']], breaks: 'test_level' },
    'of an enumeration, for the next values': {
      edits: [
        [
          noticed,
          '    def _generate_next_value_(name, start, count, last_values):\n        return name.lower()\n\n',
          '',
        ],
      ],
      breaks: 'test_letter',
    },
    'of an enumeration, for missing values': {
      edits: [[noticed, '    @classmethod\n    def _missing_(cls, value):\n        return cls.NO\n\n', '']],
      breaks: 'test_answer',
    },
    'of an enumeration, for its attributes': {
      edits: [[noticed, '    def __init__(self, mass, radius):\n        self.mass = mass\n\n', '']],
      breaks: 'test_planet',
    },
    'of a flag, an operator': {
      edits: [[noticed, '    def __or__(self, other):\n        return "both"\n\n', '']],
      breaks: 'test_flag',
    },
    'in a module that is not listed': {
      edits: [[noticed, method('do_write', '43'), '']],
      breaks: 'test_shelf',
    },
    'wrapped by a metaclass in an object of Python': {
      edits: [[noticed, method('part_one', '44'), '']],
      breaks: 'test_part',
    },
    'in the arguments of a function': {
      edits: [[noticed, method('arg_two', '47'), '']],
      breaks: 'test_take',
    },
    'without which a base class refuses': { edits: [[noticed, method('needed', '48'), '']], breaks: '*' },
    'in the place of which there is something else': {
      edits: [[noticed, method('find_all', 'self.find_one()'), '']],
      breaks: 'test_find_all',
    },
    'registered for copies': {
      edits: [[noticed, method('reduced', '(dict, ())'), '']],
      breaks: 'test_copied',
    },
    'of a class that a test makes another from': {
      edits: [[noticed, method('shown', '53'), '']],
      breaks: 'test_heir',
      runs: 'some',
    },
    'that is no longer abstract': {
      edits: [[noticed, method('area', '56') + method('side', '57'), method('side', '57')]],
      breaks: 'test_square',
    },
    'without which a base class never ends': {
      edits: [[noticed, method('stop', '58'), '']],
      breaks: '',
      status: 'timed-out',
    },
    'seen by a base class that was made again': {
      edits: [[noticed, method('x_two', '61'), '']],
      breaks: 'test_first_commands',
    },
    'in a name of another module': {
      edits: [[noticed, method('translate', '63'), '']],
      breaks: 'test_translate',
    },
    'in the slot of an object': { edits: [[noticed, method('write', '65'), '']], breaks: 'test_slots' },
    'behind a weak reference': { edits: [[noticed, method('fast', '69'), '']], breaks: 'test_main' },
    'in annotations': { edits: [[noticed, method('has_two', '72'), '']], breaks: 'test_annotations' },
    'with keyword arguments and super': {
      edits: [[noticed, method('greet', 'super().greet() + 1'), '']],
      breaks: 'test_greet',
      runs: 'some',
    },
  },
};

import { method, type Suite, type Trap } from './suite.ts';

const hooked = 'pkg/hooked.py';

/** Takes a method, or other lines, out of the classes. */
const without = (text: string, breaks: string, facts: Partial<Trap> = {}): Trap => ({
  edits: [[hooked, text, '']],
  breaks,
  ...facts,
});

/** Puts a method behind the one after it. */
const behind = (text: string, next: string, breaks: string, facts: Partial<Trap> = {}): Trap => ({
  edits: [[hooked, `${text}${next}`, `${next}${text}`]],
  breaks,
  ...facts,
});

/** Classes that code of the repository takes part in making, which may look at their methods and keep what it found. */
export const hooks: Suite = {
  fullRuns: 'some',
  files: {
    'pkg/__init__.py': '',
    'pkg/registry.py': `NAMES, COUNTS, CLASSES, FIRST = {}, {}, {}, {}
WIDTHS = [0]
`,
    [hooked]: `import enum
import functools
import os
import typing

from pkg import registry


class Field:
    """Is told the name it has, and makes the methods that a class lacks."""

    def fill(self, kind, name):
        for prefix in ("get_", "set_"):
            if not hasattr(kind, prefix + name):
                setattr(kind, prefix + name, lambda self, *_: prefix + "made")


class Filling(type):
    def __init__(cls, name, bases, space):
        for key, value in space.items():
            if isinstance(value, Field):
                value.fill(cls, key)


class Element(metaclass=Filling):
    width = Field()

${method('get_width', '"own"')}${method('helper', '"helped"')}${method('first', '1')}${method('second', '2')}
class Wide(Element):
    height = Field()

${method('get_depth', '"deep"')}${method('get_height', '"high"')}
class Deep(Wide):
    depth = Field()


class Listing(type):
    def __new__(meta, name, bases, space):
        registry.NAMES[name] = [key for key in space if not key.startswith("_")]
        return super().__new__(meta, name, bases, space)


class Listed(metaclass=Listing):
${method('one', '1')}${method('two', '2')}
class Counting(type):
    def __init__(cls, name, bases, space):
        registry.COUNTS.setdefault(name, len(space))


class Counted(metaclass=Counting):
${method('apple', '1')}${method('pear', '2')}
class Once(type):
    def __new__(meta, name, bases, space):
        if name in registry.CLASSES:
            raise TypeError("there is one of that name")
        registry.CLASSES[name] = super().__new__(meta, name, bases, space)
        return registry.CLASSES[name]


class Single(metaclass=Once):
${method('alone', '1')}${method('rest', '2')}
class Same(type):
    def __new__(meta, name, bases, space):
        if name not in registry.FIRST:
            registry.FIRST[name] = super().__new__(meta, name, bases, space)
        return registry.FIRST[name]


class Kept(metaclass=Same):
${method('stay', '1')}${method('leave', '2')}
class Wrapping(type):
    def __new__(meta, name, bases, space):
        for key, value in list(space.items()):
            if key.startswith("do_"):
                space[key] = functools.wraps(value)(lambda self, value=value: [value(self)])
        return super().__new__(meta, name, bases, space)


class Wrapped(metaclass=Wrapping):
${method('do_this', '1')}${method('plain', '2')}
class Asking(type):
${method('asked', '5')}    def __getattr__(cls, name):
        return "asked for " + name

    def __contains__(cls, name):
        return name in cls.__dict__

    def __call__(cls, *arguments):
        made = super().__call__(*arguments)
        made.is_ready = hasattr(cls, "ready")
        return made


class Asked(metaclass=Asking):
${method('ready', '1')}${method('present', '2')}${method('missing', '3')}${method('used', '4')}
class Setting(type):
    def __init__(cls, name, bases, space):
        os.environ["PKG_" + name] = " ".join(key for key in space if not key.startswith("_"))


class Set(metaclass=Setting):
${method('here', '1')}${method('there', '2')}
class Plugin:
    def __init_subclass__(cls, **named):
        super().__init_subclass__(**named)
        cls.commands = [key for key in cls.__dict__ if key.startswith("do_")]


class Printing(Plugin):
${method('do_print', '1')}${method('quiet', '2')}${method('loud', '3')}
class Widest:
    def __init_subclass__(cls):
        registry.WIDTHS[0] = max(registry.WIDTHS[0], len(cls.__dict__))


class Broad(Widest):
${method('thick', '1')}${method('thicker', '2')}${method('thickest', '3')}
class Narrow(Widest):
${method('thin', '1')}
class Named:
    def __set_name__(self, owner, name):
        self.name = name
        self.has_helper = hasattr(owner, "assist")


class Owner:
    field = Named()

${method('assist', '1')}${method('other', '2')}
class Colour(enum.Enum):
    RED = 1
    BLUE = 2

${method('shade', '"dark"')}${method('tone', '"warm"')}${method('__str__', '"colour"')}
class Sized(typing.Protocol):
${method('size', '1')}${method('area', '2')}
class Ordered(type):
    def __init__(cls, name, bases, space):
        cls.head = next(key for key in space if not key.startswith("_"))


class Queue(metaclass=Ordered):
${method('front', '1')}${method('middle', '2')}${method('back', '3')}`,
    'tests/__init__.py': '',
    'tests/test_hooks.py': `import os

from pkg import hooked, registry


def test_own_getter():
    assert hooked.Element().get_width() == "own"


def test_setter():
    assert hooked.Element().set_width(1) == "set_made"


def test_helper():
    assert hooked.Element().helper() == "helped"


def test_order():
    names = [name for name in vars(hooked.Element) if name in ("first", "second")]
    assert names == ["first", "second"]


def test_first():
    assert hooked.Element().first() == 1


def test_depth():
    assert hooked.Deep().get_depth() == "deep"


def test_height():
    assert hooked.Wide().get_height() == "high"


def test_names():
    assert registry.NAMES == {"Listed": ["one", "two"]}


def test_one():
    assert hooked.Listed().one() == 1


def test_counts():
    assert registry.COUNTS["Counted"] >= 4


def test_apple():
    assert hooked.Counted().apple() == 1


def test_alone():
    assert hooked.Single().alone() == 1


def test_stay():
    assert hooked.Kept().stay() == 1


def test_wrapped():
    assert hooked.Wrapped().do_this() == [1]


def test_not_wrapped():
    assert hooked.Wrapped().plain() == 2


def test_ready():
    assert hooked.Asked().is_ready
    assert hooked.Asked.ready != "asked for ready"


def test_present():
    assert "present" in hooked.Asked


def test_missing():
    assert hooked.Asked.missing != "asked for missing"


def test_asked():
    assert hooked.Asked.asked() == 5


def test_used():
    assert hooked.Asked().used() == 4


def test_environment():
    assert os.environ["PKG_Set"] == "here there"


def test_here():
    assert hooked.Set().here() == 1


def test_commands():
    assert hooked.Printing.commands == ["do_print"]


def test_quiet():
    assert hooked.Printing().quiet() == 2


def test_loud():
    assert hooked.Printing().loud() == 3


def test_widest():
    assert registry.WIDTHS == [5]


def test_thin():
    assert hooked.Narrow().thin() == 1


def test_field():
    assert hooked.Owner.field.has_helper


def test_other():
    assert hooked.Owner().other() == 2


def test_shade():
    assert hooked.Colour.RED.shade() == "dark"


def test_text():
    assert str(hooked.Colour.BLUE) == "colour"


def test_colours():
    assert [colour.tone() for colour in hooked.Colour] == ["warm", "warm"]


def test_size():
    class Box(hooked.Sized):
        pass

    assert Box().size() == 1


def test_front():
    assert hooked.Queue.head == "front"


def test_back():
    assert hooked.Queue().back() == 3


def test_nothing():
    assert True
`,
  },
  traps: {
    'method gone that a metaclass does not look at': without(method('helper', '"helped"'), 'test_helper', {
      runs: 'some',
    }),
    'methods gone and in another order that a metaclass does not look at': {
      edits: [
        [hooked, method('helper', '"helped"'), ''],
        [hooked, method('first', '1') + method('second', '2'), method('second', '2') + method('first', '1')],
      ],
      breaks: 'test_helper test_order',
      runs: 'some',
    },
    'methods gone of two classes at once': {
      edits: [
        [hooked, method('helper', '"helped"'), ''],
        [hooked, method('quiet', '2'), ''],
      ],
      breaks: 'test_helper test_quiet',
      runs: 'some',
    },
    'method gone beside one that changed': {
      edits: [
        [hooked, method('helper', '"helped"'), ''],
        [hooked, method('first', '1'), method('first', '5')],
      ],
      breaks: 'test_helper test_first',
    },
    'another order that a metaclass does not look at': behind(
      method('first', '1'),
      method('second', '2'),
      'test_order',
      { runs: 'some' },
    ),
    'method gone that a metaclass then makes': without(method('get_width', '"own"'), 'test_own_getter'),
    'method gone that a metaclass then makes in a subclass': without(
      method('get_depth', '"deep"'),
      'test_depth',
    ),
    'method gone of a subclass that a metaclass then makes': without(
      method('get_height', '"high"'),
      'test_height',
    ),
    'method gone that a metaclass listed elsewhere': without(method('one', '1'), 'test_names test_one'),
    'another order that a metaclass listed elsewhere': behind(
      method('one', '1'),
      method('two', '2'),
      'test_names',
    ),
    'method gone that a metaclass counted once for each name': without(
      method('apple', '1'),
      'test_counts test_apple',
    ),
    'method gone of a class that cannot be made twice': without(method('alone', '1'), 'test_alone'),
    'method gone of a class that a name is kept for': without(method('stay', '1'), 'test_stay'),
    'method gone that a metaclass wrapped': without(method('do_this', '1'), 'test_wrapped'),
    'method gone beside one that a metaclass wrapped': without(method('plain', '2'), 'test_not_wrapped'),
    'method gone that a metaclass asks for at each call': without(method('ready', '1'), 'test_ready'),
    'method gone that a metaclass asks the dictionary for': without(method('present', '2'), 'test_present', {
      runs: 'some',
    }),
    'method gone of a metaclass': without(method('asked', '5'), 'test_asked', { runs: 'some' }),
    'method gone that a metaclass stands in for': without(method('missing', '3'), 'test_missing', {
      runs: 'some',
    }),
    'method gone beside them': without(method('used', '4'), 'test_used', { runs: 'some' }),
    'method gone that a metaclass put into the environment': without(
      method('here', '1'),
      'test_environment test_here',
    ),
    'method gone that a base class listed': without(method('do_print', '1'), 'test_commands'),
    'method gone that a base class did not list': without(method('quiet', '2'), 'test_quiet', {
      runs: 'some',
    }),
    'another order that a base class did not list': behind(method('quiet', '2'), method('loud', '3'), '', {
      runs: 'some',
    }),
    'method gone of a class that is not the widest': without(method('thin', '1'), 'test_thin', {
      edits: [[hooked, method('thin', '1'), '    pass\n']],
      runs: 'some',
    }),
    'method gone of the widest class': without(method('thickest', '3'), 'test_widest'),
    'method gone that a value asked for': without(method('assist', '1'), 'test_field'),
    'method gone that a value did not ask for': without(method('other', '2'), 'test_other'),
    'method gone of an enumeration': without(method('shade', '"dark"'), 'test_shade', { runs: 'some' }),
    'text gone of an enumeration': without(method('__str__', '"colour"'), 'test_text'),
    'another order of an enumeration': behind(method('shade', '"dark"'), method('tone', '"warm"'), ''),
    'method gone of a protocol': without(method('size', '1'), 'test_size'),
    'method gone that a metaclass saw first': without(method('front', '1'), 'test_front'),
    'another order that a metaclass did not notice': behind(method('middle', '2'), method('back', '3'), '', {
      runs: 'some',
    }),
    'method gone behind what a metaclass saw first': without(method('back', '3'), 'test_back', {
      runs: 'some',
    }),
  },
};

import { removingFrom, type Suite } from './suite.ts';

const source = 'pkg/shells.py';

/** A class loses a method. */
const without = removingFrom(source, 'all');

const lazy = (name: string, value: number): string =>
  `    @functools.cached_property\n    def ${name}(self):\n        return ${value}\n\n`;

/** Code that runs while classes are made, and looks at what they have by then. */
export const classMaking: Suite = {
  files: {
    'pkg/__init__.py': '',
    [source]: `import builtins
import functools
import re
import sys

SEEN = []


def counted(function):
    names = [name for name in sys._getframe(1).f_locals if name.startswith("do_")]

    @functools.wraps(function)
    def call(self):
        return names

    return call


def before(name):
    def decorate(function):
        first = sys._getframe(1).f_locals.get(name)

        @functools.wraps(function)
        def call(self):
            if first is not None:
                first(self)
            return function(self)

        return call

    return decorate


def registered(function):
    SEEN.append(len([name for name in sys._getframe(1).f_locals if name.startswith("do_")]))
    return function


def listed():
    return [name for name in sys._getframe(1).f_locals if name.startswith("do_")]


class Before:
    def __init__(self, name):
        self.name = name

    def __call__(self, function):
        self.function = function
        return self

    def __set_name__(self, owner, name):
        first, function = getattr(owner, self.name, None), self.function

        @functools.wraps(function)
        def call(self):
            if first is not None:
                first(self)
            return function(self)

        setattr(owner, name, call)


class Check:
    def __set_name__(self, owner, name):
        setattr(owner, name, hasattr(owner, "helper"))


class Shell:
    def do_open(self):
        return 1

    def do_close(self):
        return 2

    @counted
    def commands(self):
        return []


class Job:
    ready = False

    def prepare(self):
        self.ready = True

    @before("prepare")
    def run(self):
        return self.ready


class Task:
    ready = False

    def prepare_task(self):
        self.ready = True

    @Before("prepare_task")
    def run(self):
        return self.ready


class Registered:
    def do_start(self):
        return 1

    @registered
    def stop(self):
        return 2


class Listed:
    def do_list(self):
        return 1

    commands = listed()


class Local:
    def do_local(self):
        return 1

    commands = sorted(builtins.locals())


class Checked:
    def helper(self):
        return 1

    has_helper = Check()


class Twin:
${lazy('a', 1)}${lazy('b', 2)}
class Twin:
${lazy('a', 3)}${lazy('b', 4)}
class Pair:
    size = 1

    def a(self):
        return 1


class Pair:
    size = 1
    a = None


class Single:
    def __iter__(self):
        return iter(["a"])

    def kept(self):
        return 1


class Mapped(Single, dict):
    def keys(self):
        return ["a"]


class Private:
    def __private(self):
        return 1

    def kept(self):
        return 2

    public = _Private__private


class Hidden:
    _Hidden__x = None

    def __x(self):
        return 1

    def has(self):
        return hasattr(self, "_Hidden__x")


class Matching:
    pattern = re.compile("a+")
    names = frozenset(("a", "b"))

    def longest(self, text):
        return max(self.pattern.findall(text))

    def is_known(self, text):
        return self.longest(text) in self.names


class Wrapped:
    def plain(self):
        return 1

    @before("nothing")
    def wrapped(self):
        return 2
`,
    'tests/test_shells.py': `from pkg import shells as m


def test_commands():
    assert m.Shell().commands() == ["do_open", "do_close"]


def test_open():
    assert m.Shell().do_open() == 1


def test_run():
    assert m.Job().run() is True


def test_prepare():
    assert m.Job().prepare() is None


def test_run_task():
    assert m.Task().run() is True


def test_prepare_task():
    assert m.Task().prepare_task() is None


def test_seen():
    assert m.SEEN == [1]


def test_start():
    assert m.Registered().do_start() == 1


def test_listed():
    assert m.Listed.commands == ["do_list"]


def test_list():
    assert m.Listed().do_list() == 1


def test_locals():
    assert "do_local" in m.Local.commands


def test_local():
    assert m.Local().do_local() == 1


def test_has_helper():
    assert m.Checked.has_helper is True


def test_helper():
    assert m.Checked().helper() == 1


def test_order():
    assert [name for name in vars(m.Twin) if name in "ab"] == ["a", "b"]


def test_twin():
    assert m.Twin().a == 3


def test_order_of_pair():
    assert [name for name in vars(m.Pair) if name in ("size", "a")] == ["size", "a"]


def test_mapped():
    assert dict(m.Mapped(a=1, b=2)) == {"a": 1}


def test_iterated():
    assert list(m.Single()) == ["a"]


def test_public():
    assert m.Private().public() == 1


def test_kept():
    assert m.Private().kept() == 2


def test_has():
    assert m.Hidden().has() is True


def test_known():
    assert m.Matching().is_known("a")


def test_longest():
    assert m.Matching().longest("aaba") == "aa"


def test_plain():
    assert m.Wrapped().plain() == 1


def test_wrapped():
    assert m.Wrapped().wrapped() == 2
`,
  },
  traps: {
    'a decorator that wraps and counts': without(
      '    def do_open(self):\n        return 1\n\n',
      'test_commands test_open',
    ),
    'a decorator that wraps what was there before': without(
      '    def prepare(self):\n        self.ready = True\n\n',
      'test_run test_prepare',
    ),
    'what replaces itself when it is told its name': without(
      '    def prepare_task(self):\n        self.ready = True\n\n',
      'test_run_task test_prepare_task',
    ),
    'a decorator that counts': without(
      '    def do_start(self):\n        return 1\n\n',
      'test_seen test_start',
    ),
    'a function that lists': without('    def do_list(self):\n        return 1\n\n', 'test_listed test_list'),
    'the names of the body': without(
      '    def do_local(self):\n        return 1\n\n',
      'test_locals test_local',
    ),
    'what replaces itself by a flag': without(
      '    def helper(self):\n        return 1\n\n',
      'test_has_helper test_helper',
    ),
    'the order of a class that is not there any more': {
      edits: [[source, lazy('a', 1) + lazy('b', 2), lazy('b', 2) + lazy('a', 1)]],
      breaks: '',
      runs: 'all',
    },
    'the order of one that had a method': {
      edits: [
        [
          source,
          '    size = 1\n\n    def a(self):\n        return 1\n',
          '    def a(self):\n        return 1\n\n    size = 1\n',
        ],
      ],
      breaks: '',
      runs: 'all',
    },
    'an iteration that an heir of a built-in class has from it': without(
      '    def __iter__(self):\n        return iter(["a"])\n\n',
      'test_mapped test_iterated',
    ),
    'the name that a private method has in the end': {
      edits: [[source, '    def __private(self):\n        return 1\n\n', '']],
      breaks: '*',
    },
    'a private method under the name of another value': without(
      '    def __x(self):\n        return 1\n\n',
      '',
    ),
    'beside what is made of texts, and what called it': {
      edits: [
        [source, '    def longest(self, text):\n        return max(self.pattern.findall(text))\n\n', ''],
        [source, 'self.longest(text) in', 'None in'],
      ],
      breaks: 'test_known test_longest',
      runs: 'some',
    },
    'beside a decorator that finds nothing': without(
      '    def plain(self):\n        return 1\n\n',
      'test_plain',
      'some',
    ),
  },
};

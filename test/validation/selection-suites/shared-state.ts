import type { Suite } from './suite.ts';

/** Tests that pass alone and in any order, until one with a bug leaves something behind for another. */
export const sharedState: Suite = {
  files: {
    'data.txt': 'one two\n',
    'pkg/__init__.py': '',
    'pkg/caches.py': `import functools

CACHE = {}


def remember(key, compute):
    if key not in CACHE:
        CACHE[key] = compute(key)
    return CACHE[key]


def square(x):
    return remember(x, lambda v: v * v)


def power(x):
    return remember(x, slowly)


def slowly(x):
    return sum([x] * x)


def parse(text):
    return text.split(",")


@functools.lru_cache(maxsize=None)
def load(text):
    return parse(text)


@functools.lru_cache(maxsize=4)
def upper(text):
    return text.upper()


def shout(text):
    result = upper(text)
    upper.cache_clear()
    return result
`,
    'pkg/state.py': `import contextlib
import contextvars
import itertools
import os
import sqlite3
import tempfile
import threading

DEPTH = 0
PLUGINS = []
LOCAL = threading.local()
LOCAL.names = []
CURRENT = contextvars.ContextVar("current", default=None)
IDS = itertools.count(1)
DATA = open(os.path.join(os.path.dirname(os.path.dirname(__file__)), "data.txt"))
MEMORY = sqlite3.connect(":memory:")
MEMORY.execute("create table names (name text)")


class Settings:
    debug = False
    seen = set()


def deep():
    global DEPTH
    DEPTH += 1
    try:
        return DEPTH
    finally:
        DEPTH -= 1


@contextlib.contextmanager
def plugin(name):
    PLUGINS.append(name)
    yield name
    PLUGINS.remove(name)


def debugging():
    Settings.debug = True
    Settings.seen.add("debugging")
    try:
        return Settings.debug
    finally:
        Settings.debug = False


def gather(item, into=[]):
    into.append(item)
    result = tuple(into)
    into.clear()
    return result


def with_variable():
    os.environ["PKG_MODE"] = "fast"
    mode = os.environ["PKG_MODE"]
    del os.environ["PKG_MODE"]
    return mode


def names_in(directory):
    before = os.getcwd()
    os.chdir(directory)
    found = os.listdir(".")
    os.chdir(before)
    return found


def scratch():
    with open("scratch.tmp", "w") as file:
        file.write("x")
    size = os.path.getsize("scratch.tmp")
    os.remove("scratch.tmp")
    return size


def lock_path():
    return os.path.join(tempfile.gettempdir(), "pkg.lock")


def locked():
    path = lock_path()
    with open(path, "w") as file:
        file.write("x")
    size = os.path.getsize(path)
    os.remove(path)
    return size


def home_path():
    return os.path.join(os.path.expanduser("~"), ".pkgrc")


def configured():
    with open(home_path(), "w") as file:
        file.write("x")
    os.remove(home_path())
    return True


def local_names(name):
    LOCAL.names.append(name)
    found = list(LOCAL.names)
    LOCAL.names.remove(name)
    return found


def in_context(value):
    token = CURRENT.set(value)
    found = CURRENT.get()
    CURRENT.reset(token)
    return found


def first_word():
    word = DATA.readline().split()[0]
    DATA.seek(0)
    return word


def insert(name):
    MEMORY.execute("insert into names values (?)", (name,))
    count = MEMORY.execute("select count(*) from names").fetchone()[0]
    MEMORY.execute("delete from names")
    return count
`,
    'pkg/users.py': `import sqlite3


class Database:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
        self.connection.execute("create table if not exists users (name text)")

    def add(self, name):
        self.connection.execute("insert into users values (?)", (name,))
        self.connection.commit()

    def remove(self, name):
        self.connection.execute("delete from users where name = ?", (name,))
        self.connection.commit()

    def visit(self, name):
        self.add(name)
        count = self.count()
        self.remove(name)
        return count

    def count(self):
        return self.connection.execute("select count(*) from users").fetchone()[0]

    def close(self):
        self.connection.close()


class Basket:
    def __init__(self):
        self.items = []

    def weigh(self, item):
        self.items.append(item)
        weight = len(self.items)
        self.items.pop()
        return weight

    def empty(self):
        return not self.items


def opened(basket):
    basket.items.clear()
    return basket


def closed(basket):
    basket.items.clear()
`,
    'tests/conftest.py': `import pytest
from pkg.users import Basket, Database, closed, opened


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    database = Database(str(tmp_path_factory.mktemp("data") / "users.db"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def basket():
    basket = opened(Basket())
    yield basket
    closed(basket)
`,
    'tests/test_a_caches.py': `import pytest
from pkg import caches


def test_square():
    assert caches.square(3) == 9


def test_power():
    assert caches.power(3) == 9


def test_load():
    assert caches.load("a,b") == ["a", "b"]


def test_load_again():
    assert caches.load("a,b")[0] == "a"


def test_shout():
    assert caches.shout("a") == "A"


def test_nothing_kept():
    assert caches.upper.cache_info().currsize == 0
`,
    'tests/test_b_state.py': `import os
from pkg import state


def test_deep():
    assert state.deep() == 1


def test_shallow():
    assert state.DEPTH == 0


def test_plugin():
    with state.plugin("x") as name:
        assert name == "x"


def test_no_plugin():
    assert state.PLUGINS == []


def test_debugging():
    assert state.debugging()


def test_not_debugging():
    assert not state.Settings.debug


def test_gather():
    assert state.gather(1) == (1,)


def test_gathered():
    assert state.gather.__defaults__ == ([],)


def test_with_variable():
    assert state.with_variable() == "fast"


def test_without_variable():
    assert "PKG_MODE" not in os.environ


def test_names_in():
    assert "__init__.py" in state.names_in("pkg")


def test_relative():
    with open("data.txt") as file:
        assert file.read() == "one two\\n"


def test_scratch():
    assert state.scratch() == 1


def test_no_scratch():
    assert not os.path.exists("scratch.tmp")


def test_locked():
    assert state.locked() == 1


def test_not_locked():
    assert not os.path.exists(state.lock_path())


def test_configured():
    assert state.configured()


def test_not_configured():
    assert not os.path.exists(state.home_path())


def test_local_names():
    assert "x" in state.local_names("x")


def test_no_local_names():
    assert state.LOCAL.names == []


def test_in_context():
    assert state.in_context(1) == 1


def test_no_context():
    assert state.CURRENT.get() is None


def test_first_word():
    assert state.first_word() == "one"


def test_all_words():
    assert state.DATA.readlines() == ["one two\\n"]
    state.DATA.seek(0)


def test_insert():
    assert state.insert("x") == 1


def test_no_names():
    assert state.MEMORY.execute("select * from names").fetchall() == []
`,
    'tests/test_c_fixtures.py': `def test_visit(database):
    assert database.visit("x") == 1


def test_no_users(database):
    assert database.count() == 0


def test_weigh(basket):
    assert basket.weigh("x") == 1


def test_empty(basket):
    assert basket.empty()
`,
    'tests/test_d_unittest.py': `import os
import unittest
from pkg import state

DEPTH = []


def setUpModule():
    DEPTH.append(state.DEPTH)


def tearDownModule():
    state.DEPTH = DEPTH.pop()


class TestClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.plugins = list(state.PLUGINS)

    @classmethod
    def tearDownClass(cls):
        state.PLUGINS[:] = cls.plugins

    def test_deep_in_class(self):
        self.assertEqual(state.deep(), 1)

    def test_plugin_in_class(self):
        with state.plugin("y"):
            for _ in range(2):
                with self.subTest(_):
                    self.assertIn("y", state.PLUGINS)

    def test_still_shallow(self):
        self.assertEqual(state.DEPTH, 0)

    def test_still_without_plugins(self):
        self.assertEqual(state.PLUGINS, [])

    def test_undo(self):
        state.scratch()
        state.DEPTH = 0
        if os.path.exists("scratch.tmp"):
            os.remove("scratch.tmp")
`,
    'pkg/order.py': `KNOWN = {}
SEEN = []


def note(name):
    SEEN.append(name)


def describe():
    if SEEN:
        return describe_seen()
    return "nothing"


def describe_seen():
    return "something"
`,
    'tests/test_e_order.py': `from pkg import caches, order


def test_power_of_four():
    assert caches.power(4) == 16


def test_square_of_four():
    assert caches.square(4) == 16


def test_note():
    order.note("x")
    assert "x" in order.SEEN


def test_describe():
    assert order.describe().endswith("thing")


def test_last():
    assert order.KNOWN == {}
`,
  },
  traps: {
    'code reached after others': {
      edits: [['pkg/order.py', '"something"', '"some"']],
      breaks: 'test_describe',
    },
    'code reached alone': { edits: [['pkg/order.py', '"nothing"', '"none"']], breaks: '' },
    'module cache': { edits: [['pkg/caches.py', 'v * v', 'v + v']], breaks: 'test_square test_power' },
    'cached call': { edits: [['pkg/caches.py', '","', '";"']], breaks: 'test_load test_load_again' },
    'lru_cache left': {
      edits: [['pkg/caches.py', '    upper.cache_clear()\n', '']],
      breaks: 'test_nothing_kept',
    },
    'counter left': {
      edits: [['pkg/state.py', 'DEPTH -= 1', 'DEPTH -= 0']],
      breaks: 'test_shallow test_deep_in_class test_still_shallow',
    },
    'registry left': {
      edits: [['pkg/state.py', '    PLUGINS.remove(name)\n', '']],
      breaks: 'test_no_plugin test_still_without_plugins',
    },
    'class attribute left': {
      edits: [['pkg/state.py', 'Settings.debug = False', 'Settings.debug = True']],
      breaks: 'test_not_debugging',
    },
    'mutable default left': { edits: [['pkg/state.py', '    into.clear()\n', '']], breaks: 'test_gathered' },
    'variable left': {
      edits: [['pkg/state.py', '    del os.environ["PKG_MODE"]\n', '']],
      breaks: 'test_without_variable',
    },
    'directory left': { edits: [['pkg/state.py', 'os.chdir(before)', 'pass']], breaks: 'test_relative' },
    'file left': {
      edits: [['pkg/state.py', '    os.remove("scratch.tmp")\n', '']],
      breaks: 'test_no_scratch',
    },
    'temporary file left': {
      edits: [['pkg/state.py', '    os.remove(path)\n', '']],
      breaks: 'test_not_locked',
    },
    'home file left': {
      edits: [['pkg/state.py', '    os.remove(home_path())\n', '']],
      breaks: 'test_not_configured',
    },
    'context left': {
      edits: [['pkg/state.py', '    CURRENT.reset(token)\n', '']],
      breaks: 'test_no_context',
    },
    'file position left': {
      edits: [['pkg/state.py', '    DATA.seek(0)\n    return word', '    return word']],
      breaks: 'test_all_words',
    },
    'memory database left': {
      edits: [['pkg/state.py', '    MEMORY.execute("delete from names")\n', '']],
      breaks: 'test_no_names',
    },
    'session database left': {
      edits: [['pkg/users.py', '        self.remove(name)\n', '']],
      breaks: 'test_no_users',
    },
    'module fixture left': {
      edits: [['pkg/users.py', '        self.items.pop()\n', '']],
      breaks: 'test_empty',
    },
    'fixture set-up': {
      edits: [['pkg/users.py', 'return basket', 'return None']],
      breaks: 'test_weigh test_empty',
    },
    'fixture tear-down': {
      edits: [
        [
          'pkg/users.py',
          'def closed(basket):\n    basket.items.clear()',
          'def closed(basket):\n    basket.things.clear()',
        ],
      ],
      breaks: 'test_empty',
    },
  },
};

"""Learns who looks up methods of the repository's classes, and who lists what such a class holds.

Each method of a class is put into a probe as soon as the class is made. A probe behaves as what is in it, and
notes every look-up that finds it, whoever does it: Python code, `super`, or the interpreter for an operator. What
sees the probe itself instead is noted too, because it has to read the dictionary of the class: `vars`, `dir`,
`inspect`, `mock`, abstract base classes. Python offers nothing to be told of that, so the reader of the attribute
`__dict__` of classes is replaced.

PYTEST_DONT_REWRITE
"""

import builtins
import contextlib
import ctypes
import re
import sys
import types
import weakref

from bugsmith_classes import is_watched
from bugsmith_decorators import is_plain_decorator
from bugsmith_live_classes import hooks_of_heirs
from bugsmith_paths import Resolver
from bugsmith_probes import Probe, PropertyProbe
from bugsmith_surroundings import Surroundings

ALL = "*"
# What goes through all objects there are sees classes and probes without any look-up.
_SEES_ALL = frozenset(("gc.get_objects", "gc.get_referents", "gc.get_referrers"))
# Hypothesis only asks whether a generator of random numbers is still in use.
_COUNTS_REFERENCES = "/hypothesis/internal/entropy.py"
_TEST_FILE = re.compile(r"(^|/)(tests?|testing)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
_FUNCTION, _METHODS = types.FunctionType, (types.FunctionType, classmethod, staticmethod)
PYTHONS_OWN = (*_METHODS, property)
_space, _qualname = type.__dict__["__dict__"].__get__, type.__dict__["__qualname__"].__get__
_set = type.__setattr__


def probe_for(kind):
    """The kind of probe for objects of a type, None for those that are no methods."""
    if kind in _METHODS:
        return Probe
    if kind is property:
        return PropertyProbe
    if not is_plain_decorator(kind):
        return None
    names = {name for base in kind.__mro__ for name in _space(base)}
    return Probe if names.isdisjoint(("__set__", "__delete__")) else PropertyProbe


def _is_unknown(kind):
    """Whether only its base classes have a weak reference to a class, and no registry."""
    return weakref.getweakrefcount(kind) <= 1


class LookupTracer:
    """Notes look-ups as `path:class.method`, the reading of all a class holds as `path:class.*`, and of all as `*`."""

    def __init__(self, root):
        self._resolver = Resolver(root)
        self._surroundings = Surroundings(lambda path: self._resolver.relative(path)[0] is not None)
        self._found = set()
        self._is_looking = False
        self._watched = set()
        self._readings = {}  # id of a class -> what its reading is noted as
        self._references = []
        self._build = builtins.__build_class__

    def start(self):
        """False where this interpreter is not built as expected."""
        self._reader = DictionaryReader(self._saw_reading)
        if not self._reader.is_found:
            return False
        self._reader.start()
        sys.addaudithook(self._saw_event)
        builtins.__build_class__ = self._build_class
        return True

    def take(self):
        """What was noted since the last call."""
        found, self._found = self._found, set()
        return sorted(found)

    def watched(self):
        """The classes that are watched, and those of their methods that their own decorators made."""
        return sorted(self._watched)

    def _note(self, key):
        if not self._is_looking:
            self._found.add(key)

    def _saw_event(self, event, arguments):
        if event in _SEES_ALL and not sys._getframe(1).f_code.co_filename.endswith(_COUNTS_REFERENCES):
            self._note(ALL)

    def _saw_reading(self, address):
        key = self._readings.get(address)
        if key is not None:
            self._note(key)

    @contextlib.contextmanager
    def _unnoted(self):
        """For what this itself looks at."""
        self._is_looking = True
        try:
            yield
        finally:
            self._is_looking = False

    def _build_class(self, function, name, *bases, **named):
        place = self._place(function.__code__.co_filename) if type(function) is _FUNCTION else None
        if place is None or "<locals>" in function.__qualname__:
            return self._build(function, name, *bases, **named)
        with self._unnoted():
            has_hooks = named or any(not issubclass(type(base), type) or hooks_of_heirs(base) for base in bases)
            is_unchanged = self._surroundings.watch() if has_hooks else None
        made = self._build(function, name, *bases, **named)
        with self._unnoted():
            if issubclass(type(made), type) and (not has_hooks or (_is_unknown(made) and is_unchanged())):
                self._watch(made, "{}:{}".format(place, _qualname(made)))
        return made

    def _place(self, name):
        if type(name) is not str or name.startswith("<"):
            return None
        relative, mode = self._resolver.relative(name, self._resolver.root)
        is_ours = relative is not None and self._resolver.is_file(mode) and not _TEST_FILE.search(relative)
        return relative if is_ours else None

    def _watch(self, kind, key):
        for name, value in list(_space(kind).items()):
            probe = probe_for(type(value))
            if probe is not None and type(name) is str and is_watched(name):
                _set(kind, name, probe(value, self._note, "{}.{}".format(key, name)))
                if type(value) not in PYTHONS_OWN:
                    self._watched.add("{}.{}".format(key, name))
        self._watched.add(key)
        self._references.append(weakref.ref(kind, lambda _, number=id(kind): self._readings.pop(number, None)))
        self._readings[id(kind)] = "{}.{}".format(key, ALL)


class _GetSet(ctypes.Structure):
    """What the interpreter keeps of an attribute made in C."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("get", ctypes.c_void_p),
        ("set", ctypes.c_void_p),
        ("doc", ctypes.c_char_p),
        ("closure", ctypes.c_void_p),
    ]


class DictionaryReader:
    """Tells of every reading of a class's `__dict__`, those by C functions such as `dir` included."""

    def __init__(self, saw):
        self._saw = saw
        self.is_found = False
        pointer = ctypes.sizeof(ctypes.c_void_p)
        descriptor = type.__dict__["__dict__"]
        if sys.implementation.name != "cpython":
            return
        if object.__basicsize__ != 2 * pointer or type(descriptor).__basicsize__ < 6 * pointer:
            return  # Not laid out as in the usual builds.
        address = ctypes.c_void_p.from_address(id(descriptor) + 5 * pointer).value
        self._definition = _GetSet.from_address(address)
        self.is_found = self._definition.name == b"__dict__"

    def start(self):
        """For the rest of this process."""
        # The class comes as its address, because ctypes would ask an object for attributes.
        signature = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p)
        read, saw = signature(self._definition.get), self._saw

        def get(address, closure):
            saw(address)
            return read(address, closure)

        self._callback = signature(get)
        self._definition.get = ctypes.cast(self._callback, ctypes.c_void_p).value

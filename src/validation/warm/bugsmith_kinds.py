"""What there is to know of objects without calling a method of one that may be the repository's.

Types are compared by identity only, because a metaclass can define how they are compared and hashed.

PYTEST_DONT_REWRITE
"""

import _abc
import _random
import _thread
import abc
import array
import collections
import ctypes
import datetime
import decimal
import functools
import gc
import hashlib
import io
import itertools
import operator
import queue
import random
import re
import struct
import sys
import types
import weakref

# Tells objects apart as `id` does, which raises an event: where a tracer listens, that makes it ten times slower.
id_of = object.__hash__
LEAF, CLASS, FUNCTION, MODULE, OBJECT = "leaf", "class", "function", "module", "object"

ATOMS = frozenset((type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented)))
OPEN_FILES = (io.FileIO, io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.BufferedRWPair, io.TextIOWrapper)
DESCRIPTORS = (
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
)
ABC_DATA = type(abc.ABC.__dict__["_abc_impl"])
LEAVES = ATOMS.union(OPEN_FILES, DESCRIPTORS)
LEAVES |= {types.CodeType, types.FrameType, types.TracebackType, range, re.Pattern, ABC_DATA}
ATOM_IDS, LEAF_IDS = frozenset(map(id_of, ATOMS)), frozenset(map(id_of, LEAVES))
# Packages whose objects hold the state of the test run, or caches that nobody can tell from being empty.
SKIPPED_PACKAGES = frozenset(("_pytest", "pluggy", "hypothesis", "typing"))
KEPT_CLASSES = frozenset(("Mark", "MarkDecorator", "ParameterSet", "FixtureFunctionDefinition"))
_referents, _hash = gc.get_referents, hashlib.blake2b
_mro, _space = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__
_module, _qualname = type.__dict__["__module__"].__get__, type.__dict__["__qualname__"].__get__
_module_space = types.ModuleType.__dict__["__dict__"].__get__
_call_reference = weakref.ref.__call__
_flags, MADE_BY_CLASS_STATEMENT, HAS_GC = type.__dict__["__flags__"].__get__, 1 << 9, 1 << 14
_abc_dump = _abc._get_dump
_getprofile, _setprofile = sys.getprofile, sys.setprofile
# What a class statement leaves in a class that a type in C does not have.
MADE_IN_PYTHON = frozenset(("__slots__", "__dict__", "__weakref__"))
_typecode, _newlines = array.array.typecode.__get__, io.IncrementalNewlineDecoder.newlines.__get__
_local_attribute = _thread._local.__getattribute__
global_random = random._inst


def module_of(kind):
    try:
        module = _module(kind)
    except AttributeError:
        module = None
    return module if type(module) is str else ""


def name_of(kind):
    return module_of(kind) + "." + _qualname(kind)


def space_of(module):
    """The dictionary of a module, None for another object."""
    return _module_space(module) if issubclass(type(module), types.ModuleType) else None


def by_type(find):
    """Remembers what a function finds for a type."""
    found = {}  # id of a type -> the type, which keeps the id its own, and what was found

    def remembered(kind):
        entry = found.get(id_of(kind))
        if entry is None:
            entry = found[id_of(kind)] = (kind, find(kind))
        return entry[1]

    return remembered


def is_atom(thing):
    return id_of(type(thing)) in ATOM_IDS


@by_type
def kind_of(kind):
    """How to treat instances of a type."""
    if id_of(kind) in LEAF_IDS or issubclass(kind, weakref.ref):
        return LEAF
    if issubclass(kind, type):
        return CLASS
    if issubclass(kind, types.ModuleType):
        return MODULE
    if kind is types.FunctionType:
        return FUNCTION
    package = module_of(kind).partition(".")[0]
    if package in SKIPPED_PACKAGES or package.startswith("bugsmith_"):
        return OBJECT if _qualname(kind) in KEPT_CLASSES else LEAF
    return OBJECT


def _local_dictionary(thing, _):
    """What a thread-local object holds for the calling thread."""
    return _local_attribute(thing, "__dict__")


@by_type
def dictionary_getter(kind):
    """What gives an instance's own dictionary, or None if it has none."""
    if issubclass(kind, type):
        return None
    if issubclass(kind, _thread._local):
        return _local_dictionary
    for base in _mro(kind) or ():  # Before 3.10 some types of C have none.
        found = _space(base).get("__dict__")
        if type(found) is types.GetSetDescriptorType:
            return found.__get__
    return None


def own_dictionary(thing):
    getter = dictionary_getter(type(thing))
    if getter is None:
        return None
    found = getter(thing, type(thing))
    return found if type(found) is dict else None


@by_type
def slots_of(kind):
    """The slots of classes in Python, by their names."""
    made = [base for base in _mro(kind) or () if _flags(base) & MADE_BY_CLASS_STATEMENT]
    pairs = [pair for base in made for pair in _space(base).items()]
    return [(name, slot) for name, slot in pairs if type(slot) is types.MemberDescriptorType]


def filled_slots(thing):
    """Names of the slots of an object that hold something."""
    found = []
    for name, slot in slots_of(type(thing)):
        try:
            slot.__get__(thing)
            found.append(name)
        except AttributeError:
            pass
    return found


# --- Content that gc does not see ---


def _value_and_position(kind, stream):
    try:
        return kind.getvalue(stream), kind.tell(stream)
    except ValueError:
        return "closed"


def _counted(counter):
    own = own_dictionary(counter)
    parts = [part for part in _referents(counter) if part is not own and not issubclass(type(part), type)]
    atoms = all(map(is_atom, parts))
    return itertools.count.__repr__(counter) if atoms else None


def _suspended_at(attribute):
    def read(generator):
        frame = getattr(generator, attribute)
        return None if frame is None else frame.f_lasti

    return read


def registered(kind):
    """Names of what was registered with an abstract base class."""
    references = _abc_dump(kind)[0]
    found = [_call_reference(reference) for reference in references]
    return sorted(name_of(item) for item in found if item is not None)


READERS = {
    bytearray: lambda data: _hash(bytearray.__getitem__(data, slice(None))).hexdigest(),
    array.array: lambda values: (_typecode(values), array.array.tobytes(values)),
    io.StringIO: functools.partial(_value_and_position, io.StringIO),
    io.BytesIO: functools.partial(_value_and_position, io.BytesIO),
    io.IncrementalNewlineDecoder: lambda decoder: (io.IncrementalNewlineDecoder.getstate(decoder), _newlines(decoder)),
    itertools.count: _counted,
    enumerate: lambda counter: enumerate.__reduce__(counter)[1][1],
    types.GeneratorType: _suspended_at("gi_frame"),
    types.CoroutineType: _suspended_at("cr_frame"),
    types.AsyncGeneratorType: _suspended_at("ag_frame"),
    _thread.LockType: _thread.LockType.locked,
    queue.SimpleQueue: queue.SimpleQueue.qsize,
    abc.ABCMeta: registered,
    collections.deque: collections.deque.maxlen.__get__,
    decimal.Decimal: decimal.Decimal.__str__,
    struct.Struct: struct.Struct.format.__get__,
    _random.Random: _random.Random.getstate,
}
for _kind in (ctypes.Structure, ctypes.Union, ctypes.Array, ctypes.c_int.__base__):
    READERS[_kind] = lambda data: _hash(memoryview(data)).hexdigest()
for _iterator in ([], (), "", b"", range(0), {}, {}.values(), {}.items(), set(), collections.deque()):
    READERS[type(iter(_iterator))] = operator.length_hint
READERS[type(reversed([]))] = operator.length_hint
if sys.version_info < (3, 12):
    READERS[itertools.cycle] = lambda cycle: operator.length_hint(itertools.cycle.__reduce__(cycle)[1][0])


READERS_BY_ID = {id_of(kind): reader for kind, reader in READERS.items()}


@by_type
def reader_of(kind):
    """What reads the content of a type's instances that gc does not see, or None; it returns atoms."""
    return next((READERS_BY_ID[id_of(base)] for base in _mro(kind) or () if id_of(base) in READERS_BY_ID), None)


def read_content(thing):
    reader = reader_of(type(thing))
    if reader is None or thing is global_random:
        return None
    try:
        return reader(thing)
    except (AttributeError, TypeError, ValueError, BufferError):
        return None


@by_type
def _is_of_c(kind):
    """Whether no class statement made a type, and gc sees nothing of its instances."""
    spaces = map(_space, _mro(kind) or ())
    return not _flags(kind) & HAS_GC and all(MADE_IN_PYTHON.isdisjoint(space) for space in spaces)


# Reading a larger array takes too long.
MAX_BYTES = 2**26
# What tells pickle the content of instances, those of subclasses as well, and calls nothing of Python for it.
REDUCERS = {
    datetime.date: datetime.date.__reduce__,
    datetime.time: lambda time: datetime.time.__reduce_ex__(time, 4),
    datetime.datetime: lambda time: datetime.datetime.__reduce_ex__(time, 4),
    datetime.timedelta: datetime.timedelta.__reduce__,
    datetime.timezone: datetime.timezone.__getinitargs__,
    decimal.Context: decimal.Context.__reduce__,
}
REDUCERS_BY_ID = {id_of(kind): reducer for kind, reducer in REDUCERS.items()}


@by_type
def reducer_of(kind):
    """What tells pickle the content of a type's instances that gc does not see, or None."""
    bases = [] if reader_of(kind) is not None else _mro(kind) or ()
    for base in bases:
        if id_of(base) in REDUCERS_BY_ID:
            return REDUCERS_BY_ID[id_of(base)]
        if name_of(base) == "numpy.ndarray":
            return functools.partial(_reduce_array, base)
    for base in bases[:-1] if _is_of_c(kind) else ():
        for name, arguments in (("__reduce_ex__", (4,)), ("__reduce__", ())):
            method = _space(base).get(name)
            if type(method) is types.MethodDescriptorType and base is not datetime.tzinfo:
                return lambda thing: method(thing, *arguments)
            if method is not None:
                return None
    return None


def _reduce_array(kind, array):
    """As the plain array it is, so that no method of its own class is called."""
    if kind.nbytes.__get__(array) > MAX_BYTES:
        raise ValueError("an array that is too large to read")
    return kind.__reduce__(kind.view(array, kind))


def value_of(thing):
    """A text that tells an object of a type in C from all that are not equal to it, None if there is none."""
    if not _has_value(type(thing)) or _getprofile() is not None:
        return None
    calls = []

    def refuse(_, event, __):
        if event == "call":
            # It may be the repository's.
            calls.append(event)
            raise RuntimeError("a function of Python is called")

    _setprofile(refuse)
    try:
        text = "%r %d" % (thing, hash(thing))
    finally:
        _setprofile(None)
    return None if calls else text


@by_type
def _has_value(kind):
    """Whether instances of a type in C are equal by what they hold."""
    if not _is_of_c(kind):
        return False
    for name in ("__eq__", "__hash__", "__repr__"):
        base = next((base for base in _mro(kind) or () if name in _space(base)), object)
        if base is object or type(_space(base)[name]) is not types.WrapperDescriptorType:
            return False
    return True


@by_type
def is_readable(kind):
    """Whether there is something in a type's instances that gc does not see."""
    return reader_of(kind) is not None or reducer_of(kind) is not None


class _Same:
    """Equal for one and the same object, which it keeps."""

    __slots__ = ("thing",)

    def __init__(self, thing):
        self.thing = thing

    def __eq__(self, other):
        return type(other) is _Same and self.thing is other.thing


def read_state(thing):
    """What is equal at two moments if nothing that gc does not see has changed between them; None if that is not read."""
    reduce = reducer_of(type(thing))
    if reduce is None:
        return read_content(thing)
    try:
        return _comparable(reduce(thing), {})
    except Exception:
        return None


def _comparable(part, seen):
    kind = type(part)
    if is_atom(part):
        # What is long is not kept, and has no decimal representation.
        return _hash(part).digest() if kind is bytes else hex(part) if kind is int else repr(part)
    if id_of(part) in seen:
        return seen[id_of(part)]
    seen[id_of(part)] = len(seen)
    # Ranges and functions in C may have been made for the occasion.
    if kind is tuple or kind is list or kind is range:
        items = (part.start, part.stop, part.step) if kind is range else part
        return [_comparable(item, seen) for item in items]
    return part.__qualname__ if kind is types.BuiltinFunctionType else _Same(part)


def are_same_atoms(one, other):
    """Whether two objects are the same, or numbers or texts nobody can tell apart."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other) or id_of(kind) not in ATOM_IDS:
        return False
    return repr(one) == repr(other) if kind is float or kind is complex else one == other


def are_same(before, now):
    """The same of all objects in two sequences."""
    return len(before) == len(now) and all(map(are_same_atoms, before, now))


def identity(thing):
    """What is equal for the same object, and for a number or text nobody can tell from it."""
    kind = type(thing)
    return (id_of(kind), thing) if kind is str or kind is int or kind is bytes else id_of(thing)


def is_ordered(thing):
    """Whether it keeps an order apart from that of its dictionary."""
    return issubclass(type(thing), collections.OrderedDict)


def ordered_items(dictionary):
    """Pairs in the order a reader sees, as far as that can be had without comparing keys."""
    keys = list(dict.__iter__(dictionary))
    if is_ordered(dictionary) and all(map(is_atom, keys)):
        return [(key, dict.__getitem__(dictionary, key)) for key in collections.OrderedDict.__iter__(dictionary)]
    return list(zip(keys, dict.values(dictionary)))

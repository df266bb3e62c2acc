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
import decimal
import gc
import hashlib
import io
import itertools
import operator
import queue
import random
import re
import sys
import types
import weakref

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
ATOM_IDS, LEAF_IDS = frozenset(map(id, ATOMS)), frozenset(map(id, LEAVES))
# Packages whose objects hold the state of the test run, or caches that nobody can tell from being empty.
SKIPPED_PACKAGES = frozenset(("_pytest", "pluggy", "hypothesis", "typing"))
KEPT_CLASSES = frozenset(("Mark", "MarkDecorator", "ParameterSet", "FixtureFunctionDefinition"))
_referents, _hash = gc.get_referents, hashlib.blake2b
_mro, _space = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__
_module, _qualname = type.__dict__["__module__"].__get__, type.__dict__["__qualname__"].__get__
_module_space = types.ModuleType.__dict__["__dict__"].__get__
_call_reference = weakref.ref.__call__
_flags, MADE_BY_CLASS_STATEMENT = type.__dict__["__flags__"].__get__, 1 << 9
_abc_dump, _getstate = _abc._get_dump, _random.Random.getstate
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
        entry = found.get(id(kind))
        if entry is None:
            entry = found[id(kind)] = (kind, find(kind))
        return entry[1]

    return remembered


def is_atom(thing):
    return id(type(thing)) in ATOM_IDS


@by_type
def kind_of(kind):
    """How to treat instances of a type."""
    if id(kind) in LEAF_IDS or issubclass(kind, weakref.ref):
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
def _slots_of(kind):
    """The slots of classes in Python, by their names."""
    made = [base for base in _mro(kind) or () if _flags(base) & MADE_BY_CLASS_STATEMENT]
    pairs = [pair for base in made for pair in _space(base).items()]
    return [(name, slot) for name, slot in pairs if type(slot) is types.MemberDescriptorType]


def filled_slots(thing):
    """Names of the slots of an object that hold something."""
    found = []
    for name, slot in _slots_of(type(thing)):
        try:
            slot.__get__(thing)
            found.append(name)
        except AttributeError:
            pass
    return found


# --- Content that gc does not see ---


def _value_and_position(stream):
    try:
        return stream.getvalue(), stream.tell()
    except ValueError:
        return "closed"


def _counted(counter):
    atoms = all(is_atom(part) for part in _referents(counter) if type(part) is not type)
    return repr(counter) if atoms else None


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


def _array_bytes(values):
    view = memoryview(values)
    if "O" in view.format:
        return None
    return _hash(view.tobytes()).hexdigest()


READERS = {
    bytearray: bytes,
    array.array: array.array.tobytes,
    io.StringIO: _value_and_position,
    io.BytesIO: _value_and_position,
    io.IncrementalNewlineDecoder: lambda decoder: (decoder.getstate(), decoder.newlines),
    itertools.count: _counted,
    enumerate: lambda counter: counter.__reduce__()[1][1],
    types.GeneratorType: _suspended_at("gi_frame"),
    types.CoroutineType: _suspended_at("cr_frame"),
    types.AsyncGeneratorType: _suspended_at("ag_frame"),
    _thread.LockType: _thread.LockType.locked,
    queue.SimpleQueue: queue.SimpleQueue.qsize,
    abc.ABCMeta: registered,
    collections.deque: lambda values: values.maxlen,
    decimal.Decimal: str,
}
for _iterator in ([], (), "", b"", range(0), {}, {}.values(), {}.items(), set(), collections.deque()):
    READERS[type(iter(_iterator))] = operator.length_hint
READERS[type(reversed([]))] = operator.length_hint
if sys.version_info < (3, 12):
    READERS[itertools.cycle] = lambda cycle: operator.length_hint(cycle.__reduce__()[1][0])


READERS_BY_ID = {id(kind): reader for kind, reader in READERS.items()}


@by_type
def reader_of(kind):
    """What reads the content of a type's instances that gc does not see, or None; it returns atoms."""
    if id(kind) in READERS_BY_ID:
        return READERS_BY_ID[id(kind)]
    if issubclass(kind, _random.Random):
        return _getstate
    if issubclass(kind, abc.ABCMeta):
        return registered
    return _array_bytes if name_of(kind) == "numpy.ndarray" else None


def read_content(thing):
    reader = reader_of(type(thing))
    if reader is None or thing is global_random:
        return None
    try:
        return reader(thing)
    except (AttributeError, TypeError, ValueError, BufferError):
        return None


def are_same_atoms(one, other):
    """Whether two objects are the same, or numbers or texts nobody can tell apart."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other) or id(kind) not in ATOM_IDS:
        return False
    return repr(one) == repr(other) if kind is float or kind is complex else one == other


def are_same(before, now):
    """The same of all objects in two sequences."""
    return len(before) == len(now) and all(map(are_same_atoms, before, now))


def identity(thing):
    """What is equal for the same object, and for a number or text nobody can tell from it."""
    kind = type(thing)
    return (id(kind), thing) if kind is str or kind is int or kind is bytes else id(thing)


def is_ordered(thing):
    """Whether it keeps an order apart from that of its dictionary."""
    return issubclass(type(thing), collections.OrderedDict)


def ordered_items(dictionary):
    """Pairs in the order a reader sees, as far as that can be had without comparing keys."""
    keys = list(dict.__iter__(dictionary))
    if is_ordered(dictionary) and all(map(is_atom, keys)):
        return [(key, dict.__getitem__(dictionary, key)) for key in collections.OrderedDict.__iter__(dictionary)]
    return list(zip(keys, dict.values(dictionary)))

"""Describes objects by their content, in a way that is equal for equal content in two forks of a process.

PYTEST_DONT_REWRITE
"""

import abc
import gc
import hashlib
import marshal
import operator
import os
import re
import sys
import types
import weakref

from bugsmith_bytecode import nested_codes
from bugsmith_kinds import (
    ATOM_IDS,
    CLASS,
    DESCRIPTORS,
    FUNCTION,
    HAS_GC,
    LEAF,
    MADE_BY_CLASS_STATEMENT,
    MODULE,
    REDUCERS_BY_ID,
    by_type,
    filled_slots,
    global_random,
    id_of,
    is_atom,
    kind_of,
    module_of,
    name_of,
    ordered_items,
    own_dictionary,
    read_content,
    reader_of,
    reducer_of,
    registered,
    space_of,
    value_of,
)

MAX_OBJECTS = 200000
MAX_NESTED_SETS = 10
# With floats as they are in memory, and without what depends on who else refers to a part.
MARSHAL_VERSION = 2
_PLAIN_CONSTANTS = frozenset((type(None), bool, int, float, complex, str, bytes))
# No object is there.
MAX_SMALL_NUMBER = 1 << 16
# What makes the plain value of an instance of a subclass.
EXACT = {
    int: int.__int__,
    float: float.__float__,
    complex: complex.__pos__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
}
# Without content that gc or we could see, but also without any that matters.
BLANK = frozenset(("functools._lru_list_elem", "_thread.RLock", "builtins.PyCapsule", "builtins.object"))
DESCRIPTOR_IDS = frozenset(map(id_of, DESCRIPTORS))
# What is in classes, and made anew or later, or tells of their text.
UNDESCRIBED_NAMES = ("__dict__", "__weakref__", "_abc_impl", "__slotnames__", "__annotations_cache__")
UNDESCRIBED_NAMES += ("__static_attributes__", "__firstlineno__")
# What `typing` keeps in objects such as `Literal["a"]`.
PARTS_OF_ALIASES = ("__origin__", "__args__")


_referents, _hash, _random_bytes, _dumps = gc.get_referents, hashlib.blake2b, os.urandom, marshal.dumps
_flags, _size = type.__dict__["__flags__"].__get__, type.__dict__["__basicsize__"].__get__
_mro, _qualname = type.__dict__["__mro__"].__get__, type.__dict__["__qualname__"].__get__
_call_reference = weakref.ref.__call__


class Indescribable(Exception):
    """There is more than can be described, or something whose content cannot be seen."""


class _Text:
    """Atoms, and tuples and lists of such, to be written as they are."""

    __slots__ = ("parts",)

    def __init__(self, *parts):
        self.parts = parts


class Namespace:
    """A dictionary of names, whose order does not count."""

    __slots__ = ("items",)

    def __init__(self, dictionary, ignored=()):
        pairs = list(zip(dict.__iter__(dictionary), dict.values(dictionary)))
        self.items = [pair for pair in pairs if type(pair[0]) is not str or pair[0] not in ignored]

    def parts(self):
        known = sorted((pair for pair in self.items if type(pair[0]) is str), key=operator.itemgetter(0))
        others = [pair for pair in self.items if type(pair[0]) is not str]
        return [part for pair in known + others for part in pair]


class Writer:
    """Writes objects into a digest: those known by an index by it, others by their content.

    `read` are the objects whose content was written, and the dictionaries that are part of it.
    """

    def __init__(self, indexes, is_ours, outer=None):
        self.read = [] if outer is None else outer.read
        # Whether a change of what was read would show.
        self.can_be_read_again = True
        self._indexes = indexes
        self._is_ours = is_ours
        self._visited = {} if outer is None else dict(outer._visited)
        self._depth = 0 if outer is None else outer._depth + 1
        self._left = MAX_OBJECTS if outer is None else outer._left
        self._kept = []
        self._tokens = []  # Tuples, and atoms as they are.

    def hexdigest(self):
        return _hash(_dumps(self._tokens, MARSHAL_VERSION), digest_size=16).hexdigest()

    def write_text(self, *parts):
        self._tokens.append(parts)

    def write_content(self, thing):
        """Writes what is in an object known by an index, but not the code of a function, which a candidate replaces."""
        self.read.append(thing)
        parts = [type(thing), *self._parts(thing)]
        if type(thing) is types.FunctionType:
            parts = [part for part in parts if type(part) is not types.CodeType]
        self._write(parts)

    def write(self, *things):
        self._write(list(things))

    def _write(self, things):
        stack, put = things[::-1], self._tokens.append
        while stack:
            thing = stack.pop()
            self._left -= 1
            if self._left < 0:
                raise Indescribable
            kind = type(thing)
            if id_of(kind) in ATOM_IDS:
                put(self._number(thing) if kind is int else ("NotImplemented",) if thing is NotImplemented else thing)
            elif kind is _Text:
                put(thing.parts)
            elif kind is types.CodeType:
                put(tuple(_code_facts(thing)))
                stack.extend(nested_codes(thing))
            elif kind is Namespace:
                put(("names", len(thing.items)))
                stack.extend(thing.parts()[::-1])
            elif kind is tuple and all(map(is_atom, thing)):
                # Whether two of them are one decides who compiled them.
                put(("atoms", len(thing)))
                stack.extend(thing[::-1])
            else:
                token = self._token(thing)
                if token is None:
                    self._visited[id_of(thing)] = len(self._visited)
                    self.read.append(thing)
                    parts = self._parts(thing)
                    token = "object", name_of(kind), len(parts)
                    stack.extend(parts[::-1])
                put(token)

    def _token(self, thing):
        """What stands for an object that is known by an index, or was written before."""
        place = self._indexes.get(id_of(thing), -1)
        if place >= 0:
            return "place", place
        number = self._visited.get(id_of(thing))
        return None if number is None else ("visited", number)

    def _number(self, number):
        """A number, or whose address or default hash it is: mocks keep theirs."""
        if number > MAX_SMALL_NUMBER:
            for name, key in (("address", _id_at(number)), ("hash", number)):
                if key in self._visited:
                    return name, self._visited[key]
        return number

    def _parts(self, thing):
        kind = type(thing)
        treatment = kind_of(kind)
        if treatment is LEAF:
            return self._leaf_parts(thing, kind)
        if treatment is MODULE:
            return [dict.get(space_of(thing), "__name__")]
        if treatment is CLASS:
            return self._class_parts(thing)
        if treatment is FUNCTION:
            return self._function_parts(thing)
        if thing is global_random:
            return []
        if kind is types.BuiltinFunctionType:
            return [thing.__name__, thing.__self__]
        parts = [_Text(repr(read_content(thing)), *filled_slots(thing))]
        parts.extend(self._keep(exact(thing)) for base, exact in EXACT.items() if issubclass(kind, base))
        space = own_dictionary(thing)
        if space is not None:
            self.read.append(space)
            parts.append(Namespace(space))
        if issubclass(kind, dict):
            return parts + [part for pair in ordered_items(thing) for part in pair]
        if issubclass(kind, (set, frozenset)):
            return parts + self._element_parts(thing)
        reduce = reducer_of(kind)
        if reduce is not None:
            self.can_be_read_again &= _is_told(kind)
            parts.append(self._keep(reduce(thing)))
        elif not _flags(kind) & HAS_GC and len(parts) == 1 and reader_of(kind) is None:
            if _size(kind) > _size(object) and name_of(kind) not in BLANK:
                parts.append(self._value(thing))
        values = () if space is None else {id_of(value) for value in space.values()}
        rest = [part for part in _referents(thing) if part is not space and part is not kind]
        return parts + [part for part in rest if id_of(part) not in values]

    def _function_parts(self, thing):
        names = [thing.__module__, thing.__name__, thing.__qualname__, thing.__doc__]
        self.read.append(thing.__dict__)
        rest = [thing.__defaults__, thing.__kwdefaults__, thing.__closure__, thing.__dict__ or None]
        # There are many of them, and most have little of it.
        are_texts = all(type(name) is str or name is None for name in names)
        given = [number for number, part in enumerate(rest) if part is not None]
        parts = [_Text(given, *names)] if are_texts else [_Text(given), *names]
        parts += [rest[number] if number < 3 else Namespace(rest[number]) for number in given]
        return [*parts, thing.__code__]

    def _value(self, thing):
        text = value_of(thing)
        self.can_be_read_again = False
        if text is None:
            raise Indescribable
        return _Text(text)

    def _keep(self, made):
        """What was made here, and must not lose its address to something else."""
        self._kept.append(made)
        return made

    def _leaf_parts(self, thing, kind):
        if kind is re.Pattern:
            return [thing.pattern, thing.flags]
        if kind is range:
            return list(thing.__reduce__()[1])
        if id_of(kind) in DESCRIPTOR_IDS:
            return [thing.__name__, name_of(thing.__objclass__)]
        if issubclass(kind, weakref.ref):
            referent = _call_reference(thing)
            is_known = self._indexes.get(id_of(referent), -1) >= 0
            return [referent if is_known else _Text("dead" if referent is None else name_of(type(referent)))]
        space = own_dictionary(thing) or {}
        self.read.append(space)
        return [space[name] for name in PARTS_OF_ALIASES if name in space]

    def _class_parts(self, thing):
        parts = [_Text(name_of(thing))]
        if is_described(thing, self._is_ours):
            spaces = [part for part in _referents(thing) if type(part) is dict]
            self.read += spaces
            parts += [Namespace(space, UNDESCRIBED_NAMES) for space in spaces]
            parts.append(_mro(thing))
            if issubclass(type(thing), abc.ABCMeta):
                parts += registered(thing)
        return parts

    def _element_parts(self, elements):
        """Digests of those of a set, whose order is that of addresses."""
        if self._depth == MAX_NESTED_SETS:
            raise Indescribable
        digests = []
        iterate = set.__iter__ if issubclass(type(elements), set) else frozenset.__iter__
        for element in list(iterate(elements)):
            if is_atom(element):
                digests.append(_atom(element).hex())
                continue
            token = self._token(element)
            if token is not None:
                digests.append("%s %d" % token)
                continue
            writer = Writer(self._indexes, self._is_ours, self)
            writer.write(element)
            self._left = writer._left
            self.can_be_read_again &= writer.can_be_read_again
            digests.append(writer.hexdigest())
        return sorted(digests)


@by_type
def _is_told(kind):
    """Whether what pickle is told of instances is never something that can change."""
    return any(id_of(base) in REDUCERS_BY_ID for base in _mro(kind) or ())


def describe(thing, places, is_ours):
    """A digest of what an object holds, equal for equal content; one that equals no other if it cannot be seen.

    Objects with a place, by their id, are not described but named by it.
    """

    def write():
        writer = Writer(places, is_ours)
        writer.write(thing)
        return writer.hexdigest()

    return or_never_equal(write)


def _id_at(address):
    """What `id_of` returns for the object at an address."""
    return None if address & 15 else address >> 4


def _code_facts(code):
    """What code consists of but for lines and the code in it."""
    yield code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags
    yield code.co_name, code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars
    yield code.co_code, getattr(code, "co_exceptiontable", None)
    for constant in code.co_consts:
        yield constant if type(constant) in _PLAIN_CONSTANTS else _constant_text(constant)


def _constant_text(constant):
    kind = type(constant)
    if kind is tuple or kind is frozenset:
        parts = list(map(_constant_text, constant))
        return kind.__name__, tuple(parts if kind is tuple else sorted(parts))
    return ("code",) if kind is types.CodeType else (kind.__name__, repr(constant))


def is_described(kind, is_ours):
    """Whether a class is more than its name: the repository's, or one that a function has made up.

    The latter is not what its module has under its name.
    """
    if is_ours(kind):
        return True
    name, space = _qualname(kind), space_of(sys.modules.get(module_of(kind)))
    is_made = _flags(kind) & MADE_BY_CLASS_STATEMENT and "." not in name
    return bool(is_made) and (space is None or dict.get(space, name) is not kind)


def _atom(value):
    kind = type(value)
    if kind is bytes:
        return b"b" + value
    if kind is str:
        return b"s" + value.encode("utf-8", "surrogatepass")
    # A very long number has no decimal representation.
    return (hex(value) if kind is int else repr(value)).encode("ascii")


def never_equal():
    return _random_bytes(16).hex()


def or_never_equal(write):
    """The digest it returns; one that equals no other if it cannot."""
    try:
        return write()
    except BaseException:
        return never_equal()

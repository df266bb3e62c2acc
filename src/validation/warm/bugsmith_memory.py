"""Tells which objects cannot have changed, by the bytes they consist of.

To ask an object what it refers to counts references, and that copies the pages of memory on which a fork has it; to
read its bytes copies none. Whatever is not laid out as it is expected is left to be asked.

PYTEST_DONT_REWRITE
"""

import ctypes
import itertools
import operator
import struct
import sys
import types

# An object begins with the number of references to it and its type.
HEADER = 16
DICTIONARY = struct.Struct("=qQQQ")  # Number of keys, version, keys, values.
_raw = operator.attrgetter("raw")


class Memory:
    """The bytes of some objects at one moment; `covered` are the places of those it can tell of.

    The objects must stay alive, and so must all they refer to.
    """

    def __init__(self, objects):
        self.covered = []
        self._parts = []
        self._blocks = []  # Of dictionaries whose own bytes do not tell.
        knows_dictionaries, knows_functions, has_versions = _dictionaries(), _functions(), _versions()
        for place, thing in enumerate(objects):
            kind = type(thing)
            if kind is types.FunctionType and knows_functions:
                part = _part(thing)
            elif kind is dict and knows_dictionaries:
                part = _part(thing)
                _, _, keys, values = DICTIONARY.unpack(part.raw)
                if values != 0:
                    continue  # Its values belong to an instance.
                if not has_versions:
                    block = _at(keys, _length(thing))
                    self._blocks.append((len(self._parts), block, block.raw))
            else:
                continue
            self.covered.append(place)
            self._parts.append(part)
        self._before = list(map(_raw, self._parts))

    def changed(self):
        """Places of the objects that may have changed."""
        differ = list(map(operator.ne, map(_raw, self._parts), self._before))
        for number, block, before in self._blocks:
            # Where the dictionary has others now, these keys may be gone.
            if not differ[number] and block.raw != before:
                differ[number] = True
        return list(itertools.compress(self.covered, differ))


def _at(address, size):
    return (ctypes.c_char * size).from_address(address)


def _part(thing):
    return _at(id(thing) + HEADER, type(thing).__basicsize__ - HEADER)


def _length(dictionary):
    """That of its keys and their values in bytes."""
    return dict.__sizeof__(dictionary) - dict.__basicsize__


def _is_expected():
    return sys.implementation.name == "cpython" and object.__basicsize__ == HEADER


def _holds(data, things):
    return all(struct.pack("=Q", id(thing)) in data for thing in things)


def _dictionaries():
    """Whether it is known where dictionaries have their content."""
    if not _is_expected() or dict.__basicsize__ != HEADER + DICTIONARY.size:
        return False
    values = object(), object()
    sample = {"one": values[0], "two": values[1]}
    used, _, keys, others = DICTIONARY.unpack(_part(sample).raw)
    if used != 2 or keys == 0 or others != 0 or _length(sample) <= 0:
        return False
    return _holds(_at(keys, _length(sample)).raw, values)


def _versions():
    """Whether all changes of a dictionary show in its own bytes."""
    if not _dictionaries():
        return False
    sample = {"one": 1, "two": 2}
    seen = {_part(sample).raw}
    sample["one"] = 3
    seen.add(_part(sample).raw)
    del sample["two"]
    sample["two"] = 2
    seen.add(_part(sample).raw)
    sample.update(one=1)
    seen.add(_part(sample).raw)
    return len(seen) == 4


def _functions():
    """Whether what functions refer to is in their own bytes."""
    if not _is_expected() or types.FunctionType.__itemsize__ != 0:
        return False

    def sample(one=None, *, two=None):
        return one, two

    values = (object(),), {"two": object()}
    sample.__defaults__, sample.__kwdefaults__ = values
    return _holds(_part(sample).raw, [*values, sample.__code__, sample.__globals__])

"""Takes methods out of classes that are alive.

PYTEST_DONT_REWRITE
"""

import functools
import sys
import types
import typing

from bugsmith_classes import OUTSIDE_BUILTINS
from bugsmith_lookups import PLAIN_METACLASSES
from bugsmith_replace import live_objects

_space, _mro = type.__dict__["__dict__"].__get__, type.__dict__["__mro__"].__get__
_module, _qualname = type.__dict__["__module__"].__get__, type.__dict__["__qualname__"].__get__
_module_space = types.ModuleType.__dict__["__dict__"].__get__
_delete, _flags = type.__delattr__, type.__dict__["__flags__"].__get__
_dictionary_offset = type.__dict__["__dictoffset__"].__get__
_MADE_BY_CLASS_STATEMENT = 1 << 9
# These look at no methods when a class is made of them, or with them in it.
_HARMLESS_BASES = (object, typing.Generic)
_HARMLESS_NAMED = (property, functools.cached_property)
_PARTS = ("fget", "fset", "fdel", "__func__")


class LiveClasses:
    """The classes that modules of the repository have made; make it anew after other code ran."""

    def __init__(self, path_of):
        self._path_of = path_of
        self._found = None

    def matching(self, path, edits):
        """The class for each edit; None when one could have come out differently in other ways as well."""
        if self._found is None:
            self._found = self._find()
        kinds = []
        for edit in edits:
            found = self._found.get((self._path_of(path), edit.name), ())
            if len(found) != 1 or not _can_be_edited(found[0], edit):
                return None
            kinds.append(found[0])
        return kinds

    def _find(self):
        # Only when it is needed first: most candidates change functions.
        found = {}
        for kind in live_objects():
            if not issubclass(type(kind), type) or type(_module(kind)) is not str:
                continue
            module = sys.modules.get(_module(kind))
            space = _module_space(module) if issubclass(type(module), types.ModuleType) else {}
            path = self._path_of(space["__file__"]) if type(space.get("__file__")) is str else None
            if path is not None:
                found.setdefault((path, _qualname(kind)), []).append(kind)
        return found


def remove_methods(kind, edit):
    """Leaves the class as it would be if it had been made without them."""
    for name in edit.removed:
        _delete(kind, name)


def _can_be_edited(kind, edit):
    space, bases = _space(kind), _mro(kind)[1:]
    if type(kind) not in PLAIN_METACLASSES or any(name not in space for name in edit.removed):
        return False
    if any(not set(_starts(space.get(name))) <= set(lines) for name, lines in edit.starts.items()):
        return False  # Another class of that name, or a method that was replaced.
    # What is said of an attribute that cannot be set depends on whether the class has one of that name.
    if edit.removed and _dictionary_offset(kind) == 0:
        return False
    builtin = [base for base in bases if base is not object and not _flags(base) & _MADE_BY_CLASS_STATEMENT]
    if builtin and not OUTSIDE_BUILTINS.isdisjoint(edit.removed):
        return False
    for base in bases:
        names = _space(base)
        # A hook of a base class saw this one when it was made, and so did an abstract method it implements.
        if "__init_subclass__" in names and base not in _HARMLESS_BASES:
            return False
        if not set(names.get("__abstractmethods__", ())).isdisjoint(edit.removed):
            return False
    values = [value for value in space.values() if type(value) not in _HARMLESS_NAMED]
    return not any("__set_name__" in _space(part) for value in values for part in _mro(type(value)))


def _starts(method):
    """The lines that the functions of a method begin on."""
    parts = [method, *(getattr(method, name, None) for name in _PARTS)]
    return [part.__code__.co_firstlineno for part in parts if type(part) is types.FunctionType]

"""Takes methods out of classes that are alive.

PYTEST_DONT_REWRITE
"""

import re
import sys
import types
import typing

from bugsmith_classes import OUTSIDE_BUILTINS
from bugsmith_decorators import decorated_functions, is_plain_decorator, resolve
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
_PARTS = ("fget", "fset", "fdel", "__func__")
# Making an object by hand, other than without further arguments, or as a class defines it that is no plain one.
_BY_HAND = re.compile(r"__new__|__newobj__|\bobject\.__init__")
_NOT_BY_HAND = re.compile(
    r"def\s+__new__|\w\.__new__\s*=(?!=)|super\([\w\s,.]*\)\.__new__|__new__\(\s*[\w.]*\s*\)"
    r"|\b(?:type|str|bytes|int|float|tuple|list|dict|set|frozenset)\.__new__"
)
_OF_A_CLASS = re.compile(r"\b([A-Z]\w*)\.__new__\(")
_GIVES_ARGUMENTS = ("__getnewargs__", "__getnewargs_ex__")


class LiveClasses:
    """The classes that modules of the repository have made; make it anew after other code ran."""

    def __init__(self, functions):
        self._functions = functions
        self._path_of = functions.path
        self._found = None
        self._by_hand = None

    def matching(self, path, edits):
        """The class for each edit; None when one could have come out differently in other ways as well."""
        if self._found is None:
            self._found = self._find()
        kinds = []
        for edit in edits:
            found = self._found.get((self._path_of(path), edit.name), ())
            if len(found) != 1 or not _can_be_edited(found[0], edit):
                return None
            if "__init__" in edit.removed and self._may_refuse_arguments(found[0]):
                return None
            kinds.append(found[0])
        return kinds

    def _may_refuse_arguments(self, kind):
        """Whether `object`, which looks nothing up, may refuse the arguments of a class without its `__init__`."""
        if any("__init__" in _space(base) for base in _mro(kind)[1:-1]):
            return False
        family = [part for one in _family(kind) for part in _mro(one)]
        if any(name in _space(part) for part in family for name in _GIVES_ARGUMENTS):
            return True
        if self._by_hand is None:
            self._by_hand = any(map(self._makes_by_hand, self._functions.files()))
        return self._by_hand

    def _makes_by_hand(self, path):
        """Whether the text of a file says that it makes objects other than by calling their class."""
        try:
            with open(path, encoding="utf-8") as file:
                text = _NOT_BY_HAND.sub("", file.read())
        except (OSError, ValueError):
            return True
        return _BY_HAND.search(_OF_A_CLASS.sub(self._drop_if_defined, text)) is not None

    def _drop_if_defined(self, match):
        """Nothing in the place of `Name.__new__(` where all classes of that name define it."""
        named = [kind for (_, name), kinds in self._found.items() if name == match[1] for kind in kinds]
        is_defined = named and all(any("__new__" in _space(part) for part in _mro(kind)[:-1]) for kind in named)
        return "" if is_defined else match[0]

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


def _family(kind):
    """A class and all that are made from it."""
    yield kind
    for one in type.__subclasses__(kind):
        yield from _family(one)


def remove_methods(kind, edit):
    """Leaves the class as it would be if it had been made without them."""
    for name in edit.removed:
        _delete(kind, name)


def _can_be_edited(kind, edit):
    space, bases = _space(kind), _mro(kind)[1:]
    if type(kind) not in PLAIN_METACLASSES or any(name not in space for name in edit.removed):
        return False
    names = _module_space(sys.modules[_module(kind)])
    for name, decorator in edit.decorators.items():
        made = type(space.get(name))
        if resolve(decorator, names) is not made or not is_plain_decorator(made):
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
    values = [value for value in space.values() if type(value) is not property and not is_plain_decorator(type(value))]
    return not any("__set_name__" in _space(part) for value in values for part in _mro(type(value)))


def _starts(method):
    """The lines that the functions of a method begin on."""
    if is_plain_decorator(type(method)):
        parts = decorated_functions(method)
    else:
        parts = [method, *(getattr(method, name, None) for name in _PARTS)]
    return [part.__code__.co_firstlineno for part in parts if type(part) is types.FunctionType]

"""Takes methods out of classes that are alive, and puts them in another order.

PYTEST_DONT_REWRITE
"""

import abc
import ast
import builtins
import collections
import functools
import gc
import operator
import re
import sys
import types
import typing

from bugsmith_classes import OUTSIDE_BUILTINS
from bugsmith_decorators import decorated_functions, is_plain_decorator, resolve
from bugsmith_kinds import MADE_BY_CLASS_STATEMENT, module_of
from bugsmith_replace import live_objects

_space, _mro = type.__dict__["__dict__"].__get__, type.__dict__["__mro__"].__get__
_module, _qualname = type.__dict__["__module__"].__get__, type.__dict__["__qualname__"].__get__
_module_space = types.ModuleType.__dict__["__dict__"].__get__
_referents, _delete, _flags = gc.get_referents, type.__delattr__, type.__dict__["__flags__"].__get__
_dictionary_offset = type.__dict__["__dictoffset__"].__get__
# These look at no methods when a class is made of them, or with them in it.
_PLAIN_METACLASSES = frozenset(map(id, (object, type, abc.ABCMeta)))
_HARMLESS_BASES = frozenset(map(id, (object, typing.Generic)))
# Their hooks keep nothing but in the classes they are for; what they call of the repository is seen.
_MODULES_WITH_HOOKS = ("enum", "typing")
# These make something of what they are given, and look at nothing else.
_MAKERS = (re.compile, operator.attrgetter, operator.itemgetter, functools.partial, collections.OrderedDict)
_MAKERS += (object, str, bytes, int, float, tuple, list, dict, set, frozenset, property, classmethod, staticmethod)
_HARMLESS_IDS = frozenset(map(id, _MAKERS))
_BUILTINS = builtins.__dict__
_PARTS = ("fget", "fset", "fdel", "__func__")
_IS_ABSTRACT = 1 << 20
# What speaks of making objects by hand.
_BY_HAND = ("__new__", "__newobj__", "object.__init__")
# Their objects are made by functions of their own.
_BUILT_IN = ("type", "str", "bytes", "int", "float", "tuple", "list", "dict", "set", "frozenset")
_GIVES_ARGUMENTS = ("__getnewargs__", "__getnewargs_ex__")


class LiveClasses:
    """The classes that modules of the repository have made; make it anew after other code ran."""

    def __init__(self, functions, is_ours):
        self._functions = functions
        self._is_ours = is_ours
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
            if not all(self._is_ours(one) or module_of(one) in _MODULES_WITH_HOOKS for one in hooks_of(found[0])):
                return None
            if "__init__" in edit.removed and self._may_refuse_arguments(found[0]):
                return None
            kinds.append(found[0])
        return kinds

    def _may_refuse_arguments(self, kind):
        """Whether `object`, which looks nothing up, may refuse the arguments of a class without its `__init__`."""
        if any("__init__" in _space(base) for base in _mro(kind)[1:-1]):
            return False
        family = list(_family(kind))
        if any(_flags(one) & _IS_ABSTRACT for one in family):
            return True  # It may before it says that they are abstract.
        if any(name in _space(part) for one in family for part in _mro(one) for name in _GIVES_ARGUMENTS):
            return True
        if self._by_hand is None:
            self._by_hand = any(map(self._makes_by_hand, self._functions.files()))
        return self._by_hand

    def _makes_by_hand(self, path):
        """Whether the text of a file says that it makes or initializes objects other than by calling their class."""
        try:
            with open(path, "rb") as file:
                text = file.read()
            if not any(word.encode() in text for word in _BY_HAND):
                return False
            return self._has_by_hand(ast.parse(text), None)
        except (OSError, SyntaxError, ValueError, RecursionError):
            return True

    def _has_by_hand(self, node, function):
        """`function` is the name of the function that a node is in."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = node.name
        elif isinstance(node, ast.Call) and self._is_harmless_call(node, function):
            return any(self._has_by_hand(part, function) for part in [*node.args, *node.keywords])
        elif isinstance(node, ast.Attribute):
            is_object = isinstance(node.value, ast.Name) and node.value.id == "object"
            is_read = isinstance(node.ctx, ast.Load)
            if (node.attr == "__init__" and is_object) or (node.attr in _BY_HAND and is_read):
                return True
        elif isinstance(node, ast.Constant):
            return type(node.value) is str and node.value in _BY_HAND
        elif isinstance(node, (ast.Name, ast.alias)):
            return getattr(node, "id", None) in _BY_HAND or getattr(node, "name", None) in _BY_HAND
        return any(self._has_by_hand(part, function) for part in ast.iter_child_nodes(node))

    def _is_harmless_call(self, call, function):
        """Whether it makes an object without further arguments, or as a class says that defines how."""
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "__new__"):
            return False
        of = call.func.value
        is_bare = len(call.args) < 2 and not call.keywords and not any(isinstance(a, ast.Starred) for a in call.args)
        if isinstance(of, ast.Name):
            return is_bare or of.id in _BUILT_IN or self._defines_new(of.id)
        is_super = isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id == "super"
        return is_bare or (is_super and function == "__new__")

    def _defines_new(self, name):
        """Whether all classes of a name define how their objects are made."""
        named = [kind for (_, known), kinds in self._found.items() if known == name for kind in kinds]
        return named != [] and all(any("__new__" in _space(part) for part in _mro(kind)[:-1]) for kind in named)

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


def edit_class(kind, edit):
    """Leaves the class as it would be if it had been made from the new text."""
    for name in edit.removed:
        _delete(kind, name)
    if edit.orders is not None:
        names = _space(kind)
        (space,) = _referents(names)
        for name in _in_order(list(names), edit.orders[1]):
            space[name] = space.pop(name)


def _in_order(names, statements):
    """The names of a class in the order in which statements bind them; those that none binds stay before or behind."""
    bound = frozenset().union(*statements)
    places = [place for place, name in enumerate(names) if name in bound]
    first, end = (places[0], places[-1] + 1) if places else (0, 0)
    ordered = dict.fromkeys(name for statement in statements for name in names[first:end] if name in statement)
    return [*names[:first], *ordered, *names[end:]]


def _can_be_edited(kind, edit):
    space, bases = _space(kind), _mro(kind)[1:]
    if any(name not in space for name in edit.removed):
        return False
    if not _abstract_methods(kind).isdisjoint(edit.removed):
        return False
    if any(not _starts(space.get(name)) for name in (*edit.removed, *edit.moved)):
        return False  # Something else is in its place, whose look-ups nobody watches, or of another class.
    if edit.orders is not None and _in_order(list(space), edit.orders[0]) != list(space):
        return False  # Something else than the statements has a part in it.
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
    family = [base for one in _family(kind) for base in _mro(one) if base is not object]
    builtin = [base for base in family if not _flags(base) & MADE_BY_CLASS_STATEMENT]
    if builtin and not OUTSIDE_BUILTINS.isdisjoint(edit.removed):
        return False
    # An abstract method it implements was seen when the class was made.
    if any(not _abstract_methods(base).isdisjoint(edit.removed) for base in bases):
        return False
    values = [value for value in space.values() if type(value) is not property and not is_plain_decorator(type(value))]
    return not any("__set_name__" in _space(part) for value in values for part in _mro(type(value)))


def is_plainly_made(kind, edit):
    """Whether making a class runs no code that could look at it, or do something else."""
    if edit.runs is None or hooks_of(kind):
        return False
    names = _module_space(sys.modules[_module(kind)])
    return all(_is_harmless(name, names) for name in edit.runs)


def _is_harmless(name, names):
    """Whether what a name stands for in a module only makes an object of what it is given."""
    called = resolve(name, _BUILTINS if name in _BUILTINS and name not in names else names)
    return id(called) in _HARMLESS_IDS or (issubclass(type(called), type) and is_plain_decorator(called))


def _abstract_methods(kind):
    found = _space(kind).get("__abstractmethods__")
    return found if type(found) is frozenset else frozenset()


def hooks_of(kind):
    """The metaclasses and base classes whose code had a part in making a class."""
    return _hooks(type(kind), _mro(kind)[1:])


def hooks_of_heirs(kind):
    """Those whose code has a part in making a class from this one."""
    return _hooks(type(kind), _mro(kind))


def _hooks(metaclass, bases):
    found = [one for one in _mro(metaclass) if id(one) not in _PLAIN_METACLASSES]
    return found + [one for one in bases if "__init_subclass__" in _space(one) and id(one) not in _HARMLESS_BASES]


def _starts(method):
    """The lines that the functions of a method begin on."""
    if is_plain_decorator(type(method)):
        parts = decorated_functions(method)
    else:
        parts = [method, *(getattr(method, name, None) for name in _PARTS)]
    return [part.__code__.co_firstlineno for part in parts if type(part) is types.FunctionType]

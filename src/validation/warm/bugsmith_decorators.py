"""Tells of classes that methods are decorated with whether decorating has no effect but the object it makes.

Known are `functools.cached_property`, and classes of the repository that only keep what they are given.

PYTEST_DONT_REWRITE
"""

import ast
import functools
import types
import typing

from bugsmith_kinds import MADE_BY_CLASS_STATEMENT, by_type, own_dictionary, space_of
from bugsmith_probes import without_probe

_space, _mro = type.__dict__["__dict__"].__get__, type.__dict__["__mro__"].__get__
_function, _update_wrapper = types.FunctionType, functools.update_wrapper
_cached_property = functools.cached_property
_HARMLESS_BASES = (object, typing.Generic, property, _cached_property)
# What may have an effect when an object is made, or when it is asked for an attribute.
_MEDDLING = ("__new__", "__setattr__", "__getattribute__", "__getattr__", "__class__", "__slots__")
_MEDDLING += ("__isabstractmethod__",)
_flags = type.__dict__["__flags__"].__get__
# These are called while a class is made.
_CALLED = ("__init__", "__set_name__")
_OF_FUNCTIONS = frozenset(("__name__", "__qualname__", "__doc__", "__module__"))


@by_type
def is_plain_decorator(kind):
    if kind is _cached_property:
        return True
    space = _space(kind)
    if type(kind) is not type or not _flags(kind) & MADE_BY_CLASS_STATEMENT:
        return False
    if any(base not in _HARMLESS_BASES for base in _mro(kind)[1:]):
        return False
    is_descriptor = "__get__" in space or issubclass(kind, (property, _cached_property))
    if not is_descriptor or any(name in space for name in _MEDDLING):
        return False
    return all(_only_keeps(without_probe(space[name]), space) for name in _CALLED if name in space)


def decorated_functions(value):
    """The functions that an object keeps which a plain decorator made."""
    kept = [value.fget, value.fset, value.fdel] if isinstance(value, property) else []
    kept += list((own_dictionary(value) or {}).values())
    return [part for part in kept if type(part) is _function]


def dotted_name(node):
    """The text of names joined by dots, None for another expression."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *parts[::-1]]) if isinstance(node, ast.Name) else None


def resolve(name, space):
    """What a dotted name stands for in the namespace of a module, None if it is no module's attribute."""
    first, *rest = name.split(".")
    found = dict.get(space, first)
    for part in rest:
        space = space_of(found)
        found = None if space is None else dict.get(space, part)
    return found


def _only_keeps(function, space):
    """Whether all a function does is to set attributes of its first argument, which the class does not define."""
    node = _find(function)
    if node is None or node.args.defaults or node.args.kw_defaults or node.args.vararg or node.args.kwarg:
        return False
    if getattr(node.args, "posonlyargs", None):
        return False
    parameters = [argument.arg for argument in node.args.args]
    if not parameters or parameters[0] in parameters[1:]:
        return False
    body = node.body[1:] if _is_text(node.body[0]) else node.body
    return all(_is_plain(statement, parameters, function.__globals__, space) for statement in body)


def _find(function):
    """The syntax tree of a function, as its file has it."""
    if type(function) is not _function:
        return None
    code = function.__code__
    for node in ast.walk(_parse(code.co_filename)):
        if isinstance(node, ast.FunctionDef) and (node.name, node.lineno) == (code.co_name, code.co_firstlineno):
            return node
    return None


@functools.lru_cache(None)
def _parse(path):
    try:
        with open(path, "rb") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_plain(statement, parameters, names, space):
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        is_kept = all(
            isinstance(target, ast.Attribute) and _is_first(target.value, parameters) and target.attr not in space
            for target in targets
        )
        return is_kept and _is_plain_value(statement.value, parameters)
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    call, name = statement.value, dotted_name(statement.value.func)
    return (
        name is not None
        and resolve(name, names) is _update_wrapper
        and not call.keywords
        and len(call.args) == 2
        and _is_first(call.args[0], parameters)
        and _is_plain_value(call.args[1], parameters)
    )


def _is_first(node, parameters):
    return isinstance(node, ast.Name) and node.id == parameters[0]


def _is_plain_value(node, parameters):
    """A constant, an argument, or an attribute that functions have, of an argument other than the first."""
    if isinstance(node, ast.Attribute):
        is_argument = isinstance(node.value, ast.Name) and node.value.id in parameters[1:]
        return is_argument and node.attr in _OF_FUNCTIONS
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in parameters)

"""Finds what of the repository a test calls, by looking at names; nothing is called.

PYTEST_DONT_REWRITE
"""

import ast
import functools
import inspect
import sys

MISSING = object()


def find_subject(node, frame, places):
    """What the outermost call of the repository's code is to, such as `chunks` or `Schema.load`, or `None`."""
    if node is None:
        return None
    queue = [node]
    while queue:
        current = queue.pop(0)
        if isinstance(current, ast.Call):
            try:
                name = name_of(current.func, frame, places)
            except Exception:
                name = None  # Values may be broken in any way.
            if name is not None:
                return name
        queue.extend(ast.iter_child_nodes(current))
    return None


def name_of(function, frame, places):
    value = look_up(function, frame)
    while isinstance(value, functools.partial):
        value = value.func
    if isinstance(function, ast.Name):
        name = getattr(value, "__name__", None)
        if inspect.isroutine(value) or inspect.isclass(value):
            return name if is_of_repository(value, places) else None
        # An object that can be called is known by its name only where a module gives it one.
        is_global = function.id not in frame.frame.f_locals
        return function.id if is_global and is_of_repository(value, places) else None
    if not isinstance(function, ast.Attribute):
        return None
    owner = look_up(function.value, frame)
    if owner is not MISSING and not inspect.ismodule(owner):
        for kind in (owner if inspect.isclass(owner) else type(owner)).__mro__:
            # A class of the tests is known to users by the one of the repository it extends.
            if is_of_repository(kind, places):
                return "{}.{}".format(kind.__name__, function.attr)
        return None
    if inspect.ismodule(owner):
        return dotted(function) if is_of_repository(value, places) else None
    return None


def look_up(node, frame):
    """The value of a name, or of an attribute of a module or class."""
    if isinstance(node, ast.Name):
        values = frame.frame.f_locals
        return values[node.id] if node.id in values else frame.frame.f_globals.get(node.id, MISSING)
    if isinstance(node, ast.Attribute):
        owner = look_up(node.value, frame)
        if inspect.ismodule(owner) or inspect.isclass(owner):
            return vars(owner).get(node.attr, MISSING)
    return MISSING


def is_of_repository(value, places):
    if value is MISSING or value is None:
        return False
    module = getattr(value, "__module__", None)
    path = getattr(sys.modules.get(module), "__file__", None) if isinstance(module, str) else None
    return isinstance(path, str) and places.is_code(path) and callable(value)


def dotted(node):
    return ast.unparse(node) if hasattr(ast, "unparse") else node.attr

"""Makes pytest find the statements that tracebacks show once, and not again for each test that fails there.

What is printed stays the same.

PYTEST_DONT_REWRITE
"""

import ast
import inspect
import sys
import types
import warnings

import _pytest._code.code as showing
from bugsmith_kinds import space_of

FINDER = "getstatementrange_ast"
# Fields of statements that hold further statements, or parts which do.
BLOCKS = frozenset(("body", "orelse", "finalbody", "handlers", "cases"))


class Statements:
    """Where the statements of sources begin and end; `install` has pytest ask for it here."""

    def __init__(self):
        self._find = getattr(showing, FINDER, None)
        self._trees = {}
        self._found = {}

    def install(self):
        if self._find is not None:
            setattr(showing, FINDER, self._look_up)

    def prepare(self, paths):
        """Reads files on behalf of all forks; returns whether there were any it did not know."""
        fill_module_table()
        is_new = False
        for path in paths:
            try:
                with open(path, encoding="utf-8") as file:
                    source = showing.Source([line.rstrip() for line in file])
                if str(source) not in self._trees:
                    is_new = True
                    self._look_up(0, source)
            except Exception:
                pass  # pytest says what it says when it is asked.
        return is_new

    def _parse(self, text):
        if text not in self._trees:
            tree = None
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    tree = ast.parse(text, "source", "exec")
            except (SyntaxError, ValueError):
                pass  # pytest says what it says then.
            else:
                drop_expressions(tree.body)
            self._trees[text] = tree
        return self._trees[text]

    def _look_up(self, lineno, source, assertion=False, astnode=None):
        text = str(source)
        key = lineno, assertion, text
        if key not in self._found:
            self._found[key] = self._find(lineno, source, assertion, self._parse(text))
        return self._found[key]


def fill_module_table():
    """Has `inspect` learn which module is in which file, of those that are not loaded by being looked at."""
    plain = {name: module for name, module in list(sys.modules.items()) if is_plain(module)}
    before, inspect.sys = inspect.sys, types.SimpleNamespace(modules=plain)
    try:
        inspect.getmodule(fill_module_table.__code__)
    finally:
        inspect.sys = before


def is_plain(module):
    return type(module) is types.ModuleType and type(space_of(module).get("__file__")) is str


def drop_expressions(nodes):
    """Leaves the statements, and the lines of decorators, which is all that is asked for."""
    for node in nodes:
        for name in node._fields:
            if name in BLOCKS:
                drop_expressions(getattr(node, name))
            elif name == "decorator_list":
                node.decorator_list = [ast.Name(lineno=one.lineno) for one in node.decorator_list]
            elif hasattr(node, name):
                delattr(node, name)

"""Makes pytest find what tracebacks show once, and not again for each test that fails there.

What is printed stays the same.

PYTEST_DONT_REWRITE
"""

import ast
import functools
import inspect
import linecache
import os
import pathlib
import sys
import types
import warnings
from bisect import bisect_right

import _pytest._code.code as showing
import _pytest._code.source as sources
from bugsmith_kinds import space_of

# Names in `showing` of functions of absolute paths, whose results do not depend on anything else.
FUNCTIONS_OF_PATHS = ("absolutepath", "bestrelpath")
# Functions of `sources`; a pytest that is without one of them does as it does.
NEEDED = ("findsource", "getstatementrange_ast", "get_statement_startend2")
IS_KNOWN = all(hasattr(sources, name) for name in NEEDED)
# pytest 6 takes decorators for part of the statement before.
KNOWS_DECORATORS = IS_KNOWN and sources.get_statement_startend2(0, ast.parse("@a\ndef b(): pass"))[0] == 0

_is_absolute = os.path.isabs


class Statements:
    """Where the sources of code are, and where the statements in them begin and end."""

    def __init__(self):
        self._find_source, self._find_range, self._find_between = (getattr(sources, name, None) for name in NEEDED)
        self._sources = {}  # File -> its entry in `linecache`, and the source that all code in it has.
        self._texts = {}  # id of such a source -> its text, and the source, which keeps the id its own.
        self._trees = {}
        self._ranges = {}

    def install(self):
        """Has pytest ask here."""
        if not IS_KNOWN:
            return
        sources.get_statement_startend2 = self._between
        for module in (sources, showing):
            module.findsource = self._source
            module.getstatementrange_ast = self._range
        for name in FUNCTIONS_OF_PATHS:
            if hasattr(showing, name):
                setattr(showing, name, remembered_for_absolute(getattr(showing, name)))

    def prepare(self, paths):
        """Reads files on behalf of all forks; returns whether there were any it did not know."""
        fill_module_table()
        is_new = False
        for path in paths:
            try:
                with open(path, encoding="utf-8") as file:
                    text = "\n".join([line.rstrip() for line in file])
                if text not in self._trees:
                    is_new = True
                    self._parse(text)
            except Exception:
                pass  # pytest says what it says when it is asked.
        return is_new

    def _source(self, thing):
        """Source of code, and a line that is asked of other things only."""
        try:
            if type(thing) is not types.CodeType or not _is_absolute(thing.co_filename):
                return self._find_source(thing)
            path, line = thing.co_filename, thing.co_firstlineno - 1
            linecache.checkcache(path)
            entry, source = self._sources.get(path, (None, ()))
            if entry is not None and entry is linecache.cache.get(path) and line < len(source.lines):
                return source, line
        except Exception:
            return self._find_source(thing)
        found = self._find_source(thing)
        entry = linecache.cache.get(path)
        if found[0] is not None and entry is not None:
            self._sources[path] = entry, found[0]
            self._texts[id(found[0])] = str(found[0]), found[0]
        return found

    def _range(self, lineno, source, assertion=False, astnode=None):
        text = self._texts[id(source)][0] if id(source) in self._texts else str(source)
        key = lineno, assertion, text
        if key not in self._ranges:
            self._ranges[key] = self._find_range(lineno, source, assertion, self._parse(text))
        return self._ranges[key]

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
                tree.beginnings = sorted(beginnings(tree.body))
                if tree.beginnings:
                    tree.body = []
            self._trees[text] = tree
        return self._trees[text]

    def _between(self, lineno, node):
        """Asks pytest where the statement of a line begins and ends, among no more statements than those around it."""
        known = getattr(node, "beginnings", None)
        if not known:
            return self._find_between(lineno, node)
        place = bisect_right(known, lineno)
        around = known[place - 1 : place + 1] if place > 0 else [known[0], known[-1]]
        return self._find_between(lineno, ast.Module([ast.Pass(lineno=line + 1) for line in around], []))


def beginnings(nodes):
    """Lines, counted from 0, of statements, handlers and decorators, and those before an `else` or `finally` block."""
    for node in nodes:
        yield node.lineno - 1
        if KNOWS_DECORATORS:
            yield from (decorator.lineno - 1 for decorator in getattr(node, "decorator_list", ()))
        for name in ("orelse", "finalbody"):
            block = getattr(node, name, ())
            if block:
                yield block[0].lineno - 2
            yield from beginnings(block)
        for case in getattr(node, "cases", ()):
            yield from beginnings(case.body)
        yield from beginnings(getattr(node, "handlers", ()))
        yield from beginnings(getattr(node, "body", ()))


def remembered_for_absolute(function):
    """A function of paths that asks for those which are not absolute each time."""
    known = {}

    @functools.wraps(function)
    def find(*paths):
        try:
            return known[paths]
        except (KeyError, TypeError):
            found = function(*paths)
        if all(type(path) in (str, pathlib.PosixPath) and _is_absolute(path) for path in paths):
            known[paths] = found
        return found

    return find


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

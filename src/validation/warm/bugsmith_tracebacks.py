"""Makes pytest find the statements that tracebacks show once, and not again for each test that fails there.

What is printed stays the same.

PYTEST_DONT_REWRITE
"""

import ast
import inspect
import warnings

import _pytest._code.code as showing

FINDER = "getstatementrange_ast"


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
        # The first question makes a table of all modules.
        inspect.getmodule(Statements.prepare.__code__)
        is_new = False
        for path in paths:
            try:
                with open(path, encoding="utf-8") as file:
                    text = "\n".join(line.rstrip() for line in file)
            except (OSError, ValueError):
                continue
            is_new = is_new or text not in self._trees
            self._parse(text)
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
                drop_expressions(tree)
            self._trees[text] = tree
        return self._trees[text]

    def _look_up(self, lineno, source, assertion=False, astnode=None):
        text = str(source)
        key = lineno, assertion, text
        if key not in self._found:
            self._found[key] = self._find(lineno, source, assertion, self._parse(text))
        return self._found[key]


def drop_expressions(tree):
    """Leaves the statements, and the places of decorators, which is all that is asked for."""
    for node in ast.walk(tree):
        for name, value in list(ast.iter_fields(node)):
            if isinstance(value, ast.expr):
                setattr(node, name, None)
            elif isinstance(value, list) and name != "decorator_list":
                setattr(node, name, [one for one in value if not isinstance(one, ast.expr)])

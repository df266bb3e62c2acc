"""Tells whether editing a class that is alive leaves what making it from the new text would have left.

Code of the repository can have a part in making a class: a metaclass, or `__init_subclass__`. It may look at the methods
and keep what it found. So forks make the class anew. When the one from the old text is like the class that is alive, and
that one after the edit is like the one from the new text, and all else in the processes is the same, then the edit is all
there is to the change.

PYTEST_DONT_REWRITE
"""

import ast
import sys
import types
import warnings

from bugsmith_live_classes import edit_class

_compile, _execute = compile, exec
_space, _module = type.__dict__["__dict__"].__get__, type.__dict__["__module__"].__get__
_module_space = types.ModuleType.__dict__["__dict__"].__get__


class Remaking:
    """`fork` does some work in a fork and returns what comes of it, `look` gives a digest of what is not as it was."""

    def __init__(self, state, fork, look):
        self._state = state
        self._fork = fork
        self._look = look

    def is_edited_by(self, edit, kind, split, new, path):
        """Whether a class of the new text is what the class that is alive is after an edit of it."""
        places = [i for i, part in enumerate(split.old.body) if type(part) is ast.ClassDef and part.name == edit.name]
        if len(places) != 1:
            return False  # It is in another class, or not the only one of its name.
        known = self._state.places_without(kind)

        def content(made):
            return [self._state.describe(made, known), list(map(str, _space(made)))]

        def make_and_edit(_):
            made, warned = _make(kind, split.old, places[0], path)
            before = content(made)
            edit_class(made, edit)
            return {"before": before, "after": [content(made), warned, self._look()]}

        def make_anew(_):
            made, warned = _make(kind, ast.parse(new), places[0], path)
            return {"after": [content(made), warned, self._look()]}

        old = self._fork(make_and_edit)
        return old.get("before") == content(kind) and old["after"] == self._fork(make_anew).get("after")


def _make(kind, tree, place, path):
    """What one statement of the module of a class makes, on its own, and what it warns of."""
    futures = [part for part in tree.body if getattr(part, "module", None) == "__future__"]
    # Not executed, but what it imports has a part in what the class is compiled to.
    rest = [part for part in tree.body if part not in futures and part is not tree.body[place]]
    never = ast.fix_missing_locations(ast.If(ast.Constant(False), [ast.Pass(), *rest], []))
    code = _compile(ast.Module([*futures, never, tree.body[place]], []), path, "exec", dont_inherit=True)
    local = {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _execute(code, _module_space(sys.modules[_module(kind)]), local)
    return local[tree.body[place].name], [str(warning.message) for warning in caught]

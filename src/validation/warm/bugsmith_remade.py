"""Tells whether editing a class that is alive leaves what making it from the new text would have left.

Code of the repository can have a part in making a class: a metaclass, or `__init_subclass__`. It may look at the methods
and keep what it found. So the class is made twice, each time in a fork: from the old text and edited, and from the new
text. When neither the two classes nor anything else in the two processes differ, the edit is all there is to the change.

PYTEST_DONT_REWRITE
"""

import ast
import sys
import types

from bugsmith_live_classes import edit_class

_compile, _execute = compile, exec
_space, _module = type.__dict__["__dict__"].__get__, type.__dict__["__module__"].__get__
_module_space = types.ModuleType.__dict__["__dict__"].__get__


class Remaking:
    """`fork` does some work in a fork and returns what comes of it, `describe` and `look` give digests there: of an
    object, and of everything that is not as it was.
    """

    def __init__(self, fork, describe, look):
        self._fork = fork
        self._describe = describe
        self._look = look

    def is_edited_by(self, edit, kind, split, new, path):
        """Whether a class of the new text is what one of the old text is after an edit of it."""
        places = [i for i, part in enumerate(split.old.body) if type(part) is ast.ClassDef and part.name == edit.name]
        if len(places) != 1:
            return False  # It is in another class, or not the only one of its name.
        edited = self._make(kind, split.between, places[0], path, edit)
        return edited is not None and edited == self._make(kind, ast.parse(new), places[0], path, None)

    def _make(self, kind, tree, place, path, edit):
        """What comes out; None if the class cannot be made again."""

        def work(_):
            space = _module_space(sys.modules[_module(kind)])
            made = _execute_statement(tree, place, path, space)
            if edit is not None:
                edit_class(made, edit)
            return {"found": [self._describe(made), list(map(str, _space(made))), self._look()]}

        return self._fork(work).get("found")


def _execute_statement(tree, place, path, space):
    """What one statement of a module makes, on its own."""
    # They decide what annotations are.
    imports = [part for part in tree.body if getattr(part, "module", None) == "__future__"]
    code = _compile(ast.Module([*imports, tree.body[place]], []), path, "exec", dont_inherit=True)
    local = {}
    _execute(code, space, local)
    return local[tree.body[place].name]

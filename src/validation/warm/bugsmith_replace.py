"""Puts changed code into the functions that are alive.

The functions needed are bound here, because the code of the repository may replace those of their modules.
"""

import collections
import gc
import os
import sys
import types
import weakref

from bugsmith_bytecode import Code, nested_codes
from bugsmith_compare import is_identical

_real_path, _is_file, _join, _walk = os.path.realpath, os.path.isfile, os.path.join, os.walk
_collected_objects, _frozen_count = gc.get_objects, gc.get_freeze_count
_freeze, _unfreeze = gc.freeze, gc.unfreeze
_reference = weakref.ref
_frame, _thread_frames = sys._getframe, sys._current_frames

_MODULE_DICT = types.ModuleType.__dict__["__dict__"]
_SUSPENDED = {
    kind: (getattr(kind, prefix + "_frame"), getattr(kind, prefix + "_code"))
    for kind, prefix in (
        (types.GeneratorType, "gi"),
        (types.CoroutineType, "cr"),
        (types.AsyncGeneratorType, "ag"),
    )
}


class LiveFunctions:
    """The functions of files below a directory that are alive now; make it anew after other code ran."""

    def __init__(self, root):
        self._root = _real_path(root)
        self._paths = {}
        self._functions = collections.defaultdict(list)
        self._suspended = collections.defaultdict(list)
        for thing in live_objects():
            kind = type(thing)
            if kind is types.FunctionType:
                self._add(self._functions, thing.__code__, _reference(thing))
            elif kind in _SUSPENDED:
                frame, code = (attribute.__get__(thing) for attribute in _SUSPENDED[kind])
                if frame is not None:
                    self._add(self._suspended, code, code)
        self._modules = set(self._module_paths())

    def is_loaded(self, path):
        """Whether something of a file is in memory."""
        path = _real_path(path)
        return path in self._functions or path in self._suspended or path in self._modules

    def files(self):
        """All files with Python below the root, whether something of them is in memory or not."""
        for directory, names, files in _walk(self._root):
            names[:] = [name for name in names if not name.startswith(".")]
            yield from (_join(directory, name) for name in files if name.endswith(".py"))

    def replace(self, path, comparison, ran_at_import):
        """Gives every function of a file its new code; changes nothing and says False where that cannot be all of it.

        `ran_at_import` tells whether a line ran while the file was imported.
        """
        if comparison.error is not None or comparison.kept is None:
            return False
        path = _real_path(path)
        new_codes = _by_old_code(comparison)
        if new_codes is None or not self._is_idle(path, {code for code, _ in comparison.kept}):
            return False
        references = self._functions.get(path, ())
        functions = [function for function in (refer() for refer in references) if function is not None]
        alive = set()
        for function in functions:
            code = function.__code__
            if code not in new_codes or not _fits(code, *new_codes[code]):
                return False
            alive.add(code)
        # A function that was made, and is in no place it could be found in, may be in one that cannot be seen.
        if any(ran_at_import(code.co_firstlineno) for code in _outermost(comparison.pairs) - alive):
            return False
        for function in functions:
            code = function.__code__
            new = new_codes[code][1]
            if _positions(code) != _positions(new) or code != new:
                function.__code__ = _with_file_name(new, code.co_filename)
        return True

    def _is_idle(self, path, kept):
        """Whether no code of a file is in the middle of its execution that would do something else now."""
        codes = list(self._suspended.get(path, ()))
        frames = [_frame(), *_thread_frames().values()]
        for frame in frames:
            while frame is not None:
                if self.path(frame.f_code.co_filename) == path:
                    codes.append(frame.f_code)
                frame = frame.f_back
        return kept.issuperset(codes)

    def _add(self, index, code, thing):
        path = self.path(code.co_filename)
        if path is not None:
            index[path].append(thing)

    def path(self, name):
        """The path of a file below the root, from the name that code has of it."""
        if name not in self._paths:
            below = _join(self._root, "")
            # A relative name may stem from the time before the code of the repository changed the directory.
            candidates = [_real_path(name), _real_path(_join(self._root, name))]
            found = [path for path in candidates if path.startswith(below) and _is_file(path)]
            self._paths[name] = found[0] if found else None
        return self._paths[name]

    def _module_paths(self):
        for module in list(sys.modules.values()):
            if issubclass(type(module), types.ModuleType):
                name = _MODULE_DICT.__get__(module).get("__file__")
                if type(name) is str:
                    path = self.path(name)
                    if path is not None:
                        yield path


def live_objects():
    """What the garbage collector knows of, frozen or not."""
    if _frozen_count() == 0:
        return _collected_objects()
    _unfreeze()
    found = _collected_objects()
    _freeze()
    return found


def _by_old_code(comparison):
    """Old and new code by old code, or None where two functions cannot be told apart by their old code."""
    found = {}
    for old, new in comparison.pairs + comparison.kept:
        known = found.setdefault(old, (old, new))[1]
        if known is not new and not is_identical(known, new):
            return None
    return found


def _outermost(pairs):
    """The changed functions that a module or class made, unless it called them at once, as comprehensions are."""
    named = [old for old, _ in pairs if old.co_name == "<lambda>" or not old.co_name.startswith("<")]
    pending = [constant for old in named for constant in nested_codes(old)]
    inner = set()
    while pending:
        code = pending.pop()
        inner.add(code)
        pending += nested_codes(code)
    return set(named) - inner


def _fits(code, old, new):
    table = "co_exceptiontable"
    return getattr(code, table, None) == getattr(old, table, None) and code.co_freevars == new.co_freevars


def _positions(code):
    return code.co_firstlineno, getattr(code, "co_linetable", None) or code.co_lnotab


def _with_file_name(code, name):
    """Code that says it is from the file its function was from, so that tracebacks read as before."""
    if code.co_filename == name:
        return code
    constants = tuple(
        _with_file_name(constant, name) if type(constant) is Code else constant for constant in code.co_consts
    )
    return code.replace(co_filename=name, co_consts=constants)

"""Tells whether making a class changed something else of the repository: a registry, a count, an attribute of a base.

PYTEST_DONT_REWRITE
"""

import gc
import operator
import os
import sys
import time

import bugsmith_kinds as kinds
from bugsmith_probes import without_probe

_referents, _is, _clock = gc.get_referents, operator.is_, time.process_time
# A repository with more than that, or with that many classes, is not worth it.
_MAX_OBJECTS = 100000
_MAX_SECONDS = 20


class Surroundings:
    """What there is in the modules of the repository, whose files `is_ours` tells from others."""

    def __init__(self, is_ours):
        self._is_ours = is_ours
        self._own, self._others = {}, {}  # Namespaces by the names of modules.
        self._seconds = 0.0

    def watch(self):
        """A function that tells whether all is as it was when this was called."""
        began = _clock()
        things = self._things() if self._seconds < _MAX_SECONDS else None
        before = None if things is None else list(map(_referents, things))
        self._seconds += _clock() - began

        def is_unchanged():
            return before is not None and all(map(_are_same, before, map(_referents, things)))

        return is_unchanged

    def _things(self):
        self._sort_modules()
        things = [os.environ, *self._own.values()]
        seen = {*map(id, things), *map(id, self._others.values())}
        for thing in things:
            for part in _referents(thing):
                if id(part) not in seen and self._enters(part):
                    seen.add(id(part))
                    things.append(part)
            if len(things) > _MAX_OBJECTS:
                return None
        return things

    def _sort_modules(self):
        for name, module in list(sys.modules.items()):
            space = kinds.space_of(module)
            if space is not None and name not in self._own and name not in self._others:
                path = dict.get(space, "__file__")
                spaces = self._own if type(path) is str and self._is_ours(path) else self._others
                spaces[name] = space

    def _enters(self, part):
        kind = kinds.kind_of(type(part))
        if kind is kinds.CLASS:
            return kinds.module_of(part) in self._own
        return kind is kinds.OBJECT or kind is kinds.FUNCTION or without_probe(part) is not part


def _are_same(before, now):
    return len(before) == len(now) and all(map(_is, before, now))

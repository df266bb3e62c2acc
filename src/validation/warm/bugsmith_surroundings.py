"""Tells whether making a class changed something else: a registry, a count, an attribute of a base class.

PYTEST_DONT_REWRITE
"""

import copyreg
import gc
import logging
import operator
import os
import sys
import time

import bugsmith_kinds as kinds
from bugsmith_probes import without_probe

_REGISTRIES = (os.environ, sys.modules, copyreg.dispatch_table, logging.root.manager)
_id_of, _referents, _is, _clock = kinds.id_of, gc.get_referents, operator.is_, time.process_time
# Where there is more, or it took longer, it counts as changed.
_MAX_OBJECTS = 100000
_MAX_SECONDS = 20


class Surroundings:
    """What there is in the modules of the repository, whose files `is_ours` tells from others, and all other names."""

    def __init__(self, is_ours):
        self._is_ours = is_ours
        self._own, self._others = {}, {}  # Namespaces by the names of modules.
        self._other_ids = set()
        self._seconds = 0.0

    def watch(self):
        """A function that tells whether all is as it was when this was called."""
        began = _clock()
        things = self._things() if self._seconds < _MAX_SECONDS else None
        watched = [*(things or ()), *self._others.values()]
        readable = [thing for thing in things or () if kinds.is_readable(type(thing))]

        def look():
            return _referents(*watched), list(map(kinds.read_state, readable))

        before = look()
        self._seconds += _clock() - began

        def is_unchanged():
            now = look()
            are_same = len(before[0]) == len(now[0]) and all(map(_is, before[0], now[0]))
            return things is not None and are_same and before[1] == now[1]

        return is_unchanged

    def _things(self):
        self._sort_modules()
        seen, found = set(self._other_ids), [*_REGISTRIES, *self._own.values()]
        things = []
        while found:
            things += found
            if len(things) > _MAX_OBJECTS:
                return None
            seen.update(map(_id_of, found))
            parts = {_id_of(part): part for part in _referents(*found) if _id_of(type(part)) not in kinds.ATOM_IDS}
            found = [part for number, part in parts.items() if number not in seen and self._enters(part)]
            seen.update(parts)
        return things

    def _sort_modules(self):
        for name, module in list(sys.modules.items()):
            space = kinds.space_of(module)
            if space is not None and name not in self._own and name not in self._others:
                path = dict.get(space, "__file__")
                is_own = type(path) is str and self._is_ours(path)
                (self._own if is_own else self._others)[name] = space
                if not is_own:
                    self._other_ids.add(_id_of(space))

    def _enters(self, part):
        kind = kinds.kind_of(type(part))
        if kind is kinds.CLASS:
            return kinds.module_of(part) in self._own
        if kind is kinds.MODULE:
            return _id_of(kinds.space_of(part)) not in self._other_ids
        return kind is kinds.OBJECT or kind is kinds.FUNCTION or without_probe(part) is not part

"""Remembers digests of objects for as long as all that was read to make them is as it was.

PYTEST_DONT_REWRITE
"""

import io
import itertools
import operator
import types
import weakref

import bugsmith_kinds as kinds
from bugsmith_digest import DESCRIPTOR_IDS, Writer, is_described, or_never_equal
from bugsmith_references import all_keys, marked, references

# Where less is read, it hardly takes longer to read it again; for all that is remembered there has to be memory.
MIN_OBJECTS, MAX_OBJECTS = 1000, 500000
# How often in a row something may have to be read again although it comes out the same.
MAX_MISSES = 2
# Somebody notices when these go, as when what has a finalizer does.
FINALIZED = (io.IOBase.__base__, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
FINALIZED_IDS = frozenset(map(kinds.id_of, FINALIZED))
_mro, _space = type.__dict__["__mro__"].__get__, type.__dict__["__dict__"].__get__
_is_not, _call_reference, _count_references = operator.is_not, weakref.ref.__call__, weakref.getweakrefcount
_chain, _missing = itertools.chain.from_iterable, object()


class Described:
    """Digests by keys, such as the place of an object.

    What was read for those that are remembered is kept alive, until `forget_changed` finds that it has changed. Nobody
    can notice that, except by a weak reference to it that is made later.
    """

    def __init__(self, places, is_ours):
        self._places = places
        self._is_ours = is_ours
        self._latest = {}
        self._readings = {}
        self._misses = {}

    def forget_changed(self):
        self._readings = {key: reading for key, reading in self._readings.items() if reading.holds()}

    def digest(self, key, owner, name, write):
        """That of what `write` puts into a writer: from what is in an owner, or only what it has under a name."""
        reading = self._readings.get(key)
        if reading is not None:
            self._misses[key] = 0
            return reading.digest
        writer = Writer(self._places, self._is_ours)

        def finish():
            write(writer)
            return writer.hexdigest()

        digest = or_never_equal(finish)
        latest, was_remembered = self._latest.get(key, (None, False))
        is_same = digest == latest
        if is_same and was_remembered:
            self._misses[key] = self._misses.get(key, 0) + 1
        # What changes with a test mostly changes with the next as well, or not for a long time.
        is_remembered = is_same and self._misses.get(key, 0) < MAX_MISSES and self._remember(key, writer, owner, name)
        self._latest[key] = digest, is_remembered
        return digest

    def _remember(self, key, writer, owner, name):
        room = MAX_OBJECTS - sum(reading.size for reading in self._readings.values())
        if not writer.can_be_read_again or not MIN_OBJECTS <= len(writer.read) <= room:
            return False
        try:
            if any(map(is_noticed, writer.read)):
                self._misses[key] = MAX_MISSES
                return False
            self._readings[key] = Reading(self._latest[key][0], writer.read, owner, name, self._is_ours)
        except Exception:
            return False
        return True


class Reading:
    """A digest, and all that was read for it."""

    def __init__(self, digest, read, owner, name, is_ours):
        self.digest = digest
        self.size = len(read)
        self._owner = owner
        self._name = name
        self._is_ours = is_ours
        self._things = [owner, *read] if name is None else read
        self._marked = marked(self._things)
        self._dictionaries = [thing for thing in self._things if issubclass(type(thing), dict)]
        self._unreferred = [thing for thing in read if has_unreferred(thing)]
        self._identities, self._values = self._look()

    def holds(self):
        """Whether all is as it was read."""
        try:
            identities, values = self._look()
        except Exception:
            return False
        return values == self._values and not any(map(differ, identities, self._identities))

    def _look(self):
        named = [] if self._name is None else [dict.get(self._owner, self._name, _missing)]
        referred, starts = references(self._marked)
        keys, key_starts = all_keys(self._dictionaries)
        # Their order is not always that of what a dictionary refers to.
        values = list(_chain(map(dict.values, self._dictionaries)))
        types = list(map(type, self._things))
        names = list(map(kinds.name_of, dict(zip(map(kinds.id_of, types), types)).values()))
        unreferred = [read_unreferred(thing, self._is_ours) for thing in self._unreferred]
        return (named, referred, keys, values, types), (starts, key_starts, names, unreferred)


def differ(before, now):
    """Whether two lists do not have the same objects."""
    return len(before) != len(now) or any(map(_is_not, before, now))


def is_noticed(thing):
    """Whether somebody may wait for a thing to go. A class only goes when garbage is collected."""
    kind = type(thing)
    if kinds.kind_of(kind) is kinds.CLASS:
        return False
    return _count_references(thing) > 0 or is_finalized(kind)


@kinds.by_type
def is_finalized(kind):
    return any(kinds.id_of(base) in FINALIZED_IDS or "__del__" in _space(base) for base in _mro(kind) or ())


def has_unreferred(thing):
    """Whether more is read of a thing than what it refers to."""
    kind = type(thing)
    treatment = kinds.kind_of(kind)
    if treatment is kinds.LEAF:
        return kinds.id_of(kind) in DESCRIPTOR_IDS or issubclass(kind, weakref.ref)
    if treatment in (kinds.CLASS, kinds.MODULE) or kinds.is_ordered(thing):
        return True
    return kinds.is_readable(kind) or bool(kinds.slots_of(kind))


def read_unreferred(thing, is_ours):
    """That, as what can be compared without a method of somebody else."""
    kind = type(thing)
    treatment = kinds.kind_of(kind)
    if treatment is kinds.LEAF:
        if kinds.id_of(kind) in DESCRIPTOR_IDS:
            return kinds.name_of(thing.__objclass__)
        referent = _call_reference(thing)
        return kinds.id_of(referent), kinds.name_of(type(referent))
    if treatment is kinds.MODULE:
        return kinds.identity(dict.get(kinds.space_of(thing), "__name__"))
    if treatment is kinds.CLASS:
        return kinds.name_of(thing), [content_of(thing)] if is_described(thing, is_ours) else []
    return kinds.filled_slots(thing), content_of(thing)


def content_of(thing):
    """What is equal at two moments if nothing has changed between them that gc does not see."""
    if kinds.is_ordered(thing):
        return [kinds.id_of(key) for key, _ in kinds.ordered_items(thing)]
    return kinds.read_state(thing)

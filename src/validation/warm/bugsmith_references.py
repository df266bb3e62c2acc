"""What many objects refer to, in one list, so that two such lists are compared at once.

PYTEST_DONT_REWRITE
"""

import gc
import itertools
import operator
from bisect import bisect_right

_referents, _chain, _is_not = gc.get_referents, itertools.chain.from_iterable, operator.is_not
_MARK = object()
_MARKER = (_MARK,)


def marked(things):
    """Things that each are followed by a mark, so that it is known which of them refers to what."""
    return list(_chain((thing, _MARKER) for thing in things))


def references(marked):
    """What things refer to, and where in that list the part of each begins."""
    referred = _referents(*marked)
    marks = map(operator.is_, referred, itertools.repeat(_MARK))
    return referred, [0, *itertools.compress(itertools.count(1), marks)]


def all_keys(dictionaries):
    """The same for the keys of dictionaries."""
    lengths = itertools.accumulate(map(dict.__len__, dictionaries))
    return list(_chain(map(dict.__iter__, dictionaries))), [0, *lengths]


def differing(before, starts, now, now_starts):
    """Numbers of the parts of two lists that may differ."""
    if starts == now_starts:
        places = itertools.compress(itertools.count(), map(_is_not, before, now))
        return {bisect_right(starts, place) - 1 for place in places}
    spans = zip(starts, starts[1:], now_starts, now_starts[1:])
    return [
        number
        for number, (start, end, now_start, now_end) in enumerate(spans)
        if end - start != now_end - now_start or any(map(_is_not, before[start:end], now[now_start:now_end]))
    ]

"""What tests leave to others without a bug, to tell whether what they leave with one is nothing else.

A test that leaves something, such as a cache it fills, has to run before any that may find it there: only then is what
a selected test meets what it would meet in a run of all tests.

PYTEST_DONT_REWRITE
"""

import time
from bisect import bisect_right

from bugsmith_selection import read_ranges
from bugsmith_sharing import Needed

_processor_time = time.process_time


class Leavers:
    """The tests that leave something."""

    def __init__(self, names, groups, sharing, executors, is_known):
        """`groups` are those of `Leaving` in `coverage.ts`; `sharing` is a `Sharing` of the same tests.

        `executors` finds the tests that execute lines of a file. `is_known` tells of the test at a position whether it
        is known which code it executes.
        """
        self._names = names
        self._is_known = is_known
        positions = {name: position for position, name in enumerate(names)}
        self._sharing = sharing
        self._groups = {}  # Position -> number of a group.
        # Numbers of groups: those that any test may meet, and the others by the name of a test that may.
        self._met_by_all, self._met_by = set(), {}
        for number, group in enumerate(groups):
            self._groups.update((positions[name], number) for name in group["tests"] if name in positions)
            if group["lines"] is None:
                self._met_by_all.add(number)
                continue
            for path, text in group["lines"].items():
                for name in executors(path, read_ranges(text)):
                    self._met_by.setdefault(name, set()).add(number)

    def among(self, positions):
        """Those at these positions, which are sorted."""
        return tuple(position for position in positions if position in self._groups)

    def stand_alone(self, positions):
        """Whether the tests there neither leave something nor share what others set up."""
        return not any(position in self._groups or self._sharing.concerns(position) for position in positions)

    def needed_by(self, chosen, needs_all=False):
        """The other tests that a run of those at some sorted positions needs, so that each of these meets what it
        would meet in a run of all: what others leave that it may find, or all that others leave, and fixtures as
        they were made then. Those that are needed have needs of their own.
        """
        chosen_ones, met, found, fixtures = frozenset(chosen), set(self._met_by_all), [], Needed(self._sharing)
        for position in range(chosen[-1], -1, -1):
            group = self._groups.get(position)
            is_met = group is not None and (needs_all or group in met)
            if position in chosen_ones or is_met or fixtures.wants(position):
                if position not in chosen_ones:
                    found.append(position)
                fixtures.run(position)
                needs_all = needs_all or not self._is_known(position)
                met |= self._met_by.get(self._names[position], frozenset())
            fixtures.leave_behind(position)
        return found[::-1]


class Leftovers:
    """States as digests, None for one as it was before any test."""

    def __init__(self):
        self._states = {}  # Those of the tests that leave something which ran -> the state they left.

    def knows(self, leavers, position):
        ran = leavers[: bisect_right(leavers, position)]
        return not ran or ran in self._states

    def is_clean(self, leavers, position, state):
        """Whether it is what these tests leave at a position, which must be known."""
        return self._states.get(leavers[: bisect_right(leavers, position)]) == state

    def learn(self, leavers, position, state):
        self._states[leavers[: bisect_right(leavers, position)]] = state


class Gaps:
    """The places of a run where tests are left out; called with the position before one of them, in a fork.

    `look` returns the state there. `begins` are the positions of the tests that may have changed it, sorted.
    `is_wrong` is told position and state, and whether nothing may be left out from there on.
    """

    def __init__(self, look, begins, is_wrong=lambda position, state: False):
        self._look = look
        self._begins = begins
        self._is_wrong = is_wrong
        self._done = 0
        self.states, self.seconds, self.went_on = [], [], None

    def __call__(self, position):
        begun = bisect_right(self._begins, position)
        if begun == self._done:
            return False
        self._done = begun
        began = _processor_time()
        state = self._look()
        self.seconds.append(_processor_time() - began)
        if self._is_wrong(position, state):
            self.went_on = position
            return True
        self.states.append([position, state])
        return False

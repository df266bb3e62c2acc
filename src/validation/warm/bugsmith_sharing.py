"""Which test sets up a fixture that several share, and which of these tests a run of some needs therefore.

A fixture is made by the first test that uses it. Where that one does not run, the next one makes it, and that is
too late when a test between them has changed what it is made from.

PYTEST_DONT_REWRITE
"""

import pytest


class SetUps:
    """Notes when shared fixtures are set up and torn down; `position` is that of the test which runs."""

    def __init__(self):
        self.position = 0
        self.found = []  # Lists of the id of a definition, and the positions where it was set up and torn down.
        self._alive = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if fixturedef.scope != "function" and not _is_of_pytest(fixturedef):
            self._alive[id(fixturedef)] = made = [id(fixturedef), self.position, None]
            self.found.append(made)

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_post_finalizer(self, fixturedef, request):
        made = self._alive.pop(id(fixturedef), None)
        if made is not None:
            made[2] = self.position

    def definitions(self):
        return sorted({made[0] for made in self.found})


def _is_of_pytest(definition):
    """Whether pytest itself defines it, for all tests; what it makes then depends on no test."""
    module = getattr(definition.func, "__module__", None)
    return getattr(definition, "baseid", "") == "" and str(module).partition(".")[0] == "_pytest"


def describe_sharing(found, used, names):
    """What `SharedFixture` in `coverage.ts` describes, of those where it can matter which test runs.

    `found` is that of a `SetUps` of all tests, `used` has the definitions that the test at each position uses.
    """
    next_set_up, described = {}, []
    for definition, first, end in reversed(found):
        stop = min(next_set_up.get(definition, len(names)), len(names) if end is None else end + 1)
        next_set_up[definition] = first
        users = [first, *(position for position in range(first + 1, stop) if definition in used.get(position, ()))]
        if end == len(names) - 1:
            end = None  # Nobody comes after it.
        last = users[-1] if end is None else max(users[-1], end)
        if len(users) <= last - first:
            described.append(
                {
                    "setUpBy": names[first],
                    "usedBy": [names[position] for position in users],
                    "tornDownAfter": None if end is None else names[end],
                }
            )
    return described[::-1]


class Sharing:
    """The shared fixtures, as numbers, by the position of tests that have to do with them."""

    def __init__(self, fixtures, positions):
        """`fixtures` are those that `describe_sharing` describes."""
        self.set_up_by, self.used_by, self.torn_down_after = {}, {}, {}
        for number, fixture in enumerate(fixtures):
            for found, names in (
                (self.set_up_by, [fixture["setUpBy"]]),
                (self.used_by, fixture["usedBy"]),
                (self.torn_down_after, [fixture["tornDownAfter"]]),
            ):
                for name in names:
                    if name in positions:
                        found.setdefault(positions[name], set()).add(number)


class Needed:
    """The shared fixtures that the tests of a run need, as one goes through them from the last to the first."""

    def __init__(self, sharing):
        self._sharing = sharing
        # Whether a test runs that may change what a fixture is made from, before the first one that runs and uses it.
        self._is_late = {}

    def wants(self, position):
        """Whether the test there has to run, because it sets one up which would come too late otherwise."""
        return any(self._is_late.get(number, False) for number in self._sharing.set_up_by.get(position, ()))

    def run(self, position):
        used = self._sharing.used_by.get(position, frozenset())
        torn_down = self._sharing.torn_down_after.get(position, frozenset())
        self._is_late = {number: number not in used for number in {*self._is_late, *used, *torn_down}}

    def leave_behind(self, position):
        for number in self._sharing.set_up_by.get(position, ()):
            self._is_late.pop(number, None)

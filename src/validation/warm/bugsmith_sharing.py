"""Which test sets up a fixture that several share, and which of these tests a run of some needs therefore.

A fixture is made by the first test that uses it. Where that one does not run, the next one makes it, and that is
too late when something has changed by then what it is made from: a test between them, or what comes before it in the
test that makes it.

PYTEST_DONT_REWRITE
"""

import collections

import pytest

# A fixture as it was set up: the id of its definition, which of its parameters it has, the position of the test, whether
# the test had done something before, and the position of the test at whose end, or in which, it was torn down.
SetUp = collections.namedtuple("SetUp", "definition parameter position is_late end")


class SetUps:
    """Notes how shared fixtures are set up; `position` is that of the test which runs."""

    def __init__(self):
        self.position = 0
        self.found = []
        self._alive = {}  # Definition -> its place in what was found.
        self._is_late = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self):
        self._is_late = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self):
        self._is_late = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if _is_of_pytest(fixturedef):
            return
        if fixturedef.scope == "function":
            self._is_late = True
            return
        parameter = getattr(request, "param_index", 0)
        self._alive[id(fixturedef)] = len(self.found)
        self.found.append(SetUp(id(fixturedef), parameter, self.position, self._is_late, None))

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_post_finalizer(self, fixturedef, request):
        number = self._alive.pop(id(fixturedef), None)
        if number is not None:
            self.found[number] = self.found[number]._replace(end=self.position)


def _is_of_pytest(definition):
    """Whether pytest itself defines it, for all tests; what it makes then depends on no test."""
    module = getattr(definition.func, "__module__", None)
    return getattr(definition, "baseid", "") == "" and str(module).partition(".")[0] == "_pytest"


def describe_sharing(found, alone, leaving, names):
    """What `SharedFixture` in `coverage.ts` describes, of those where it can matter which tests run.

    `found` is that of a `SetUps` of all tests, `alone` has by position what the test there sets up when it is alone:
    definitions, and whether it had done something before. `leaving` are the tests that leave something.
    """
    users, needing = [[] for _ in found], [[] for _ in found]
    current, done = {}, 0
    for position in range(len(names)):
        while done < len(found) and found[done].position == position:
            current[found[done].definition] = done
            done += 1
        before = -1
        for definition, is_late in alone.get(position, ()):
            number = current.get(definition)
            if number is None or (found[number].end is not None and found[number].end < position):
                before = len(found)  # It is made at another time then.
                continue
            if found[number].position == position or not (is_late or found[number].is_late or before > number):
                users[number].append(position)
            else:
                needing[number].append(position)
            before = max(before, number)
    _need_others_between(found, users, needing)
    for number, fixture in enumerate(found):
        if fixture.end is not None and names[fixture.end] in leaving and fixture.end not in users[number]:
            needing[number].append(fixture.end)
        others = {*users[number], *needing[number]} - {fixture.position}
        if others and (needing[number] or len(others) < max(others) - fixture.position):
            yield {
                "setUpBy": names[fixture.position],
                "usedBy": [names[position] for position in users[number]],
                "neededBy": [names[position] for position in sorted(set(needing[number]))],
            }


def _need_others_between(found, users, needing):
    """One that is made anew, because others were made from its definition since, would be kept without them."""
    latest, seen = {}, set()
    for number, fixture in enumerate(found):
        before = latest.get(fixture.definition)
        if before is not None and found[before].end == fixture.position:
            if (fixture.definition, fixture.parameter) in seen:
                needing[before] += users[number] + needing[number]
        latest[fixture.definition] = number
        seen.add((fixture.definition, fixture.parameter))


class Sharing:
    """The shared fixtures, as numbers, by the position of tests that have to do with them."""

    def __init__(self, fixtures, names):
        self.set_up_by, self.used_by, self.needed_by = {}, {}, {}
        positions = {name: position for position, name in enumerate(names)}
        for number, fixture in enumerate(fixtures):
            for found, tests in (
                (self.set_up_by, [fixture["setUpBy"]]),
                (self.used_by, fixture["usedBy"]),
                (self.needed_by, fixture["neededBy"]),
            ):
                for name in tests:
                    if name in positions:
                        found.setdefault(positions[name], set()).add(number)

    def concerns(self, position):
        return position in self.used_by or position in self.needed_by


class Needed:
    """The shared fixtures that the tests of a run need, as one goes through them from the last to the first."""

    def __init__(self, sharing):
        self._sharing = sharing
        # Whether the first test that runs and uses it would make it too late.
        self._is_late = {}

    def wants(self, position):
        """Whether the test there has to run, because it sets one up which would be made too late otherwise."""
        return any(self._is_late.get(number, False) for number in self._sharing.set_up_by.get(position, ()))

    def run(self, position):
        used = self._sharing.used_by.get(position, frozenset())
        needed = self._sharing.needed_by.get(position, frozenset())
        self._is_late = {number: number not in used for number in {*self._is_late, *used, *needed}}

    def leave_behind(self, position):
        for number in self._sharing.set_up_by.get(position, ()):
            self._is_late.pop(number, None)

"""Runs some tests of a session as they would run among all of them, and looks at what they leave to the others.

PYTEST_DONT_REWRITE
"""

import os
import threading

import pytest
from bugsmith_tree import describe as describe_file
from bugsmith_tree import walk

FACTORIES = frozenset(("tmp_path_factory", "tmpdir_factory"))
# Bound here: tests replace functions of these modules, and bugs do.
_length = len
_shutdown, _enumerate, _scandir = threading._shutdown, threading.enumerate, os.scandir


def run_items(session, everything, positions, recorder, beat, look=None):
    """Runs the tests at some positions; returns the exit status pytest would have.

    `look` is called with the position before tests that are left out, when what they would share with the last one
    is still alive. If it says so, they are not left out, nor are any that follow.
    """
    pending = list(positions)
    session.items = [everything[position] for position in pending]
    session.testscollected = _length(pending)
    recorder.record("session-start")
    recorder.record_collected([str(item.nodeid) for item in session.items])
    try:
        number = 0
        while number < _length(pending):
            position = pending[number]
            beat(position)
            number += 1
            item, following = everything[position], item_at(everything, pending[number : number + 1])
            successor = item_at(everything, [position + 1]) if look else following
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=successor)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
            if successor is not following:
                if look(position):
                    pending[number:] = range(position + 1, _length(everything))
                    recorder.record_collected([str(everything[position].nodeid) for position in pending])
                else:
                    tear_down(session, item, following)
        status = 1 if session.testsfailed else 0
    except session.Failed:
        status = 1
    except (KeyboardInterrupt, session.Interrupted, pytest.exit.Exception):
        status = 2
    except BaseException:
        status = 3
    recorder.record("session-finish", exitStatus=status)
    return status


def item_at(everything, positions):
    """The test at the first of these positions, None where there is none."""
    return everything[positions[0]] if positions and positions[0] < _length(everything) else None


def file_of(item):
    """The path of the file a test is in."""
    if hasattr(pytest, "version_tuple"):
        return str(item.path)
    return str(item.fspath)  # pytest 6


def tear_down(session, item, following):
    """Ends the fixtures that the following test does not share."""
    if hasattr(pytest, "version_tuple"):
        session._setupstate.teardown_exact(following)
    else:  # pytest 6
        session._setupstate.teardown_exact(item, following)


def print_summary(session, is_full):
    """Prints what pytest prints at the end of a session: failures with their tracebacks, until there is enough."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    index_tear_downs(reporter, is_full)
    for name in ("summary_errors", "summary_failures", "short_test_summary", "summary_stats"):
        try:
            getattr(reporter, name)()
        except Full:
            return
        except BaseException:
            pass  # Another reporter, or one that tests have broken.


class Full(BaseException):
    """There is as much output as is kept."""


def index_tear_downs(reporter, is_full=lambda: False):
    """Lets pytest find what the tear-down of a test printed without a search among all tests for each that failed."""
    found = {}
    try:
        for report in reporter.getreports(""):
            if report.when == "teardown":
                found.setdefault(str(report.nodeid), []).append(report)
        reporter._get_teardown_reports  # pytest asks it for each test.
    except Exception:
        return

    def get(test):
        if is_full():
            raise Full
        return found.get(str(test), [])

    reporter._get_teardown_reports = get


def end_threads():
    """Waits for the threads that Python waits for before it ends."""
    if any(not thread.daemon for thread in _enumerate()[1:]):
        _shutdown()


class SharedFixtures:
    """Tells which fixtures that several tests share are no longer as their set-up made them."""

    def __init__(self, describe):
        self._describe = describe
        self._made = {}  # id of a definition -> it, its value, and its directories
        self.changed = []  # The values that were no longer as they were when it was last asked for changes.

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if fixturedef.scope == "function":
            yield
            return
        before = temporary_directories(fixturedef, request)
        yield
        made = sorted(temporary_directories(fixturedef, request) - before)
        self._made[id(fixturedef)] = fixturedef, self._value(fixturedef), {path: walk([path]) for path in made}

    def changes(self):
        """Texts that can be compared."""
        found, self.changed = [], []
        for definition, value, directories in self._made.values():
            now = self._value(definition)
            if now is not None and now != value:  # It is None when it was torn down.
                self.changed.append(definition.cached_result[0])
                found.append("fixture {} {}".format(definition.argname, now))
            for directory, entries in directories.items():
                if walk([directory]) != entries:
                    found += ["{} {}".format(path, describe_file(path, e)) for path, e in walk([directory]).items()]
        return sorted(found)

    def _value(self, definition):
        result = definition.cached_result
        return None if result is None else self._describe(result[0])


def temporary_directories(fixturedef, request):
    """Those a fixture may share with tests; tests have their own besides, which no other looks into."""
    factory = getattr(request.config, "_tmp_path_factory", None)
    base = None if FACTORIES.isdisjoint(fixturedef.argnames) else getattr(factory, "_basetemp", None)
    try:
        return set() if base is None else {entry.path for entry in _scandir(str(base))}
    except OSError:
        return set()

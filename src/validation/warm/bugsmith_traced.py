"""The traced runs: which lines each test executes, and which methods it looks up."""

import json
import os
import sys
import time

from bugsmith_children import Beats
from bugsmith_collected import Collected
from bugsmith_digest import never_equal
from bugsmith_items import print_summary, run_items
from bugsmith_selection import write_ranges
from bugsmith_sharing import SetUps, describe_sharing

_clock = time.monotonic
# Numbers of the runs, as `trace-suite.ts` knows them; that of the cold one is in `bugsmith_warm.py`.
ALONE, WARM, PROBED_ALONE, PROBED = 0, 1, 3, 4


def differing(before, now):
    """Keys that do not have the same value in both dictionaries."""
    return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}


class Traced(Collected):
    """Runs each test alone and traced, then all of them."""

    def __init__(self, tracer, *arguments):
        super().__init__(*arguments)
        self._tracer = tracer
        self._began = _clock()
        self._set_ups = SetUps()
        self._set_up_alone = {}  # Position -> the shared fixtures, as `describe_sharing` takes them.

    def _work(self, session):
        # What this process itself reads is no test's doing; its forks are not paused.
        with self._tracer.paused():
            self._imported = self._tracer.take()
            self._enter(session)
            self._remember()
            self._trace()

    def _trace(self):
        self._report_import()
        self._session.config.pluginmanager.register(self._set_ups, "bugsmith-set-ups")
        for position, name in enumerate(self._names):
            self._recorder.mark(ALONE)
            run = self._isolate(position, name)
            self._tree.restore()
            self._set_up_alone[position] = run.message.get("setUps", ())
            if run.message == {}:
                self._recorder.fact("crashed", id=name)
        self._trace_in_order()
        self._tree.restore()
        self._tracer.stop()
        # The tracer is no longer part of it.
        self._remember()
        self._session.config.pluginmanager.register(self._fixtures, "bugsmith-fixtures")
        self._recorder.mark(WARM)
        self._output.begin()
        self._watch_in_order()
        self._tree.restore()

    def _report_import(self):
        modules = [
            name
            for name, module in list(sys.modules.items())
            if type(name) is str and not name.startswith("bugsmith_") and name != "__main__"
        ]
        self._answer({"modules": modules, "rewritten": self._job["rewrittenModules"].asked()})
        self._recorder.fact(
            "importing",
            seconds=_clock() - self._began,
            lines=compress(self._imported["lines"]),
            reads=sorted({*self._imported["reads"], *self._job["untraced"]}),
        )

    def _isolate(self, position, name):
        def work(beat):
            self._recorder.adopt()
            began = _clock()
            status = run_items(self._session, self._items, [position], self._recorder, beat)
            seconds = _clock() - began
            record = self._tracer.take()
            self._recorder.fact(
                "traced",
                id=name,
                tracedSeconds=seconds,
                lines=compress(record["lines"]),
                reads=record["reads"],
                unknown=record["unknown"],
            )
            set_ups = [(set_up.definition, set_up.is_late) for set_up in self._set_ups.found]
            return {"status": status, "setUps": set_ups}

        return self._fork(work, self._job["timeout"])

    def _trace_in_order(self):
        """What a test executes after others is less where they have filled caches, and more where they left things."""

        def work(beat):
            def begin(position):
                record = self._tracer.take()
                if position > 0:
                    lines = compress(record["lines"])
                    self._recorder.fact("in-order", id=self._names[position - 1], lines=lines, reads=record["reads"])
                beat(position)

            self._recorder.adopt_facts()
            run_items(self._session, self._items, range(len(self._items)), self._recorder, begin)
            begin(len(self._items))
            return {}

        self._fork(work, self._job["timeout"] * len(self._names))

    def _watch_in_order(self):
        """Runs all tests, and tells which of them leave something, and the lines of the code that has a way to it."""

        def work(beat):
            reach = self._state.reach()
            latest, left = self._look_apart(), {}

            def begin(position):
                nonlocal latest
                before, latest = latest, self._look_apart()
                if latest != before:
                    places = differing(before[0], latest[0])
                    reach.follow(places)
                    if before[1] != latest[1]:
                        reach.open([*self._state.nameless(), *self._fixtures.changed])
                    # Objects can be told apart by who has a way to them; the rest is everybody's.
                    places = frozenset(places) if before[1] == latest[1] else None
                    left.setdefault(places, []).append(self._names[position - 1])
                self._set_ups.position = position
                beat(position)

            self._recorder.adopt()
            status = run_items(self._session, self._items, range(len(self._items)), self._recorder, begin)
            begin(len(self._items))
            # Now, because a later test may have made a way to what an earlier one left.
            with Beats.paused():
                self._report_leaving(reach, left)
                self._report_sharing({name for tests in left.values() for name in tests})
            print_summary(self._session, self._output.is_full)
            return {"status": status}

        run = self._fork(work, self._job["timeout"] * len(self._names))
        if run.message == {}:
            self._recorder.fact("leaving", tests=self._names, lines=None)

    def _report_leaving(self, reach, left):
        groups = {}
        for places, tests in left.items():
            lines = None if places is None else reach.lines(places)
            lines = None if lines is None else compress(lines)
            groups.setdefault(json.dumps(lines, sort_keys=True), (lines, []))[1].extend(tests)
        for lines, tests in groups.values():
            self._recorder.fact("leaving", tests=tests, lines=lines)

    def _report_sharing(self, leaving):
        for fixture in describe_sharing(self._set_ups.found, self._set_up_alone, leaving, self._names):
            self._recorder.fact("sharing", **fixture)

    def _look_apart(self):
        """What is not as it was: digests of objects by their place, and everything else."""
        try:
            parts = self._state.parts()
        except Exception:
            parts = {"state": never_equal()}
        objects = {place: parts.pop(place) for place in list(parts) if type(place) is not str}
        return objects, [parts, self._fixtures.changes(), self._tree.changes(())]


class Probed(Collected):
    """Runs each test alone, then all of them, with probes in the place of methods."""

    def __init__(self, tracer, *arguments):
        super().__init__(*arguments)
        self._tracer = tracer

    def _work(self, session):
        found = self._tracer.take()
        self._enter(session)
        self._recorder.fact("sought-at-import", found=found, watched=self._tracer.watched())
        for position, name in enumerate(self._names):
            self._recorder.mark(PROBED_ALONE)
            self._look_up_alone(position, name)
            self._tree.restore()
        self._recorder.mark(PROBED)
        self._look_up_in_order()
        self._tree.restore()

    def _look_up_alone(self, position, name):
        def work(beat):
            self._recorder.adopt()
            status = run_items(self._session, self._items, [position], self._recorder, beat)
            self._recorder.fact("sought", id=name, found=self._tracer.take())
            return {"status": status}

        self._fork(work, self._job["timeout"])

    def _look_up_in_order(self):
        def work(beat):
            def begin(position):
                found = self._tracer.take()
                if position > 0:
                    self._recorder.fact("sought-in-order", id=self._names[position - 1], found=found)
                beat(position)

            self._recorder.adopt()
            run_items(self._session, self._items, range(len(self._items)), self._recorder, begin)
            begin(len(self._items))
            return {}

        self._fork(work, self._job["timeout"] * len(self._names))


def compress(lines):
    return {path: write_ranges(sorted(found)) for path, found in sorted(lines.items())}

"""The traced runs: which lines each test executes, and which methods it looks up."""

import os
import sys
import time

from bugsmith_collected import Collected
from bugsmith_items import run_items
from bugsmith_selection import write_ranges

_clock = time.monotonic
# Numbers of the runs, as `trace-suite.ts` knows them; that of the cold one is in `bugsmith_warm.py`.
ALONE, WARM, PROBED_ALONE, PROBED = 0, 1, 3, 4


class Traced(Collected):
    """Runs each test alone and traced, then all of them."""

    def __init__(self, tracer, *arguments):
        super().__init__(*arguments)
        self._tracer = tracer
        self._began = _clock()

    def _work(self, session):
        # What this process itself reads is no test's doing; its forks are not paused.
        with self._tracer.paused():
            self._imported = self._tracer.take()
            self._enter(session)
            self._remember()
            self._trace()

    def _trace(self):
        self._report_import()
        for position, name in enumerate(self._names):
            self._recorder.mark(ALONE)
            run = self._isolate(position, name)
            self._tree.restore()
            if run.message == {}:
                self._recorder.fact("crashed", id=name)
        self._trace_in_order()
        self._tree.restore()
        self._tracer.stop()
        self._recorder.mark(WARM)
        self._output.begin()
        self._run(list(range(len(self._items))), {}, {})
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
            return {"status": status}

        return self._fork(work, [name], self._job["timeout"])

    def _trace_in_order(self):
        """What a test executes after others is less where they have filled caches, and more where they left things."""

        def work(beat):
            def begin(number):
                record = self._tracer.take()
                if number > 0:
                    lines = compress(record["lines"])
                    self._recorder.fact("in-order", id=self._names[number - 1], lines=lines, reads=record["reads"])
                beat(number)

            self._recorder.adopt_facts()
            run_items(self._session, self._items, range(len(self._items)), self._recorder, begin)
            begin(len(self._items))
            return {}

        self._fork(work, self._names, self._job["timeout"] * len(self._names))


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

        self._fork(work, [name], self._job["timeout"])

    def _look_up_in_order(self):
        def work(beat):
            def begin(number):
                found = self._tracer.take()
                if number > 0:
                    self._recorder.fact("sought-in-order", id=self._names[number - 1], found=found)
                beat(number)

            self._recorder.adopt()
            run_items(self._session, self._items, range(len(self._items)), self._recorder, begin)
            begin(len(self._items))
            return {}

        self._fork(work, self._names, self._job["timeout"] * len(self._names))


def compress(lines):
    return {path: write_ranges(found) for path, found in lines.items()}

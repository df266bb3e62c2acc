"""A pytest session that has collected its tests, and runs them in forks of itself."""

import base64
import gc
import hashlib
import json
import os
import random
import sys
import tempfile
import time
import warnings

import bugsmith_hypothesis as hypothesis
import pytest
from bugsmith_children import Beats, adopt_orphans, flush, fork_child, watch
from bugsmith_classes import split_class_changes
from bugsmith_compare import compare_sources, compare_trees
from bugsmith_digest import never_equal
from bugsmith_items import SharedFixtures, end_threads, file_of, print_summary, run_items
from bugsmith_leftovers import Gaps, Leavers, Leftovers
from bugsmith_live_classes import LiveClasses, edit_class, is_plainly_made
from bugsmith_lookups import ALL
from bugsmith_reach import names_more
from bugsmith_remade import Remaking
from bugsmith_replace import LiveFunctions
from bugsmith_sharing import Sharing
from bugsmith_state import StateSnapshot
from bugsmith_tree import Tree

_exit, _write, _processor_time, _hash = os._exit, os.write, time.process_time, hashlib.sha256
_write_at, _read_at, _truncate = os.pwrite, os.pread, os.ftruncate
_dumps, _loads = json.JSONEncoder().encode, json.JSONDecoder().decode
NOTHING = [None, [], []]
# What pytest adds to the duration of a test.
TEST_SECONDS = 0.001


class Run:
    """What is known of a run of tests in a fork."""

    def __init__(self, outcome, message):
        self.outcome = outcome
        self.message = message or {}

    @property
    def replaced(self):
        return self.message.get("replaced", True)

    @property
    def states(self):
        return self.message.get("states", [])

    @property
    def went_on(self):
        return self.message.get("wentOn")

    @property
    def complete(self):
        return self.message.get("status") in (0, 1)


class Change:
    """What becomes of a file: of its functions by a comparison, and of its classes by edits."""

    def __init__(self, comparison, edits=()):
        self.comparison = comparison
        self.edits = edits
        self.kinds = ()

    def lines(self):
        """Those on which the change can be noticed, and those which make the classes."""
        return [*self.comparison.lines, *(edit.line for edit in self.edits)]

    def keys(self, path):
        """Look-ups that can come out differently."""
        yield ALL
        for edit in self.edits:
            for name in (*edit.removed, ALL):
                yield "{}:{}.{}".format(path, edit.name, name)


class Collected:
    """Takes the place of pytest's own loop over the tests; never returns from it."""

    def __init__(self, job, recorder, output, coverage, requests, answers):
        self._job = job
        self._recorder = recorder
        self._output = output
        self._coverage = coverage
        self._requests = requests
        self._answers = answers
        self._leftovers = Leftovers()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        try:
            adopt_orphans()
            self._work(session)
        except BaseException as error:
            self._answer({"verdict": "plain", "reason": "{}: {}".format(type(error).__name__, error)})
        finally:
            _exit(0)

    def _work(self, session):
        self._enter(session)
        self._remember()
        session.config.pluginmanager.register(self._fixtures, "bugsmith-fixtures")
        self._answer({"ready": True})
        with os.fdopen(self._requests, "rb", closefd=False) as requests:
            for line in requests:
                self._answer(self._judge(int(line)))

    def _enter(self, session):
        # Kept, because the file is closed with it.
        self._message_file = tempfile.TemporaryFile(dir=self._job["private"])
        self._message = self._message_file.fileno()
        self._session = session
        self._items = list(session.items)
        self._names = [str(item.nodeid) for item in self._items]
        if self._coverage is not None:
            coverage = self._coverage
            sharing = Sharing(coverage.sharing, self._names)
            self._leavers = Leavers(self._names, coverage.leaving, sharing, coverage.executors, self._is_known)
        self._root = self._job["root"]
        self._tree = Tree(self._root, os.environ.get("HOME"), self._job["scratch"], self._job["private"])

    def _remember(self):
        """Takes the state which runs are compared with."""
        hypothesis.set_up()
        gc.collect()
        self._live = LiveFunctions(self._root)
        self._state = StateSnapshot(self._root)
        self._classes = LiveClasses(self._live, self._state.is_ours)
        self._remaking = Remaking(self._state, self._fork_apart, self._look)
        self._fixtures = SharedFixtures(self._state.describe)
        gc.freeze()
        began = _processor_time()
        self._look()
        self._look_seconds = _processor_time() - began

    def _look(self, files=()):
        """A digest of what is not as it was, None when all is; a candidate's own files do not count."""
        found = [self._state.difference(), self._fixtures.changes(), self._tree.changes(files)]
        return None if found == NOTHING else digest(found)

    def _answer(self, answer):
        data = (_dumps(answer) + "\n").encode("ascii")
        while data:
            data = data[_write(self._answers, data) :]

    # --- Candidates ---

    def _judge(self, index):
        try:
            return self._test(self._job["items"][index], index)
        except Exception as error:
            reason = "{}: {}".format(type(error).__name__, error)
            return {"verdict": "plain", "reason": reason, "damaged": self._tree.restore()}

    def _test(self, item, index):
        files = {file["path"]: decode(file["content"]) for file in item["files"]}
        coverage = self._coverage
        changes, names, cold, differs, mode = {}, set(), False, False, "warm"
        for file in item["files"]:
            path = file["path"]
            names |= coverage.readers(path)
            old, new = self._tree.original(path), files[path]
            if not path.endswith(".py") or old is None:
                # A configuration, or a module in the place of another, may have been read by this process.
                return {"verdict": "plain", "reason": "{} is no module that was there before".format(path)}
            if new is None or coverage.is_read_at_import(path):
                cold = True
                continue
            comparison = compare_sources(old, new, self._tree.path(path))
            if comparison.error is not None:
                return {"verdict": "syntax-error", "reason": "{}: {}".format(path, comparison.error)}
            if coverage.depends_on_order(path, comparison.lines):
                mode = "order"
            # Also where only lines moved, for tests that read the text.
            changes[path] = Change(comparison)
            if not comparison.same:
                differs = True
                names |= coverage.executors(path, comparison.lines)
                if coverage.runs_at_import(path, comparison.lines):
                    change = self._change_classes(path, old, new, comparison)
                    if change is None:
                        cold = True
                        continue
                    changes[path] = change
                    lines, keys = change.lines(), change.keys(path)
                    names |= coverage.executors(path, lines) | coverage.seekers(keys)
                    if coverage.depends_on_order(path, lines) or coverage.is_sought_by_order(keys):
                        mode = "order"
        if cold:
            return {"verdict": "cold", "mode": "import"}
        # These may read the text, which differs even where the bytecode does not.
        names |= coverage.unknown
        positions = [
            position
            for position, name in enumerate(self._names)
            if name in names or not coverage.knows(name)
        ]
        if not positions and mode == "warm":
            return {"verdict": "not-covered" if differs else "equivalent"}
        return self._test_warm(files, changes, positions, index, mode)

    def _change_classes(self, path, old, new, comparison):
        """What the same change is when classes can be edited for it that are there; None when they cannot."""
        coverage = self._coverage
        split = split_class_changes(old, new) if comparison.kept is not None else None
        if split is None:
            return None
        file = self._tree.path(path)
        between = compare_trees(split.old, split.between, file)
        if between.error or between.kept is None or coverage.runs_at_import(path, between.lines):
            return None
        change = Change(between, split.edits)
        watched = [name for edit in split.edits for name in edit.watched()]
        if not all(coverage.watches(path, name) for name in watched):
            return None
        if coverage.is_sought_at_import(change.keys(path)):
            return None
        change.kinds = self._classes.matching(file, split.edits)
        if change.kinds is None:
            return None
        pairs = [(edit, kind) for edit, kind in zip(split.edits, change.kinds) if not is_plainly_made(kind, edit)]
        return change if all(self._remaking.is_edited_by(*pair, split, new, file) for pair in pairs) else None

    def _test_warm(self, files, changes, chosen, index, mode):
        seconds = 0.0
        self._output.begin()
        everything = list(range(len(self._items)))
        chosen = everything if mode == "order" else chosen
        positions = self._complete(chosen, changes)
        if self._job["statements"].prepare({file_of(self._items[position]) for position in positions}):
            gc.freeze()
        while True:
            self._recorder.mark(index)
            self._tree.put(files)
            run = self._run_changed(positions, chosen, files, changes)
            seconds += run.outcome.seconds
            self._note_seconds(run)
            damaged = self._tree.restore()
            facts = {"seconds": seconds, "damaged": damaged}
            if not run.replaced:
                return dict(facts, verdict="cold", mode="replace")
            if run.outcome.timed_out is not None:
                return dict(facts, verdict="timed-out", limit=run.outcome.timed_out, output=self._output.end())
            if run.went_on is not None:
                mode = "left"
                positions = sorted({*positions, *everything[run.went_on + 1 :]})
            all_ran = len(positions) == len(everything)
            harmful = None if all_ran or not run.complete else self._first_harmful(run, positions)
            if all_ran or (run.complete and harmful is None):
                return dict(facts, verdict="ran", mode=mode, all=all_ran, output=self._output.end())
            # What a crash keeps from running, and what is left to all tests that follow, takes those to tell.
            mode = "crash" if harmful is None else "left"
            following = 0 if harmful is None else harmful + 1
            positions = sorted({*positions, *everything[following:]})
            positions = sorted({*positions, *self._leavers.needed_by(positions, needs_all=True)})

    def _complete(self, chosen, changes):
        """Adds the tests that those need which were chosen, and those it takes less to run than to check."""
        if not chosen:
            return chosen
        pairs = [pair for change in changes.values() for pair in change.comparison.pairs]
        needs_all = any(names_more(*pair) for pair in pairs)
        return self._fill(sorted({*chosen, *self._leavers.needed_by(chosen, needs_all)}), chosen)

    def _is_known(self, position):
        """Whether it is known which code a test executes, and what that code has a way to."""
        name, is_function = self._names[position], isinstance(self._items[position], pytest.Function)
        return is_function and self._coverage.knows(name) and self._coverage.was_loaded(name)

    def _fill(self, positions, chosen):
        """Adds the tests that take less time than it takes to look at what is left to them."""
        filled, has_chosen, chosen = [], False, frozenset(chosen)
        for position in positions:
            left_out = range(filled[-1] + 1, position) if filled and has_chosen else ()
            # Others would need more tests with them.
            if self._leavers.stand_alone(left_out) and sum(map(self._seconds_of, left_out)) < self._look_seconds:
                filled += left_out
            else:
                has_chosen = False
            filled.append(position)
            has_chosen = has_chosen or position in chosen
        return filled

    def _note_seconds(self, run):
        """To look takes longer the more there is that has changed."""
        for seconds in run.message.get("lookSeconds", ()):
            self._look_seconds += (seconds - self._look_seconds) / 16

    def _seconds_of(self, position):
        return TEST_SECONDS + self._coverage.seconds_among_others(self._names[position])

    def _first_harmful(self, run, positions):
        """Position of the first test that left something to others which it does not leave without the bug."""
        leavers = self._leavers.among(positions)
        unknown = [position for position, _ in run.states if not self._leftovers.knows(leavers, position)]
        if unknown:
            # The other tests leave nothing.
            latest = [position for position in leavers if position <= unknown[-1]]
            wanted = {max(one for one in latest if one <= position) for position in unknown}
            gaps = Gaps(self._look, sorted(wanted))
            latest = sorted({*latest, *self._leavers.needed_by(latest)})
            # Who waits for a sign of life would not see one.
            self._recorder.fact("step")
            clean = self._run(latest, {}, {}, gaps, recorded=False)
            self._tree.restore()
            for position, state in clean.states:
                self._leftovers.learn(leavers, position, state)
        for position, state in run.states:
            if not self._leftovers.knows(leavers, position) or not self._leftovers.is_clean(leavers, position, state):
                return position
        return None

    def _run_changed(self, positions, chosen, files, changes):
        leavers, everything = self._leavers.among(positions), list(range(len(self._items)))

        def is_wrong(position, state):
            """Also that all tests ran which those need that were not to run, so that they can follow."""
            is_known = self._leftovers.knows(leavers, position)
            if not is_known or self._leftovers.is_clean(leavers, position, state):
                return False
            following = [one for one in positions if one <= position] + everything[position + 1 :]
            return not self._leavers.needed_by(following, needs_all=True)

        return self._run(positions, files, changes, Gaps(lambda: self._look(files), chosen, is_wrong))

    def _run(self, positions, files, changes, gaps, recorded=True):
        def work(beat):
            for path, change in changes.items():
                file = self._tree.path(path)
                if self._live.is_loaded(file):
                    ran_at_import = self._coverage.ran_at_import(path)
                    if not self._live.replace(file, change.comparison, ran_at_import):
                        return {"replaced": False}
                for kind, edit in zip(change.kinds, change.edits):
                    edit_class(kind, edit)
                    self._state.expect_gone(kind, edit.removed)
            if changes:
                hypothesis.forget_constants()
            if recorded:
                self._recorder.adopt()
            status = run_items(self._session, self._items, positions, self._recorder, beat, gaps)
            beat(len(self._items))
            # However much there is to say of tests that fail, a run of all takes that time as well.
            with Beats.paused():
                print_summary(self._session, self._output.is_full)
            end_threads()
            return {"status": status, "states": gaps.states, "lookSeconds": gaps.seconds, "wentOn": gaps.went_on}

        return self._fork(work, self._job["timeout"])

    def _fork_apart(self, work):
        """Does some work that is no test's in a fork."""
        self._recorder.fact("step")
        run = self._fork(work, self._job["timeout"])
        if self._tree.restore():
            raise RuntimeError("not all files could be put back")
        return run.message

    def _fork(self, work, seconds):
        """Does some work in a fork; what it returns comes back in a file without a name."""
        flush()
        _truncate(self._message, 0)
        beats = Beats()
        drawn = random.getstate()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pid = fork_child(beats)
        if pid == 0:
            try:
                # Python draws a new seed in every fork; a repository may have set its own.
                random.setstate(drawn)
                _write_at(self._message, _dumps(work(beats.beat)).encode("ascii"), 0)
            finally:
                flush()
                _exit(0)
        outcome = watch(pid, beats, self._names, self._job["limits"], seconds, self._output)
        try:
            data = _read_at(self._message, os.fstat(self._message).st_size, 0)
            return Run(outcome, _loads(data.decode("ascii")))
        except ValueError:
            return Run(outcome, None)


def digest(value):
    return _hash(_dumps(value).encode("ascii")).hexdigest()


def decode(content):
    return None if content is None else base64.b64decode(content)

"""Makes the pytest it is loaded into a warm process that tests candidates in forks of itself.

PYTEST_DONT_REWRITE
"""

import functools
import importlib
import importlib.util
import json
import os
import sys
import tempfile
import time
import warnings

import pytest
from bugsmith_children import Beats, Limits, Output, adopt_orphans, ask_fork, fork_child, kill_group, watch
from bugsmith_collected import Collected, decode
from bugsmith_pytest import (
    EXACT_OPTIONS,
    PLUGIN_NAME,
    ReportFile,
    hide_from_environment,
    imported_modules,
    module_files,
    without_standard,
)
from bugsmith_items import index_tear_downs
from bugsmith_lookups import LookupTracer
from bugsmith_patience import install as install_patience
from bugsmith_rewritten import RewrittenModules
from bugsmith_selection import Coverage
from bugsmith_trace import LineTracer
from bugsmith_tracebacks import Statements
from bugsmith_traced import Probed, Traced
from bugsmith_tree import Tree, is_below
from bugsmith_warm_recorder import WarmRecorder

JOB_VARIABLE = "BUGSMITH_WARM_JOB"
ADDED_OPTION = "-p bugsmith_unpack -p bugsmith_warm"
# How often a process that has collected the tests is made again when a candidate ended it.
MAX_RESTARTS = 3


def read_job():
    path = os.environ.pop(JOB_VARIABLE, None)
    if path is None:
        return None, None
    with open(path, encoding="ascii") as file:
        job = json.load(file)
    # Which lines of these ran is not known.
    job["untraced"] = [
        os.path.relpath(path, job["root"]).replace(os.sep, "/")
        for _, path in imported_modules(job["root"])
        if is_below(os.path.realpath(path), job["root"])
    ]
    tracer = LineTracer(job["root"]) if job["kind"] == "trace" else None
    if tracer is not None:
        tracer.start()
    return job, tracer


# Now, because plug-ins of pytest that are the repository's are imported before the first hook is called.
JOB, TRACER = read_job()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    global JOB
    job, JOB = JOB, None
    if job is None:
        yield
        return
    hide_from_environment(ADDED_OPTION)
    recorder = WarmRecorder(ReportFile(job["report"]), {})
    manager = early_config.pluginmanager
    manager.register(recorder, PLUGIN_NAME)
    # `--cov` displaces our tracer, and measures what nobody reads.
    early_config.known_args_namespace.no_cov = True
    try:
        Conductor(job, recorder, TRACER, RewrittenModules(early_config, job["root"])).conduct()
    except GoOn as role:
        manager.register(role.plugin, "bugsmith-role")
    except BaseException as error:
        recorder.fact("failed", reason="{}: {}".format(type(error).__name__, error))
        os._exit(0)
    outcome = yield
    if outcome.excinfo is not None:
        recorder.conftest_failed(early_config, outcome.excinfo[1])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if not config.pluginmanager.hasplugin("bugsmith-role"):
        return
    # Workers of pytest-xdist would not be forks of this process.
    options = dict(EXACT_OPTIONS, dist="no", numprocesses=None, tx=[], looponfail=False)
    for name, value in options.items():
        if hasattr(config.option, name):
            setattr(config.option, name, value)


class GoOn(BaseException):
    """Raised in a fork that goes on as pytest, with the plug-in it gets."""

    def __init__(self, plugin):
        super().__init__()
        self.plugin = plugin


class Cold:
    """Tells the parent how far a whole run has come."""

    def __init__(self, beats, positions, tell_seconds):
        self._beats = beats
        self._positions = positions
        self._tell_seconds = tell_seconds

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self._tell_seconds(time.process_time())

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid, location):
        self._beats.beat(self._positions.get(nodeid, len(self._positions)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self):
        self._beats.beat(len(self._positions))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter):
        index_tear_downs(terminalreporter)
        # However much there is to say of tests that fail.
        with Beats.paused():
            yield


class Collector:
    """The fork that collects the tests, as the process that made it sees it."""

    def __init__(self, pid, requests, answers):
        self.pid = pid
        self._requests = requests
        self._answers = os.fdopen(answers, "rb")

    def ask(self, request):
        try:
            os.write(self._requests, b"%d\n" % request)
        except BrokenPipeError:
            return None
        return self.read()

    def read(self):
        """Its next answer, or None when it is gone."""
        try:
            return json.loads(self._answers.readline().decode("ascii"))
        except ValueError:
            return None

    def end(self):
        os.close(self._requests)
        self._answers.close()
        kill_group(self.pid)
        os.waitpid(self.pid, 0)


class Conductor:
    """The process that has imported nothing of the repository, and forks all others."""

    def __init__(self, job, recorder, tracer, rewritten):
        self._job = job
        self._recorder = recorder
        self._rewritten = rewritten
        job["rewrittenModules"] = rewritten
        self._tracer = tracer
        self._output = Output(job["output"])
        self._began = time.monotonic()
        job["scratch"] = tempfile.gettempdir()
        self._can_run_cold = False
        self._checked = set()  # Names and files of modules that are not the repository's.
        self._coverage = None
        if job["coverage"] is not None:
            with open(job["coverage"], encoding="ascii") as file:
                self._coverage = Coverage(json.load(file))
        seconds = {} if self._coverage is None else self._coverage.seconds
        processor = {} if self._coverage is None else self._coverage.processor_seconds
        job["limits"] = Limits(job["limits"], seconds, processor)
        self._names = [name for name in seconds if name is not None]
        adopt_orphans()
        job["statements"] = Statements()
        job["statements"].install()
        install_patience()
        rewritten.install()

    def conduct(self):
        if self._job["kind"] == "trace":
            self._trace()
        else:
            self._test_candidates()
        self._recorder.fact("finished")
        os._exit(0)

    def _fork_collector(self, make):
        """`make` is called in the fork, and gives it the plug-in it is to be."""
        requests, send = os.pipe()
        receive, answers = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.close(send)
            os.close(receive)
            self._recorder.adopt_facts()
            raise GoOn(make(self._job, self._recorder, self._output, self._coverage, requests, answers))
        os.close(requests)
        os.close(answers)
        return Collector(pid, send, receive)

    def _trace(self):
        collector = self._fork_collector(functools.partial(Traced, self._tracer))
        self._tracer.stop()
        answer = collector.read()
        os.waitpid(collector.pid, 0)
        if answer is None or "modules" not in answer:
            reason = "the tests could not be collected" if answer is None else answer["reason"]
            self._recorder.fact("failed", reason=reason)
            return
        preloaded = self._preload(self._without_importers(answer["modules"]))
        self._recorder.fact("preload", modules=preloaded, pure=self._is_pure())
        if self._is_pure():
            tree = self._take_tree()
            self._rewritten.prepare(answer["rewritten"])
            self._recorder.fact("rewritten", paths=answer["rewritten"])
            self._recorder.mark(2)
            self._run_cold({}, self._job["timeout"])
            tree.restore()
            collector = self._fork_collector(self._make_probed)
            collector.read()
            collector.end()
            tree.restore()

    def _make_probed(self, *arguments):
        tracer = LookupTracer(self._job["root"])
        if not tracer.start():
            os._exit(0)
        return Probed(tracer, *arguments)

    def _test_candidates(self):
        self._preload(self._job["preload"])
        # This process imports nothing more, until it forks.
        self._can_run_cold = self._is_pure()
        self._rewritten.prepare(self._job["rewrittenPaths"])
        collector = self._test_each()
        if collector is not None:
            collector.end()

    def _test_each(self):
        """Returns the collector that is still there."""
        collector, restarts, tree = None, 0, None
        for index in range(len(self._job["items"])):
            if time.monotonic() - self._began > self._job["budget"]:
                return collector
            if collector is None:
                collector = self._fork_collector(Collected)
                ready = collector.read()
                if ready is None or "ready" not in ready:
                    reason = "the tests could not be collected" if ready is None else ready["reason"]
                    self._recorder.fact("failed", reason=reason)
                    return collector
                tree = self._take_tree()
            self._recorder.fact("begun", index=index)
            verdict = collector.ask(index)
            if verdict is not None and verdict["verdict"] == "cold":
                verdict = self._test_cold(index, verdict, tree, collector.pid)
            if verdict is None:
                collector.end()
                collector = None
                restarts += 1
                damaged = tree.restore()
                verdict = {"verdict": "plain", "reason": "it ended the process that tests it", "damaged": damaged}
            self._recorder.fact("verdict", **dict(verdict, index=index))
            if verdict.get("damaged") or restarts > MAX_RESTARTS:
                return collector
        return collector

    def _test_cold(self, index, verdict, tree, collector):
        if not self._can_run_cold:
            return {"verdict": "plain", "reason": "a plug-in of pytest imports the repository"}
        files = {file["path"]: decode(file["content"]) for file in self._job["items"][index]["files"]}
        self._recorder.mark(index)
        self._output.begin()
        tree.put(files)
        outcome = self._run_cold(files, self._job["timeout"], (collector,))
        facts = {
            "seconds": outcome.seconds + verdict.get("seconds", 0),
            "damaged": tree.restore(),
            "output": self._output.end(),
            "all": True,
            "mode": verdict.get("mode"),
        }
        if outcome.timed_out is None:
            return dict(facts, verdict="ran")
        return dict(facts, verdict="timed-out", limit=outcome.timed_out)

    def _run_cold(self, files, seconds, kept=()):
        beats = Beats()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pid = fork_child(beats)
        if pid == 0:
            self._recorder.adopt()
            positions = {name: position for position, name in enumerate(self._names)}
            raise GoOn(Cold(beats, positions, self._tell_seconds))
        return watch(pid, beats, self._names, self._job["limits"], seconds, self._output, kept)

    def _tell_seconds(self, seconds):
        if self._job["kind"] == "trace":
            self._recorder.fact("imported", processorSeconds=seconds)

    def _take_tree(self):
        job = self._job
        return Tree(job["root"], os.environ.get("HOME"), job["scratch"], job["private"])

    def _preload(self, names):
        """Imports modules that are not the repository's, as long as that imports none of the repository."""
        done = []
        for name in names:
            if name in sys.modules:
                continue
            if not self._is_pure():
                break
            if self._is_ours(name):
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    importlib.import_module(name)
                done.append(name)
            except BaseException:
                continue  # Importable only in the place the repository imports it from.
        return done

    def _without_importers(self, names):
        """Leaves out packages that import the repository, which a fork finds out, because an import cannot be undone."""
        package = None
        while package != "" and self._is_pure():
            package = ask_fork(functools.partial(self._find_importer, names)).partition(".")[0]
            names = [name for name in names if name.partition(".")[0] != package]
        return names

    def _find_importer(self, names):
        for name in names:
            self._preload([name])
            if not self._is_pure():
                return name
        return ""

    def _is_ours(self, name):
        """Whether a top-level module would come from the repository; the rest follows from that."""
        try:
            spec = importlib.util.find_spec(name.partition(".")[0])
        except (ImportError, ValueError, AttributeError):
            return True
        places = [] if spec is None else [spec.origin, *(spec.submodule_search_locations or ())]
        return spec is None or any(self._is_below_root(place) for place in places if type(place) is str)

    def _is_pure(self):
        """Whether nothing of the repository has been imported; looks at what is new since it was asked before."""
        new = set(module_files()) - self._checked
        is_pure = not any(self._is_below_root(path) for _, path in without_standard(self._job["root"], new))
        self._checked |= new if is_pure else set()
        return is_pure

    def _is_below_root(self, path):
        return is_below(os.path.realpath(path), self._job["root"])

"""Writes what happens in a pytest session to a file, one JSON object a line.

PYTEST_DONT_REWRITE
"""

import json
import os
import sys
import sysconfig

import pytest

REPORT_VARIABLE = "BUGSMITH_PYTEST_REPORT"
ORDER_VARIABLE = "BUGSMITH_PYTEST_ORDER"
WORKER_INPUT = "bugsmith_report"
ADDED_OPTION = "-p bugsmith_pytest"
PLUGIN_NAME = "bugsmith-recorder"
# Bound here: a bug may replace it while tests run.
_length = len
ENTRIES_PER_LINE = 200

# Options that keep tests from running, or change their order, because of how an earlier test or run ended.
EXACT_OPTIONS = {
    "maxfail": 0,
    "continue_on_collection_errors": True,
    "lf": False,
    "failedfirst": False,
    "newfirst": False,
    "stepwise": False,
    "stepwise_skip": False,
}


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    path = os.environ.get(REPORT_VARIABLE)
    recorder = None
    if path:
        recorder = Recorder(ReportFile(path), hide_from_environment())
        early_config.pluginmanager.register(recorder, PLUGIN_NAME)
        if os.environ.pop(ORDER_VARIABLE, None) == "reversed":
            early_config.pluginmanager.register(Reverser(), "bugsmith-reverser")
    outcome = yield
    if recorder is not None and outcome.excinfo is not None:
        recorder.conftest_failed(early_config, outcome.excinfo[1])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    path = getattr(config, "workerinput", {}).get(WORKER_INPUT)
    if path:
        config.pluginmanager.register(WorkerRecorder(ReportFile(path)), PLUGIN_NAME)
    if config.pluginmanager.hasplugin(PLUGIN_NAME):
        for name, value in EXACT_OPTIONS.items():
            if hasattr(config.option, name):
                setattr(config.option, name, value)


def hide_from_environment(added_option=ADDED_OPTION):
    """Takes this plug-in out of the environment, so that tests that start pytest get theirs without it."""
    names = (REPORT_VARIABLE, "PYTEST_ADDOPTS", "PYTHONPATH")
    before = {name: os.environ[name] for name in names if name in os.environ}
    os.environ.pop(REPORT_VARIABLE, None)
    replace_variable("PYTEST_ADDOPTS", before.get("PYTEST_ADDOPTS", "").replace(added_option, "", 1).strip())
    own_directory = os.path.dirname(os.path.abspath(__file__))
    entries = before.get("PYTHONPATH", "").split(os.pathsep)
    kept = [entry for entry in entries if not entry or os.path.abspath(entry) != own_directory]
    replace_variable("PYTHONPATH", os.pathsep.join(kept))
    return before


def replace_variable(name, value):
    if value:
        os.environ[name] = value
    else:
        os.environ.pop(name, None)


class Reverser:
    """Runs the tests in the opposite order, which leaves those that share a fixture together."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items.reverse()


class ReportFile:
    """Appends lines to a file; each is handed to the system before the call returns.

    Several processes may append to one file: a line is one write. The functions are bound here because tests
    replace those of `os` while results are reported, and some libraries replace the module in every module.
    """

    def __init__(self, path):
        self._path = os.path.abspath(path)
        self._open, self._write, self._fstat, self._getpid = os.open, os.write, os.fstat, os.getpid
        self._flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self._encode = json.JSONEncoder().encode
        self._process = os.getpid()
        self._reopen()

    def _reopen(self):
        self._descriptor = self._open(self._path, self._flags, 0o644)
        self._identity = self._identify()

    def _identify(self):
        status = self._fstat(self._descriptor)
        return status.st_dev, status.st_ino

    def append(self, event):
        if self._getpid() != self._process:
            return  # A child forked by a test that came back into pytest.
        data = (self._encode(event) + "\n").encode("ascii")
        try:
            try:
                unchanged = self._identify() == self._identity
            except OSError:
                unchanged = False
            if not unchanged:  # A test closed the descriptor, and perhaps opened something else under its number.
                self._reopen()
            while data:
                data = data[self._write(self._descriptor, data) :]
        except OSError:
            pass  # Nothing to tell it to; the reader sees a test without an end, or a session without one.

    def adopt(self):
        """Makes the calling process, a fork of the one that opened the file, the one that appends."""
        self._process = os.getpid()

    def close(self):
        try:
            if self._identify() == self._identity:
                os.close(self._descriptor)
        except OSError:
            pass


class WorkerRecorder:
    """Records the modules imported in a worker of pytest-xdist, whose results the controller reports."""

    def __init__(self, report_file):
        self._report_file = report_file
        self._directory = os.getcwd()
        self._modules = {}

    def append_modules(self):
        found = [
            (name, path)
            for name, path in imported_modules(self._directory)
            if self._modules.get(name) != path
        ]
        self._modules.update(found)
        for start in range(0, len(found), ENTRIES_PER_LINE):
            modules = dict(found[start : start + ENTRIES_PER_LINE])
            self._report_file.append({"event": "modules", "modules": modules})

    def pytest_collection_finish(self, session):
        self.append_modules()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        self.append_modules()


class Recorder(WorkerRecorder):
    """Records a session, in the process that reports its results."""

    sessions = 0

    def __init__(self, report_file, environment):
        super().__init__(report_file)
        self._environment = environment
        self._seconds = {}
        self._begin()

    def _begin(self):
        self._collected = None
        Recorder.sessions += 1
        self._session = "{}-{}".format(os.getpid(), Recorder.sessions)

    def adopt(self):
        """Begins a session in the calling process, a fork of the one that made this."""
        self._report_file.adopt()
        self._begin()

    def record(self, event, **facts):
        self._report_file.append(dict(facts, event=event, session=self._session))

    def record_collected(self, ids):
        if ids == self._collected:
            return  # Every worker collects the same tests.
        self._collected = ids
        for start in range(0, _length(ids), ENTRIES_PER_LINE):
            self.record("collected", ids=ids[start : start + ENTRIES_PER_LINE])

    def conftest_failed(self, config, error):
        path = getattr(error, "path", None)
        if path is not None:
            root = str(getattr(config, "rootpath", self._directory))
            self.record("collection-error", id=os.path.relpath(str(path), root).replace(os.sep, "/"))

    def pytest_sessionstart(self, session):
        self.record("session-start")

    def pytest_collectreport(self, report):
        if report.outcome == "failed":
            self.record("collection-error", id=str(report.nodeid))

    def pytest_collection_finish(self, session):
        self.record_collected([str(item.nodeid) for item in session.items])
        super().pytest_collection_finish(session)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self, config, specs):
        # Workers are called with these arguments, and no longer find us in the environment.
        old = config.invocation_params
        arguments = tuple(ADDED_OPTION.split(" ")) + tuple(old.args)
        config.invocation_params = type(old)(args=arguments, plugins=old.plugins, dir=old.dir)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        node.workerinput[WORKER_INPUT] = self._report_file._path

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node, ids):
        self.record_collected([str(item) for item in ids])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid, location):
        self.record("test-start", id=str(nodeid))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        nodeid, seconds = str(report.nodeid), getattr(report, "duration", 0)
        if type(seconds) is float and 0 <= seconds < float("inf"):
            self._seconds[nodeid] = self._seconds.get(nodeid, 0) + seconds
        # A passed set-up or tear-down says nothing about the test.
        if report.outcome != "passed" or report.when not in ("setup", "teardown"):
            self.record(
                "test-report",
                id=str(report.nodeid),
                when=str(report.when),
                outcome=str(report.outcome),
                wasXfail=hasattr(report, "wasxfail"),
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logfinish(self, nodeid, location):
        self.record("test-finish", id=str(nodeid), seconds=self._seconds.pop(str(nodeid), 0))

    # First, because a project's own hook may end the process.
    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        super().pytest_sessionfinish(session, exitstatus)
        self.record("session-finish", exitStatus=int(exitstatus))

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self, config):
        # A program that calls `pytest.main` again gets a recorded session again.
        os.environ.update(self._environment)
        self._report_file.close()


def imported_modules(directory):
    """Names and real paths of the imported modules that do not come with Python, nor with pytest itself."""
    return without_standard(directory, module_files())


def module_files():
    """Names of the imported modules, and the names of their files."""
    for name, module in list(sys.modules.items()):
        file = module_file(module)
        if type(name) is str and file is not None and name != "__main__":
            yield name, file


def without_standard(directory, modules):
    """Of modules, given with their files, the names and real paths of those that do not come with Python or pytest."""
    library = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    for name, file in modules:
        path = os.path.realpath(os.path.join(directory, file))
        if any(is_standard(path, root) for root in library):
            continue
        own = name.partition(".")[0] in ("_pytest", "pytest", "bugsmith_pytest")
        if not own or path.startswith(os.path.join(os.path.realpath(directory), "")):
            yield name, path


def module_file(module):
    # Not `getattr`: what sits in `sys.modules` may import, warn or raise when it is asked for an attribute.
    try:
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except Exception:
        return None
    return file if type(file) is str and not file.startswith("<") else None


def is_standard(path, root):
    prefix = os.path.join(root, "")
    return path.startswith(prefix) and path[len(prefix) :].partition(os.sep)[0] not in (
        "site-packages",
        "dist-packages",
    )

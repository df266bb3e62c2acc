"""Keeps the results of a pytest session out of the reach of the code under test.

The process forks before it loads anything of the project. The parent holds the report and the key that vouches for
it, and never runs code of the project; the child runs the tests and tells the parent what happens through a pipe.
`SETTINGS_VARIABLE` names a file with the settings of one session; it is removed when it was read.

PYTEST_DONT_REWRITE
"""

import hmac
import importlib
import json
import os
import select
import signal
import sys

import pytest

SETTINGS_VARIABLE = "BUGSMITH_GUARD_SETTINGS"
OWN_NAME = __name__
SELECTED = "bugsmith_selected"
# Many times what a million tests report.
MOST_BYTES = 1 << 30
# This module lies under a name of its own in every run, and so does the recorder beside it.
recorder = importlib.import_module(OWN_NAME.replace("guard", "recorder"))


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    path = os.environ.pop(SETTINGS_VARIABLE, None)
    settings = read_once(path) if path else None
    guarded = None
    if settings is not None:
        pipe, nonce = divide(path, settings)
        environment = dict(recorder.hide_from_environment("-p " + OWN_NAME))
        environment[SETTINGS_VARIABLE] = path
        guarded = create_recorder(PipeWriter(pipe, nonce), environment, settings["tests"])
        early_config.pluginmanager.register(guarded, recorder.PLUGIN_NAME)
        select_tests(early_config, settings["tests"])
    outcome = yield
    if guarded is not None and outcome.excinfo is not None:
        guarded.conftest_failed(early_config, outcome.excinfo[1])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    selected = getattr(config, "workerinput", {}).get(SELECTED)
    if selected:
        select_tests(config, json.loads(selected))
    if selected or config.pluginmanager.hasplugin(recorder.PLUGIN_NAME):
        # A selection covers less, which says nothing about the code.
        for name, value in dict(recorder.EXACT_OPTIONS, cov_fail_under=None).items():
            if hasattr(config.option, name):
                setattr(config.option, name, value)


def read_once(path):
    try:
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
        os.unlink(path)
        return settings
    except OSError:
        return None


def divide(path, settings):
    """Forks; only the child returns, with the end of the pipe it writes to and what every line begins with."""
    reading, writing = os.pipe()
    nonce = os.urandom(16).hex()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        settings.pop("key")
        return writing, nonce
    status = None
    try:
        os.close(writing)
        be_unreachable()
        status = supervise(path, settings, child, reading, nonce)
    finally:
        end_like(status)


def be_unreachable():
    """Keeps processes of the same user from looking into this one, where the system can do that."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    except Exception:
        pass


def supervise(path, settings, child, reading, nonce):
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    lines = LineReader(nonce)
    status = None
    is_open = True
    while is_open:
        # Something the tests started may hold the pipe open for longer than the child lives.
        ready = select.select([reading], [], [], 0.05 if status is None else 0)[0]
        if ready:
            data = os.read(reading, 1 << 16)
            lines.add(data)
            is_open = bool(data)
        elif status is not None:
            is_open = False
        if status is None:
            ended, found = os.waitpid(child, os.WNOHANG)
            status = found if ended else None
    if status is None:
        status = os.waitpid(child, 0)[1]
    lines.finish()
    lines.events.append({"event": "process-exit", "code": exit_code(status)})
    key = bytes.fromhex(settings["key"])
    content = "".join(json.dumps(event) + "\n" for event in lines.events).encode("ascii")
    tag = hmac.new(key, content, "sha256").hexdigest()
    with open(settings["report"], "ab") as file:
        file.write("{} {}\n".format(tag, len(content)).encode("ascii") + content)
    # For a next session of the same command, with a key that follows from the one the child never had.
    following = dict(settings, key=hmac.new(key, b"next", "sha256").hexdigest())
    with open(path, "w", encoding="utf-8") as file:
        json.dump(following, file)
    return status


def exit_code(status):
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def end_like(status):
    """Ends this process as the child ended."""
    if status is None:
        os._exit(70)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 70)


class LineReader:
    """Takes what came through the pipe apart, and notices what the recorder did not write."""

    def __init__(self, nonce):
        self.events = []
        self._nonce = nonce
        self._rest = b""
        self._next = 0
        self._bytes = 0

    def add(self, data):
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            if self._bytes - len(data) <= MOST_BYTES:
                self._refuse("more than anybody reports")
            self._rest = b""
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line)

    def finish(self):
        if self._rest:
            self._refuse("a line without an end")

    def _take(self, line):
        try:
            nonce, number, text = line.decode("ascii").split(" ", 2)
            event = json.loads(text)
        except ValueError:
            return self._refuse("a line that is no event")
        if not hmac.compare_digest(nonce, self._nonce):
            return self._refuse("a line of somebody else")
        if number != str(self._next):
            return self._refuse("a line out of its turn")
        self._next += 1
        self.events.append(event)

    def _refuse(self, reason):
        self.events.append({"event": "foreign-line", "reason": reason})


class PipeWriter(recorder.ReportFile):
    """Tells the parent what happens; the number of a line and its beginning say that the recorder wrote it."""

    def __init__(self, descriptor, nonce):
        write, encode, own_process, getpid = os.write, json.JSONEncoder().encode, os.getpid(), os.getpid
        count = iter(range(sys.maxsize))

        def append(event):
            if getpid() != own_process:
                return  # A child forked by a test that came back into pytest.
            data = "{} {} {}\n".format(nonce, next(count), encode(event)).encode("ascii")
            try:
                while data:
                    data = data[write(descriptor, data) :]
            except OSError:
                pass  # The parent sees a session without an end.

        self.append = append

    def close(self):
        pass  # The parent sees the end of the process.


def create_recorder(writer, environment, selected):
    class GuardedRecorder(recorder.Recorder):
        @pytest.hookimpl(optionalhook=True)
        def pytest_xdist_setupnodes(self, config, specs):
            old = config.invocation_params
            arguments = ("-p", OWN_NAME) + tuple(old.args)
            config.invocation_params = type(old)(args=arguments, plugins=old.plugins, dir=old.dir)

        @pytest.hookimpl(optionalhook=True)
        def pytest_configure_node(self, node):
            node.workerinput[SELECTED] = json.dumps(selected)

    return GuardedRecorder(writer, environment)


def select_tests(config, tests):
    if tests is not None:
        config.pluginmanager.register(Selection(tests), "bugsmith-selection")


class Selection:
    """Runs only these tests, and looks only into their files."""

    def __init__(self, tests):
        self._tests = frozenset(tests)
        self._files = frozenset(test.split("::", 1)[0] for test in tests)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        kept = [item for item in items if item.nodeid in self._tests]
        others = [item for item in items if item.nodeid not in self._tests]
        if others:
            config.hook.pytest_deselected(items=others)
            items[:] = kept

    def _is_ignored(self, path, config):
        root = str(getattr(config, "rootpath", None) or config.rootdir)
        relative = os.path.relpath(path, root).replace(os.sep, "/")
        is_package = os.path.basename(path) == "__init__.py"
        return True if os.path.isfile(path) and not is_package and relative not in self._files else None

    if int(pytest.__version__.split(".")[0]) >= 7:

        def pytest_ignore_collect(self, collection_path, config):
            return self._is_ignored(str(collection_path), config)

    else:

        def pytest_ignore_collect(self, path, config):
            return self._is_ignored(str(path), config)

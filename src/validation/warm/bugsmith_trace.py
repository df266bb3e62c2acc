"""Records which lines of a repository run, and what a test does that such a record cannot show.

PYTEST_DONT_REWRITE
"""

import _thread
import linecache
import os
import posix
import sys
import time

from bugsmith_paths import Resolver
from bugsmith_recorders import create_recorder

FRAMES_LOOKED_AT = 16
# How long threads may take to end that a test has told to.
MAX_WAITS, WAIT_SECONDS = 50, 0.01
ACCESS_MODE, WRITE_ONLY = os.O_ACCMODE, os.O_WRONLY

# What audit events mean, for the ones that start code which is not seen here.
UNSEEN = {
    "subprocess.Popen": "starts a process",
    "os.system": "starts a process",
    "os.exec": "replaces its process",
    "os.posix_spawn": "starts a process",
    "os.spawn": "starts a process",
    "os.fork": "forks",
    "os.forkpty": "forks",
    "pty.spawn": "starts a process",
    "cpython.PyInterpreterState_New": "starts an interpreter",
}
# Programs the standard library asks about the machine, which run nothing of a repository.
INQUIRIES = frozenset(("uname", "file", "hostname", "getconf", "locale", "ldconfig", "/sbin/ldconfig"))
# The same for what is started without an audit event: how a file name ends, and a function in it.
UNSEEN_CALLS = (
    ("/multiprocessing/process.py", "start"),
    ("/multiprocess/process.py", "start"),
    ("/billiard/process.py", "start"),
    ("/interpreters/__init__.py", "create"),
    ("/concurrent/futures/interpreter.py", "initialize"),
)
# Functions that read files for others than the test: a file name's ending, function names.
LOADER = "<frozen importlib._bootstrap_external>"
UNCOUNTED_READERS = (
    ("/_pytest/assertion/rewrite.py", ("_read_pyc", "_rewrite_test", "_write_pyc", "_write_pyc_fp")),
    ("/doctest.py", ("find", "_find", "_find_lineno")),
    # What it finds decides about examples only, not about what a test does with them.
    ("/hypothesis/internal/constants_ast.py", ("constants_from_module",)),
)


class LineTracer:
    """Records the lines of files below a directory that run, in all threads, and what they read."""

    unseen_names = frozenset(function for _, function in UNSEEN_CALLS)

    def __init__(self, root):
        self._resolver = Resolver(root)
        self._files = {}  # file name of a code object -> the set of its lines that ran, or None
        self._lines = {}  # relative path -> that set
        self._reads = set()
        self._unknown = set()
        self._started = False
        self._paused_by = None
        self._threads = frozenset()
        self._process = None
        self._get_ident, self._getpid = _thread.get_ident, posix.getpid
        self._sleep = time.sleep
        self._getframe, self._current_frames = sys._getframe, sys._current_frames
        self._handlers = {}
        self._all_handlers = dict.fromkeys(UNSEEN, self._saw_unseen)
        self._all_handlers.update({"open": self._saw_open, "os.listdir": self._saw_listing})
        self._all_handlers["os.scandir"] = self._saw_listing
        self._recorder = create_recorder(self)
        self._recorder.add_handlers(self._all_handlers)
        sys.addaudithook(self._make_hook())

    def start(self):
        if self._started:
            return
        self._started = True
        self._see_threads()
        self._recorder.start()
        self._handlers.update(self._all_handlers)

    def stop(self):
        if not self._started:
            return
        self._handlers.clear()
        self._recorder.stop()
        self._started = False

    def take(self):
        """What was recorded since the last call; then starts afresh."""
        with self.paused():
            return self._take()

    def _take(self):
        if self._started:
            self._recorder.check()
        waits = MAX_WAITS
        while self._unseen_threads() and waits > 0:
            self._sleep(WAIT_SECONDS)
            waits -= 1
        if waits == 0:
            self._unknown.add("leaves a thread running")
        lines = {}
        for path, recorded in list(self._lines.items()):
            drained = set()
            while recorded:
                drained.add(recorded.pop())
            drained -= {None, 0}
            if drained:
                lines[path] = sorted(drained)
        taken = {"lines": lines, "reads": sorted(self._reads), "unknown": sorted(self._unknown)}
        self._reads.clear()
        self._unknown.clear()
        self._forget_read_lines()
        self._see_threads()
        if self._started:
            self._recorder.restart()
        return taken

    def _unseen_threads(self):
        threads = self._current_frames().keys() - {self._get_ident()}
        return threads - self._threads if self._process == self._getpid() else threads

    def paused(self):
        """While it is entered, what this thread of this process (not a fork) reads or starts is not recorded."""
        return Pause(self)

    def note(self, reason):
        if self._started and not self.is_paused():
            self._unknown.add(reason)

    def is_paused(self):
        return self._paused_by is not None and self._paused_by == (self._getpid(), self._get_ident())

    def lines_of(self, name):
        """The set which takes the lines of code with that file name, or None if it is not below the root."""
        name = str.__str__(name)
        if name not in self._files:
            relative, mode = (None, None)
            if not name.startswith("<"):
                relative, mode = self._resolver.relative(name, self._resolver.root)
            is_ours = relative is not None and self._resolver.is_file(mode)
            self._files[name] = self._lines.setdefault(relative, set()) if is_ours else None
        return self._files[name]

    def calls_unseen(self, code):
        """Notes a call that starts a process in a way that raises no audit event."""
        name = str.__str__(code.co_filename)
        for ending, function in UNSEEN_CALLS:
            if code.co_name == function and name.endswith(ending):
                self.note("starts a process" if function == "start" else "starts an interpreter")

    def _see_threads(self):
        self._process = self._getpid()
        self._threads = frozenset(self._current_frames())

    def _forget_read_lines(self):
        """Makes linecache read the repository's files again, so that such reads are seen."""
        cache = linecache.cache
        for name, entry in list(cache.items()) if type(cache) is dict else ():
            if type(name) is str and type(entry) is tuple and len(entry) == 4 and self.lines_of(name) is not None:
                cache.pop(name, None)

    def _make_hook(self):
        # A hook cannot be removed: when stopped, it is this one look-up.
        find, fail = self._handlers.get, self._unknown.add

        def hook(event, arguments):
            handler = find(event)
            if handler is not None:
                try:
                    handler(event, arguments)
                except Exception as error:
                    fail("could not be followed (%s)" % type(error).__name__)

        return hook

    def _saw_unseen(self, event, arguments):
        if event != "subprocess.Popen" or arguments[0] not in INQUIRIES:
            self.note(UNSEEN[event])

    def _saw_open(self, event, arguments):
        path, mode, flags = arguments
        if type(mode) is str:
            reads = "r" in mode or "+" in mode
        else:
            reads = type(flags) is not int or flags & ACCESS_MODE != WRITE_ONLY
        if reads and not self.is_paused():
            self._add_read(path, False)

    def _saw_listing(self, event, arguments):
        if not self.is_paused():
            path = arguments[0] if arguments else None
            self._add_read("." if path is None else path, True)

    def _add_read(self, value, lists):
        path = self._resolver.as_path(value)
        if path is None:
            if type(value) is not int:  # a descriptor was opened before, by its path
                self._unknown.add("opens a path of type %s" % type(value).__name__)
            return
        relative, mode = self._resolver.relative(path)
        if relative is None or self._is_uncounted(lists):
            return
        self._reads.add(relative + "/" if lists or self._resolver.is_directory(mode) else relative)

    def _is_uncounted(self, lists):
        """Whether the import system, pytest's own or doctest is the one that reads."""
        frame = self._getframe(3)
        while frame.f_code.co_filename == __file__ and frame.f_back is not None:
            frame = frame.f_back
        code, caller = frame.f_code, frame.f_back
        if code.co_filename == LOADER:
            return lists or (caller is not None and caller.f_code.co_name == "get_code")
        for _ in range(FRAMES_LOOKED_AT):
            code = frame.f_code
            for ending, names in UNCOUNTED_READERS:
                if code.co_name in names and code.co_filename.endswith(ending):
                    return True
            frame = frame.f_back
            if frame is None:
                break
        return False


class Pause:
    def __init__(self, tracer):
        self._tracer = tracer

    def __enter__(self):
        self._before = self._tracer._paused_by
        self._tracer._paused_by = self._tracer._getpid(), self._tracer._get_ident()

    def __exit__(self, *_):
        self._tracer._paused_by = self._before

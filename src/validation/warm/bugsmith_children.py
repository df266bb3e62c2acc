"""Forked processes that are watched: how long they may take, and that nothing of them remains."""

import contextlib
import ctypes
import mmap
import os
import select
import signal
import struct
import sys
import time

POLL_SECONDS = 0.02
PR_SET_CHILD_SUBREAPER = 36
# In the place of a test's position.
PAUSE = -1

# Bound here: tests replace functions of these modules in the processes that are forked from this one.
_fork, _wait4, _killpg, _kill = os.fork, os.wait4, os.killpg, os.kill
_monotonic, _sleep, _select, _getpid, _sysconf = time.monotonic, time.sleep, select.select, os.getpid, os.sysconf


def adopt_orphans():
    """Makes this process the parent of descendants that lost theirs, so that they can be found and ended."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # Not Linux: those that left their process group live until the sandbox ends the command.


class Limits:
    """How long one test may take: a base and a multiple of what it takes without a bug, where that is known.

    Processor time is what an endless loop uses, however busy the machine is; time on the clock, with much more
    patience, ends what waits for something that never comes.
    """

    def __init__(self, facts, seconds, processor):
        self._facts = facts
        self._seconds = seconds
        self._processor = processor

    def processor(self, test):
        return self._limit("processor", self._processor.get(test))

    def clock(self, test):
        return self._limit("clock", self._seconds.get(test))

    def _limit(self, kind, seconds):
        base, factor = self._facts[kind]
        if seconds is None and factor > 0:
            return float("inf")
        return base + factor * (seconds or 0)


class Outcome:
    """How a child ended: its wait status, the processor time it took, and the limit in seconds it ran into."""

    def __init__(self, status, seconds, timed_out):
        self.status = status
        self.seconds = seconds
        self.timed_out = timed_out


class Beats:
    """Tells the parent which test a child is at, in memory they share: nobody has to wake up for it."""

    # Those of the calling process, if it is such a child, and how many times they are paused.
    _current, _pauses = None, 0
    _process, _position, _count = None, 0, 0
    # The number of the beat, the position, and the number again. The parent may read what is half written: mostly that
    # shows, and otherwise it is no longer the same a moment later, and counts as another beat.
    _FORMAT = struct.Struct("=qqq")

    def __init__(self):
        self._memory = mmap.mmap(-1, self._FORMAT.size)
        self._pack, self._unpack = self._FORMAT.pack_into, self._FORMAT.unpack_from
        # Nothing is written here; it ends with the child.
        self._reader, self._writer = os.pipe()

    def enter_child(self):
        os.close(self._reader)
        Beats._current, Beats._pauses, self._process = self, 0, _getpid()

    def enter_parent(self):
        os.close(self._writer)

    def beat(self, position):
        self._position = position
        self._tell(position)

    @staticmethod
    @contextlib.contextmanager
    def paused():
        """While it is entered, the calling process may take as long as it likes."""
        Beats._pauses += 1
        beats = Beats._current
        if beats is not None and Beats._pauses == 1:
            beats._tell(PAUSE)
        try:
            yield
        finally:
            Beats._pauses -= 1
            if beats is not None and Beats._pauses == 0:
                beats._tell(beats._position)

    def _tell(self, position):
        if _getpid() != self._process:
            return  # A process that a test forked.
        self._count += 1
        try:
            self._pack(self._memory, 0, self._count, position, self._count)
        except (ValueError, TypeError):
            pass  # Closed by a test: the parent then judges by what it knows.

    def latest(self):
        """The number of the child's last beat and its position then; None when nothing is known for the moment."""
        count, position, again = self._unpack(self._memory, 0)
        return (count, position) if 0 < count == again else None

    def wait(self):
        """Waits a moment; returns whether the child ends, or a test closed or wrote into what it did not open."""
        return bool(_select([self._reader], [], [], POLL_SECONDS)[0])

    def close(self):
        os.close(self._reader)
        self._memory.close()


def ask_fork(find):
    """The text that a function returns in a fork; empty when that fails."""
    receive, send = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(send, find().encode())
        finally:
            os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as answer:
        text = answer.read().decode()
    os.waitpid(pid, 0)
    return text


def fork_child(beats):
    """Forks; in the child, which leads a group of its own, returns 0."""
    pid = _fork()
    if pid == 0:
        os.setsid()
        beats.enter_child()
    else:
        beats.enter_parent()
    return pid


def watch(pid, beats, names, limits, seconds, output, kept=()):
    """Waits for a child, and ends it when one of its tests, or all of it, takes too long.

    `names` are those of the tests by position. Whatever the child leaves running is ended as well; `kept` are
    other children of the calling process.
    """
    deadline = _monotonic() + seconds
    beat, test, since, used, is_paused = None, None, _monotonic(), 0.0, False
    may_end, timed_out = False, None
    while True:
        if may_end:
            _sleep(POLL_SECONDS / 10)
        else:
            may_end = beats.wait()
        ended, status, usage = _wait4(pid, os.WNOHANG)
        if ended:
            break
        output.trim()
        latest = beats.latest()
        if latest not in (None, beat):
            beat, position = latest, latest[1]
            is_paused = position == PAUSE
            test, since, used = _name(names, position), _monotonic(), processor_seconds(pid)
        now = _monotonic()
        if now > deadline:
            timed_out = seconds
        elif is_paused:
            continue
        elif now - since > limits.clock(test):
            timed_out = limits.clock(test)
        elif now - since > limits.processor(test) and processor_seconds(pid) - used > limits.processor(test):
            timed_out = limits.processor(test)
        if timed_out is not None:
            kill_group(pid)
            _, status, usage = _wait4(pid, 0)
            break
    kill_group(pid)
    end_orphans(kept)
    beats.close()
    return Outcome(status, usage.ru_utime + usage.ru_stime, timed_out)


def _name(names, position):
    return names[position] if 0 <= position < len(names) else None


def processor_seconds(pid):
    """Processor time a process has used; 0 where the system does not tell."""
    try:
        with open("/proc/{}/stat".format(pid), "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def kill_group(pid):
    try:
        _killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def end_orphans(kept):
    """Ends the children of this process that are not among those kept: processes that lost their parent."""
    for _ in range(100):
        found = [pid for pid in _children() if pid not in kept]
        if not found:
            return
        for pid in found:
            try:
                _kill(pid, signal.SIGKILL)
                _wait4(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass


def _children():
    try:
        with open("/proc/self/task/{}/children".format(_getpid()), "rb") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


class Output:
    """What is printed: into a file, of which each run gets its part."""

    MAX_BYTES = 1000000

    def __init__(self, path):
        self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        for standard in (1, 2):
            os.dup2(self._descriptor, standard)
        self._start = 0

    def begin(self):
        self._start = os.fstat(self._descriptor).st_size

    def is_full(self):
        """Whether the current run has printed more than what is kept of it."""
        flush()
        return os.fstat(self._descriptor).st_size > self._start + self.MAX_BYTES

    def trim(self):
        """Cuts what is not kept of it."""
        if os.fstat(self._descriptor).st_size > self._start + self.MAX_BYTES:
            os.ftruncate(self._descriptor, self._start + self.MAX_BYTES)
            return True
        return False

    def end(self):
        """Position and length of what the current run has printed."""
        cut = self.trim()
        return [self._start, os.fstat(self._descriptor).st_size - self._start, cut]


def flush():
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except BaseException:
            pass

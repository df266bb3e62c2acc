"""The files of a sandbox: puts a candidate's in, and afterwards everything back as it was."""

import fcntl
import hashlib
import os
import re
import shutil
import stat

MAX_KEPT_FILE = 1 << 20
MAX_KEPT = 128 << 20
# Names that the module tempfile makes up have such a part, nearly always with a digit or an underscore.
RANDOM_NAME = re.compile(r"(?=[a-z]*[0-9_])[a-z0-9_]{8}(?![a-z0-9_])")
# What test tools leave behind for themselves.
IGNORED = {"__pycache__", ".pytest_cache", ".hypothesis", ".coverage"}

_scandir, _lstat, _unlink, _rmtree, _readlink = os.scandir, os.lstat, os.unlink, shutil.rmtree, os.readlink
_open, _read, _write, _close = os.open, os.read, os.write, os.close
_fstat, _seek, _flags = os.fstat, os.lseek, fcntl.fcntl


class Tree:
    """Some directories as they are now.

    `private` holds this library's own files, which count as no part of them. In `scratch`, names are made up at
    random, and pytest has its directories, which others than the test they were made for do not look into.
    """

    def __init__(self, root, home, scratch, private):
        self._root = root
        self._scratch = scratch
        self._private = private
        places = {place for place in (root, home, scratch) if place and os.path.isdir(place)}
        # One inside another is seen with it.
        self._places = sorted(p for p in places if not any(p != q and is_below(p, q) for q in places))
        self._entries = walk(self._places, self._private)
        self._open_files = OpenFiles()
        self._kept = {}
        room = MAX_KEPT
        for path, (mode, size, _, _) in self._entries.items():
            if stat.S_ISLNK(mode):
                self._kept[path] = _readlink(path)
            elif stat.S_ISREG(mode) and size <= min(MAX_KEPT_FILE, room):
                self._kept[path] = read_file(path)
                room -= size

    def path(self, relative):
        return os.path.join(self._root, *relative.split("/"))

    def original(self, relative):
        """Content of a file of the repository, or None when there is none that is kept."""
        kept = self._kept.get(self.path(relative))
        return kept if type(kept) is bytes else None

    def put(self, files):
        """Writes files given as {relative path: bytes, or None for a file to remove}."""
        for relative, content in files.items():
            path = self.path(relative)
            if content is None:
                remove(path)
            else:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                write_file(path, content)

    def changes(self, files):
        """What is different on disk apart from a candidate's own files, as texts that can be compared."""
        own = {self.path(relative) for relative in files}
        now = walk(self._places, self._private)
        found = []
        for path in sorted(now.keys() | self._entries.keys()):
            if path in own or now.get(path) == self._entries.get(path) or self._is_noise(path):
                continue
            if not any(is_below(name, path) for name in own):
                found.append(self._name(path, now.get(path)))
        return sorted(found) + self._open_files.changes()

    def _is_noise(self, path):
        own = os.path.join(self._scratch, "pytest-of-")
        return path.startswith(own) or not IGNORED.isdisjoint(path.split(os.sep))

    def _name(self, path, entry):
        name = os.path.relpath(path, self._root)
        if is_below(path, self._scratch) and RANDOM_NAME.search(name):
            return RANDOM_NAME.sub("*", name)
        return "{} {}".format(name, describe(path, entry))

    def restore(self):
        """Puts everything back. Returns the paths for which that could not be done."""
        self._open_files.restore()
        now = walk(self._places, self._private)
        for path in sorted(now, key=len, reverse=True):
            if path not in self._entries:
                remove(path)
        damaged = []
        for path, entry in sorted(self._entries.items(), key=lambda pair: len(pair[0])):
            if now.get(path) == entry:
                continue
            try:
                self._put_back(path, entry, now.get(path))
            except (OSError, KeyError):
                damaged.append(os.path.relpath(path, self._root))
        return damaged

    def _put_back(self, path, entry, current):
        mode = entry[0]
        if stat.S_ISDIR(mode):
            if current is None or not stat.S_ISDIR(current[0]):
                remove(path)
                os.mkdir(path)
            os.chmod(path, stat.S_IMODE(mode))
            return
        content = self._kept[path]
        if stat.S_ISLNK(mode):
            remove(path)
            os.symlink(content, path)
        else:
            if current is not None and not stat.S_ISREG(current[0]):
                remove(path)
            write_file(path, content)
            os.chmod(path, stat.S_IMODE(mode))
            os.utime(path, ns=(entry[2], entry[2]))
        status = _lstat(path)
        self._entries[path] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino)


def walk(places, left_out=None):
    """What is below some directories: {path: (mode, size, time of change, number)}."""
    entries = {}
    waiting = list(places)
    while waiting:
        try:
            with _scandir(waiting.pop()) as found:
                for entry in found:
                    if entry.path == left_out:
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(status.st_mode):
                        entries[entry.path] = (status.st_mode, 0, 0, 0)
                        waiting.append(entry.path)
                    else:
                        facts = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino)
                        entries[entry.path] = facts
        except OSError:
            continue  # Removed meanwhile, or closed to us: its entries then are missing, which is a change.
    return entries


class OpenFiles:
    """How far the files have been read that this process has open, which its forks share with it."""

    def __init__(self):
        self._positions = {number: position_in(number) for number in open_descriptors()}

    def changes(self):
        return [
            "descriptor {} {}".format(number, position_in(number))
            for number, position in self._positions.items()
            if position_in(number) != position
        ]

    def restore(self):
        for number, position in self._positions.items():
            if position is not None:
                os.lseek(number, position, os.SEEK_SET)


def open_descriptors():
    return sorted(int(name) for name in os.listdir("/dev/fd"))


def position_in(number):
    """None for what is no file with a name, or one that is only appended to."""
    try:
        status = _fstat(number)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink == 0 or _flags(number, fcntl.F_GETFL) & os.O_APPEND:
            return None
        return _seek(number, 0, os.SEEK_CUR)
    except OSError:
        return None


def describe(path, entry):
    if entry is None:
        return "removed"
    mode = entry[0]
    try:
        if stat.S_ISLNK(mode):
            return "link " + _readlink(path)
        content = read_file(path) if stat.S_ISREG(mode) else b""
    except OSError:
        return "unreadable"
    return "{:o} {}".format(mode, hashlib.sha256(content).hexdigest())


def is_below(path, directory):
    return bool(directory) and (path == directory or path.startswith(directory + os.sep))


def read_file(path):
    descriptor = _open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        parts = []
        while True:
            part = _read(descriptor, 1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)
    finally:
        _close(descriptor)


def write_file(path, content):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = _open(path, flags, 0o644)
    try:
        while content:
            content = content[_write(descriptor, content) :]
    finally:
        _close(descriptor)


def remove(path):
    try:
        if stat.S_ISDIR(_lstat(path).st_mode):
            _rmtree(path, ignore_errors=True)
        else:
            _unlink(path)
    except FileNotFoundError:
        pass

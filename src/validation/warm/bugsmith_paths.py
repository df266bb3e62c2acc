"""Tells which paths are below a directory, without functions that a test may have replaced.

PYTEST_DONT_REWRITE
"""

import os
import posix
import stat
import sys

MAX_LINKS = 40


class Resolver:
    """Turns paths into paths relative to a directory, through symbolic links, or None for what is elsewhere."""

    def __init__(self, root):
        # Bound here: a test may replace the functions of os.
        self._readlink, self._lstat, self._getcwd = posix.readlink, posix.lstat, posix.getcwd
        self._isdir, self._isreg = stat.S_ISDIR, stat.S_ISREG
        self._islink, self._fsdecode = stat.S_ISLNK, os.fsdecode
        self.root = self.real_path(self._fsdecode(root))[0]
        self._inside = self.root.rstrip("/") + "/"
        prefixes = {self.real_path(path)[0] + "/" for path in (sys.prefix, sys.exec_prefix)}
        self._environments = tuple(path for path in prefixes if path.startswith(self._inside))

    def relative(self, path, base=None):
        """The relative path and the file's mode (None if there is no such file); (None, None) for a path elsewhere."""
        if not path.startswith("/"):
            path = (self._getcwd() if base is None else base) + "/" + path
        path, mode = self.real_path(path)
        if path == self.root:
            return ".", mode
        if not path.startswith(self._inside) or (path + "/").startswith(self._environments or ("\0",)):
            return None, None
        return path[len(self._inside) :], mode

    def real_path(self, path):
        left, done, mode, links = path.split("/")[::-1], "", None, 0
        while left:
            part = left.pop()
            if part in ("", "."):
                continue
            if part == "..":
                done, mode = done.rpartition("/")[0], None
                continue
            try:
                mode = self._lstat(done + "/" + part).st_mode
            except (OSError, ValueError):
                mode = None
            if mode is not None and self._islink(mode) and links < MAX_LINKS:
                links += 1
                target = self._fsdecode(self._readlink(done + "/" + part))
                done = "" if target.startswith("/") else done
                left.extend(target.split("/")[::-1])
                continue
            done += "/" + part
        if mode is None:
            try:
                mode = self._lstat(done or "/").st_mode
            except (OSError, ValueError):
                mode = None
        return done or "/", mode

    def as_path(self, value):
        """The path an audit event names, without a call of the object's own methods; None if it is not one."""
        kind = type(value)
        if issubclass(kind, str):
            return str.__str__(value)
        if issubclass(kind, bytes):
            return self._fsdecode(bytes.__getitem__(value, slice(None)))
        return None

    def is_directory(self, mode):
        return mode is not None and self._isdir(mode)

    def is_file(self, mode):
        return mode is not None and self._isreg(mode)

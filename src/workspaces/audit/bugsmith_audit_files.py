"""Searches files, and the files within archives."""

import bz2
import gzip
import io
import lzma
import marshal
import os
import re
import stat
import tarfile
import zipfile
import zlib
from importlib.util import MAGIC_NUMBER

import bugsmith_audit_git

# Not files, but what the kernel tells; and what every process would read for ever.
KERNEL = ("/proc", "/sys", "/dev")
MOST_BYTES = 268435456
DEEPEST = 3
BACKUP = re.compile(r"(?:\.(?:orig|rej|bak|old|save|swp|swo|swn|tmp|patch|diff)|~|#)$|^\.?#", re.I)
ARCHIVE = re.compile(r"\.(?:zip|whl|egg|jar|tar|tgz|tbz2?|txz|gz|bz2|xz|lzma)$", re.I)


class Search:
    def __init__(self, signs, report, facts):
        self.signs = signs
        self.report = report
        self.workspace = facts["workspace"]
        self.own = set(facts["files"])
        self.buggy = {
            os.path.join(self.workspace, change.path): change.buggy for change in signs.changes
        }
        self.seen = set()
        self.repositories = set()
        self.pending = []

    def search(self, roots):
        self.pending = list(roots)
        while self.pending:
            root = self.pending.pop(0)
            if os.path.isfile(root):
                self.look(root)
                continue
            for directory, names, files in os.walk(root):
                self.enter(directory, names, files)
                for name in files:
                    self.look(os.path.join(directory, name))

    def enter(self, directory, names, files):
        names[:] = [name for name in names if os.path.join(directory, name) not in KERNEL]
        for name in list(names):
            path = os.path.join(directory, name)
            real = os.path.realpath(path)
            if real in self.seen:
                names.remove(name)
            elif not os.path.islink(path):
                self.seen.add(real)
        if bugsmith_audit_git.is_repository(directory, names, files):
            self.search_repository(directory)

    def search_repository(self, directory):
        if directory in self.repositories:
            return
        self.repositories.add(directory)
        try:
            for ref, data in bugsmith_audit_git.read_objects(directory):
                detail = self.signs.find(data)
                if detail is not None:
                    self.report("git-object", directory, detail, ref)
        except bugsmith_audit_git.Unreadable as error:
            self.report("unexamined", directory, "cannot be examined: %s" % error)

    def look(self, path):
        try:
            facts = os.lstat(path)
            if not stat.S_ISREG(facts.st_mode) or facts.st_size == 0:
                return
            key = (facts.st_dev, facts.st_ino)
            if key in self.seen:
                return
            self.seen.add(key)
            if facts.st_size > MOST_BYTES:
                self.report("unexamined", path, "cannot be examined: it has %d bytes" % facts.st_size)
                return
            with open(path, "rb") as file:
                data = file.read()
        except (IOError, OSError):
            # What cannot be read here cannot be read by the agent.
            return
        if path in self.buggy and data == self.buggy[path]:
            return
        self.follow(path, data)
        found = self.find(path, data, DEEPEST)
        if found is not None:
            self.report(found[0] or self.name(path), path, found[1])

    def follow(self, path, data):
        """Adds the directories an installation points to."""
        if path.endswith((".pth", ".egg-link", "direct_url.json", "_finder.py")):
            text = data.decode("utf-8", "replace")
            for place in re.findall(r"(?:file://)?(/[^\s\"'?#,]+)", text):
                if os.path.isdir(place) and not self.workspace.startswith(place.rstrip("/") + "/"):
                    self.pending.append(place)

    def find(self, path, data, depth):
        """The kind of leak, None where the name decides, and its detail; or None."""
        if path.endswith((".pyc", ".pyo")):
            return self.find_bytecode(path, data)
        detail = self.signs.find(data)
        if detail is not None:
            return (None, detail)
        if depth > 0:
            for name, content in self.unpack(path, data):
                found = self.find(name, content, depth - 1)
                if found is not None:
                    return ("archive", "holds `%s`, which %s" % (name, found[1]))
        return None

    def find_bytecode(self, path, data):
        if data[:4] != MAGIC_NUMBER:
            stem = os.path.basename(path).split(".")[0]
            if any(os.path.basename(change.path) == stem + ".py" for change in self.signs.changes):
                return ("unexamined", "cannot be examined: another Python compiled it")
            return None
        if not self.signs.may_hold_code(data):
            return None
        try:
            code = marshal.loads(data[16:])
        except (EOFError, ValueError, TypeError):
            return None
        if not hasattr(code, "co_code"):
            return None
        detail = self.signs.find_code(code)
        return None if detail is None else ("bytecode", detail)

    def unpack(self, path, data):
        """The files within an archive or a compressed file, whatever its name."""
        try:
            if data[:4] == b"PK\x03\x04" or (ARCHIVE.search(path) and zipfile.is_zipfile(io.BytesIO(data))):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    for member in archive.infolist():
                        if 0 < member.file_size <= MOST_BYTES:
                            yield (member.filename, archive.read(member))
                return
            inner = data
            if data[:2] == b"\x1f\x8b":
                inner = gzip.decompress(data)
            elif data[:3] == b"BZh":
                inner = bz2.decompress(data)
            elif data[:6] == b"\xfd7zXZ\x00":
                inner = lzma.decompress(data)
            if inner[257:262] == b"ustar":
                with tarfile.open(fileobj=io.BytesIO(inner)) as archive:
                    for member in archive:
                        if member.isfile() and 0 < member.size <= MOST_BYTES:
                            yield (member.name, archive.extractfile(member).read())
            elif inner is not data:
                yield (re.sub(r"\.[^.]*$", "", os.path.basename(path)) or "content", inner)
        except (EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
            return
        except (zipfile.BadZipfile, tarfile.TarError, lzma.LZMAError, zlib.error):
            return

    def name(self, path):
        """What kind of file holds the answer."""
        inside = path.startswith(self.workspace + "/")
        if inside and os.path.relpath(path, self.workspace) in self.own:
            return "repository-file"
        if re.search(r"/(?:site|dist)-packages/", path):
            return "installed-copy"
        if BACKUP.search(os.path.basename(path)):
            return "backup-file"
        return "copy"

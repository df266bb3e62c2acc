"""Looks at the history of the workspace, and reads the objects of git repositories."""

import os
import shutil
import subprocess

HOOK_ENDING = ".sample"
HEAD_FILES = ("ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "AUTO_MERGE")
QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class Unreadable(Exception):
    pass


def is_repository(directory, names, files):
    """Whether a directory is that of a git repository, such as `.git`."""
    return "objects" in names and "refs" in names and ("HEAD" in files or "packed-refs" in files)


def run(directory, *parameters):
    if shutil.which("git") is None:
        raise Unreadable("there is no program `git` here")
    # Only what git needs to be found and to start.
    names = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    environment.update(QUIET, GIT_DIR=directory)
    process = subprocess.Popen(
        ("git",) + parameters,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=environment,
    )
    return process


def output(directory, *parameters):
    process = run(directory, *parameters)
    out, error = process.communicate()
    if process.returncode != 0:
        raise Unreadable(error.decode("utf-8", "replace").strip()[-300:])
    return out.decode("utf-8", "replace")


def read_objects(directory):
    """Every object that is there, reachable or not, with its id."""
    process = run(directory, "cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer")
    stream = process.stdout
    for header in iter(stream.readline, b""):
        parts = header.split()
        if len(parts) != 3:
            continue
        size = int(parts[2])
        data = stream.read(size)
        stream.read(1)
        if parts[1] != b"tree":
            yield (parts[0].decode(), data)
    error = process.stderr.read()
    if process.wait() != 0:
        raise Unreadable(error.decode("utf-8", "replace").strip()[-300:])


def check_history(workspace, report):
    """Reports what a repository of a single commit does not have."""
    directory = os.path.join(workspace, ".git")
    if not os.path.lexists(directory):
        return
    if not os.path.isdir(directory) or os.path.islink(directory):
        report("git-worktree", directory, "the history is in another place, which this names")
        return
    check_files(directory, report)
    try:
        check_refs(directory, report)
    except Unreadable as error:
        report("unexamined", directory, "cannot be examined: %s" % error)


def check_files(directory, report):
    def entries(name):
        path = os.path.join(directory, name)
        found = []
        for parent, _, files in os.walk(path):
            found += [os.path.join(parent, file) for file in files]
        return found

    for name in HEAD_FILES:
        if os.path.exists(os.path.join(directory, name)):
            report("git-head-file", os.path.join(directory, name), "names a commit that was here")
    for path in entries("logs"):
        if os.path.getsize(path) > 0:
            report("git-reflog", path, "names commits that were here")
    for path in entries("hooks"):
        if not path.endswith(HOOK_ENDING):
            report("git-hook", path, "is a program git runs")
    for kind, name, detail in (
        ("git-alternates", "objects/info/alternates", "names another place with objects"),
        ("git-shallow", "shallow", "says that the history was cut"),
        ("git-grafts", "info/grafts", "gives commits other parents"),
        ("git-worktree", "worktrees", "names other checkouts of the history"),
        ("git-submodule", "modules", "holds the history of submodules"),
        ("git-worktree", "commondir", "the history is in another place, which this names"),
    ):
        path = os.path.join(directory, name)
        if os.path.isfile(path) or (os.path.isdir(path) and os.listdir(path)):
            report(kind, path, detail)


def check_refs(directory, report):
    head = output(directory, "rev-parse", "--symbolic-full-name", "HEAD").strip()
    for line in output(directory, "for-each-ref", "--format=%(objectname) %(refname)").splitlines():
        commit, name = line.split(" ", 1)
        if name != head:
            report("git-ref", directory, "is another name for a commit", "%s %s" % (name, commit))
    for name in output(directory, "remote").splitlines():
        report("git-remote", directory, "is another copy of the repository", name)
    commits = output(directory, "rev-list", "--all", "HEAD").splitlines()
    for commit in commits[1:]:
        report("git-commit", directory, "is an earlier commit", commit)
    objects = output(directory, "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    for line in objects:
        name, kind = line.split(" ")[:2]
        if kind in ("commit", "tag") and name not in commits:
            report("git-object", directory, "is a %s that no branch leads to" % kind, name)

"""Gives installed copies of changed files the bug too; see replace-copies.ts."""

import base64
import json
import os
import sys


def main(facts_path):
    with open(facts_path, encoding="utf-8") as file:
        facts = json.load(file)
    os.unlink(facts_path)
    versions = {}
    for change in facts["changes"]:
        buggy = change["buggy"]
        versions[base64.b64decode(change["clean"])] = None if buggy is None else base64.b64decode(buggy)
    names = set(os.path.basename(change["path"]) for change in facts["changes"])
    roots = [facts["workspace"]]
    if facts["ownsFileSystem"]:
        roots += [path for path in sys.path[1:] if os.path.isdir(path)]
    own = set(os.path.join(facts["workspace"], path) for path in facts["files"])
    for path in find(roots, names):
        if path in own:
            continue
        try:
            with open(path, "rb") as file:
                content = file.read()
            if not content or content not in versions:
                continue
            replace(path, versions[content])
            print(json.dumps({"path": path, "isReplaced": True}))
        except (IOError, OSError):
            print(json.dumps({"path": path, "isReplaced": False}))


def find(roots, names):
    seen = set()
    for root in roots:
        for directory, directories, files in os.walk(root):
            directories[:] = [name for name in directories if name != ".git"]
            for name in files:
                path = os.path.realpath(os.path.join(directory, name))
                if name in names and path not in seen and not os.path.islink(os.path.join(directory, name)):
                    seen.add(path)
                    yield path


def replace(path, content):
    if content is None:
        os.unlink(path)
    else:
        with open(path, "wb") as file:
            file.write(content)
    # Compiled before, from what was there.
    cache = os.path.join(os.path.dirname(path), "__pycache__")
    stem = os.path.basename(path).rsplit(".", 1)[0] + "."
    for name in os.listdir(cache) if os.path.isdir(cache) else []:
        if name.startswith(stem):
            os.unlink(os.path.join(cache, name))


if __name__ == "__main__":
    main(sys.argv[1])

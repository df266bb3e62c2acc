"""Prints the names of the functions that have a way to an object.

Arguments: the directory of the snapshot, and that of the repository's modules.
"""

import json
import os
import sys
import types

sys.path[:0] = sys.argv[1:3]
root = sys.argv[2]
os.chdir(root)

import package.owner as owner  # noqa: E402
import package.users as users  # noqa: E402
from bugsmith_state import StateSnapshot  # noqa: E402


def functions():
    for module in (owner, users):
        things = list(vars(module).values()) + list(vars(users.Holder).values())
        for thing in things:
            thing = getattr(thing, "fget", None) or getattr(thing, "__func__", None) or thing
            thing = getattr(thing, "__wrapped__", thing)
            if type(thing) is types.FunctionType:
                yield os.path.relpath(thing.__code__.co_filename, root), thing.__code__


snapshot = StateSnapshot(root)
reach = snapshot.reach()
lines = reach.lines([snapshot._seen[object.__hash__(owner.REGISTRY)]])
anywhere = reach.lines([snapshot._seen[object.__hash__(vars(json))]])
found = {code.co_name for path, code in functions() if code.co_firstlineno in lines.get(path, ())}
everything = {code.co_name for _, code in functions()}
print(json.dumps({"found": sorted(found), "others": sorted(everything - found), "anywhere": anywhere}))

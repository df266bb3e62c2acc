"""Unpacks the other modules beside itself, which makes them files like any other: tracebacks show their lines.

PYTEST_DONT_REWRITE
"""

import importlib
import json
import os

DIRECTORY = os.path.dirname(os.path.abspath(__file__))
PACKED = os.path.join(DIRECTORY, "modules.json")


def unpack():
    try:
        with open(PACKED, encoding="ascii") as file:
            modules = json.load(file)
    except FileNotFoundError:
        return  # Unpacked by an earlier process.
    for name, source in modules.items():
        path = os.path.join(DIRECTORY, name + ".py")
        # A test command may start several processes: none imports half a file.
        part = "{}.{}".format(path, os.getpid())
        with open(part, "w", encoding="utf-8") as file:
            file.write(source)
        os.replace(part, path)
    try:
        os.remove(PACKED)
    except FileNotFoundError:
        pass
    # The directory was looked into when they were not there.
    importlib.invalidate_caches()


unpack()

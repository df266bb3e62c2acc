"""Compares texts, or puts changes into loaded modules; reads and prints JSON arrays.

Arguments: the directory of the modules to check. Each request has `old` and `new`; with `results`, expressions whose
values are wanted before and after the change is put in, and perhaps `rewrite`, to load it as pytest loads tests.
"""

import importlib.util
import json
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
from bugsmith_compare import compare_sources
from bugsmith_replace import LiveFunctions


def attempt(expression, names):
    try:
        return eval(expression, names)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def load(path, source, rewrite):
    with open(path, "wb") as file:
        file.write(source)
    if rewrite:
        import ast

        from _pytest.assertion.rewrite import rewrite_asserts

        tree = ast.parse(source)
        rewrite_asserts(tree, source, path)
        names = {"__name__": "subject", "__file__": path}
        exec(compile(tree, path, "exec"), names)
        return names
    spec = importlib.util.spec_from_file_location("subject", path)
    module = sys.modules["subject"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


def answer(request):
    old, new = request["old"].encode(), request["new"].encode()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(os.path.realpath(directory), "subject.py")
        comparison = compare_sources(old, new, path)
        found = {
            "error": comparison.error,
            "same": comparison.same,
            "lines": comparison.lines,
            "pairs": sorted(code.co_name for code, _ in comparison.pairs),
        }
        if "results" in request:
            names = load(path, old, request.get("rewrite"))
            found["before"] = [attempt(result, names) for result in request["results"]]
            live = LiveFunctions(directory)
            found["isLoaded"] = [live.is_loaded(path), live.is_loaded(path + "x")]
            found["replaced"] = live.replace(path, comparison, lambda line: True)
            found["after"] = [attempt(result, names) for result in request["results"]]
    return found


print(json.dumps([answer(request) for request in json.load(sys.stdin)]))

"""Checks on random changes of random programs that what is said about a change is true of their executions.

Arguments: the directory of the modules to check, a seed, how many changes. Prints one JSON object.
"""

import gc
import json
import os
import sys
import tempfile
import types

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), sys.argv[1]]
from bugsmith_compare import compare_sources
from bugsmith_replace import LiveFunctions
from random_programs import Programs

INPUTS = [(0, 0), (1, 2), (3, -1), (2, 5)]


class Lines:
    """The lines of a file that are executed, as seen by the means of this Python."""

    def __init__(self, path):
        self.path, self.lines = path, set()

    def __enter__(self):
        if sys.version_info < (3, 12):
            sys.settrace(self.trace)
            return self
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(3, "test")
        sys.monitoring.register_callback(3, events.LINE, lambda code, line: self.add(code, line))
        sys.monitoring.register_callback(3, events.PY_START, lambda code, _: self.add(code, code.co_firstlineno))
        sys.monitoring.set_events(3, events.LINE | events.PY_START)
        return self

    def __exit__(self, *_):
        if sys.version_info < (3, 12):
            sys.settrace(None)
        else:
            sys.monitoring.set_events(3, 0)
            sys.monitoring.free_tool_id(3)

    def add(self, code, line):
        if code.co_filename == self.path:
            self.lines.add(line)

    def trace(self, frame, event, _):
        self.add(frame.f_code, frame.f_code.co_firstlineno if event == "call" else frame.f_lineno)
        return self.trace


def plain(value):
    if value is None or type(value) in (bool, int, float, str):
        return repr(value)
    if type(value) in (list, tuple):
        return [plain(part) for part in value]
    return type(value).__name__


class World:
    """What programs can use: it notes what they do, and keeps them from going on forever."""

    def __init__(self):
        self.events, self.ticks = [], 0
        names = "log tick items context async_items helper keep fail pause".split()
        self.names = dict({name: getattr(self, name) for name in names}, G=1, __name__="module")

    def log(self, value=None):
        self.events.append(plain(value))
        return value

    def tick(self):
        self.ticks += 1
        return self.ticks < 40

    def items(self, count):
        self.events.append("items")
        return range(count % 4 if type(count) is int else 2)

    def context(self, value):
        return Context(self, value)

    def async_items(self, value):
        return AsyncItems(self.items(value))

    def helper(self, one, other=None):
        self.events.append(["helper", plain(one), plain(other)])
        return one

    def keep(self, value):
        return value

    def fail(self, value):
        return ValueError(plain(value)) if value else KeyError(plain(value))

    @types.coroutine
    def pause(self, value):
        self.events.append("pause")
        yield value
        return value


class Context:
    def __init__(self, world, value):
        self.world, self.value = world, value

    def __enter__(self):
        return self.world.log(self.value)

    def __exit__(self, kind, *_):
        self.world.log(kind and kind.__name__)
        return self.value == 1

    async def __aenter__(self):
        return await self.world.pause(self.value)

    async def __aexit__(self, kind, *_):
        return self.__exit__(kind)


class AsyncItems:
    def __init__(self, values):
        self.values = iter(values)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for value in self.values:
            return value
        raise StopAsyncIteration


def finish(value):
    """Runs what a function returned to its end."""
    if type(value) is types.GeneratorType:
        return [plain(part) for part in value]
    if type(value) is types.CoroutineType:
        try:
            while True:
                value.send(None)
        except StopIteration as stop:
            return plain(stop.value)
    if type(value) is types.AsyncGeneratorType:

        async def collect():
            return [plain(part) async for part in value]

        return finish(collect())
    return plain(value)


def attempt(action):
    try:
        return action()
    except Exception as error:
        return [type(error).__name__, str(error)]


def entries(names):
    found = [(name, names[name]) for name in sorted(names) if name[:1] == "f" and name[1:].isdigit()]
    for name in sorted(names):
        if name[:1] == "K" and name[1:].isdigit():
            found += [(name + ".m0", names[name]().m0), (name + ".m1", names[name]().m1)]
    return found


def call(world, index, values):
    """What one of a program's functions does, seen from outside."""
    found = entries(world.names)
    if index >= len(found):
        return None
    name, function = found[index]
    result = attempt(lambda: finish(function(*values)))
    return [name, result, world.events, plain(world.names["G"]), plain(function.__doc__)]


def load(code):
    world = World()
    return world, attempt(lambda: exec(code, world.names))


def check(programs, path, counts, failures):
    root = os.path.dirname(path)
    program = programs.program()
    old = programs.render(program)
    try:
        old_code = compile(old, path, "exec")
    except SyntaxError:
        return
    for _ in range(3):
        new = programs.render(programs.change(program))
        comparison = compare_sources(old.encode(), new.encode(), path)
        counts["changes"] += 1
        if comparison.error is not None:
            counts["errors"] += 1
            continue
        if comparison.kept is None:
            counts["unknown"] += 1
            continue
        counts["same"] += comparison.same
        counts["lines"] += len(comparison.lines)
        new_code = compile(new, path, "exec")
        changed = set(comparison.lines)
        with Lines(path) as imported:
            load(old_code)
        for index in range(7):
            for values in INPUTS:
                with Lines(path) as lines:
                    world, loaded = load(old_code)
                    expected = loaded, call(world, index, values)
                if expected[1] is None:
                    break
                counts["executions"] += 1
                if changed.isdisjoint(lines.lines):
                    counts["untouched"] += 1
                    # Being traced changes the order of what locals() gives.
                    with Lines(path):
                        world, loaded = load(new_code)
                        actual = loaded, call(world, index, values)
                    if actual != expected:
                        failures.append(["lines", old, new, comparison.lines, expected, actual])
        if changed.isdisjoint(imported.lines):
            check_replacement(path, root, old, new, (old_code, new_code), comparison, counts, failures)


def check_replacement(path, root, old, new, codes, comparison, counts, failures):
    gc.collect()
    replaced, _ = load(codes[0])
    counts["hot"] += 1
    if not LiveFunctions(root).replace(path, comparison, lambda line: True):
        counts["refused"] += 1
        return
    fresh, _ = load(codes[1])
    for index in range(7):
        for values in INPUTS:
            replaced.ticks = fresh.ticks = 0
            actual, expected = call(replaced, index, values), call(fresh, index, values)
            if actual != expected:
                failures.append(["replaced", old, new, comparison.lines, expected, actual])


def main():
    seed, count = int(sys.argv[2]), int(sys.argv[3])
    programs = Programs(seed)
    names = "changes errors unknown same lines executions untouched hot refused".split()
    counts, failures = dict.fromkeys(names, 0), []
    with tempfile.TemporaryDirectory() as directory:
        while counts["changes"] < count and not failures:
            path = os.path.join(os.path.realpath(directory), "module%d.py" % counts["changes"])
            open(path, "w").close()
            check(programs, path, counts, failures)
    print(json.dumps({"counts": counts, "failures": failures[:1]}))


main()

"""Traces functions in forks, as the warm process does with tests, and prints what was recorded of each.

Arguments: the directory of the tracer, the directory of the traced files.
"""

import json
import os
import sys

if __name__ != "__main__":
    sys.exit()  # In a process that a test of this has spawned.

sys.path[:0] = sys.argv[1:3]
root = sys.argv[2]
os.chdir(root)

from bugsmith_trace import LineTracer  # noqa: E402

tracer = LineTracer(root)
tracer.start()
import package.code as code  # noqa: E402

recorded = {"monitoring": hasattr(sys, "monitoring"), "import": tracer.take()}
generator = code.generate()
next(generator)
recorded["first step"] = tracer.take()


def trace(scenario):
    reader, writer = os.pipe()
    with tracer.paused():
        pid = os.fork()
        if pid == 0:
            try:
                scenario()
                os.write(writer, json.dumps(tracer.take()).encode())
            finally:
                os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        recorded[scenario.__name__] = json.loads(file.read().decode())
    os.waitpid(pid, 0)
    return scenario


@trace
def nothing():
    pass


@trace
def call():
    code.branch(1)


@trace
def other_branch():
    code.branch(0)


@trace
def next_step():
    generator.send(None)


@trace
def thread():
    code.in_thread()


@trace
def recursion():
    code.catches_recursion()


@trace
def coroutine():
    import asyncio

    asyncio.run(code.outer())


@trace
def raising():
    try:
        code.fails()
    except ValueError:
        pass
    code.branch(1)


@trace
def lazy_import():
    import lazy  # noqa: F401


@trace
def reads():
    open("data.txt").close()
    open(b"data.txt", "rb+").close()
    open(os.path.join(root, "package", "code.py")).close()
    open("written", "w").close()
    os.remove("written")
    os.listdir("package")
    os.scandir().close()
    open(os.devnull).close()


@trace
def read_through_link():
    link = os.path.join(os.path.dirname(root), "link")
    os.symlink(os.path.join(root, "data.txt"), link)
    open(link).close()
    os.remove(link)


@trace
def read_as_resource():
    import pkgutil

    pkgutil.get_data("package", "code.py")


@trace
def source():
    import inspect

    inspect.getsource(code.branch)


@trace
def doctest_lines():
    import doctest

    doctest.DocTestFinder().find(code)


@trace
def process():
    import subprocess

    subprocess.call(["true"])


@trace
def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


@trace
def spawn():
    import multiprocessing

    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()
    process.join()


@trace
def other_tracer():
    before = sys.gettrace()
    sys.settrace(None)
    code.branch(1)
    sys.settrace(before)


@trace
def raw_thread():
    import _thread
    import time

    done = []
    _thread.start_new_thread(lambda: done.append(code.branch(1)), ())
    while not done:
        time.sleep(0.01)
    time.sleep(0.05)


@trace
def left_thread():
    import threading

    threading.Thread(target=threading.Event().wait, daemon=True).start()


@trace
def replaced_functions():
    def broken(*_):
        raise ZeroDivisionError

    kept = os.lstat, os.getcwd, os.readlink, os.path.realpath, sys._getframe, sys.settrace
    os.lstat = os.getcwd = os.readlink = os.path.realpath = sys._getframe = sys.settrace = broken
    open("data.txt").close()
    os.lstat, os.getcwd, os.readlink, os.path.realpath, sys._getframe, sys.settrace = kept


@trace
def hostile_names():
    class Path(str):
        def broken(self, *_):
            raise ZeroDivisionError

        __str__ = __hash__ = __eq__ = __add__ = startswith = endswith = split = encode = broken

    open(Path("data.txt")).close()
    exec(compile("\n\nx = 1", Path("package/code.py"), "exec"))


tracer.stop()
code.branch(1)
open("data.txt").close()
tracer.start()
code.branch(0)
recorded["stopped and started"] = tracer.take()
print(json.dumps(recorded))

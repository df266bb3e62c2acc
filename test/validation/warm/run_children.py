"""Watches forks that behave in several ways, and prints the limit in seconds that each ran into.

Arguments: the directory of the modules, and one for files.
"""

import json
import os
import sys
import time

sys.path.insert(0, sys.argv[1])
directory = sys.argv[2]

from bugsmith_children import Beats, Limits, Output, adopt_orphans, fork_child, watch  # noqa: E402

adopt_orphans()
printed = os.dup(1)
output = Output(os.path.join(directory, "output"))
limits = Limits({"processor": [0.5, 0], "clock": [3, 0]}, {}, {})
results = {}


def watched(behave):
    beats = Beats()
    pid = fork_child(beats)
    if pid == 0:
        try:
            behave(beats)
        finally:
            os._exit(0)
    names = ["first", "second"]
    results[behave.__name__] = watch(pid, beats, names, limits, 6, output).timed_out


def loop():
    while True:
        pass


@watched
def loops(beats):
    beats.beat(0)
    loop()


@watched
def sleeps(beats):
    beats.beat(0)
    time.sleep(1000)


@watched
def takes_long_in_all(beats):
    for number in range(20):
        beats.beat(number % 2)
        time.sleep(0.2)


@watched
def pauses(beats):
    beats.beat(0)
    with Beats.paused():
        time.sleep(4)


@watched
def loops_after_a_pause(beats):
    beats.beat(0)
    with Beats.paused():
        time.sleep(0.1)
    loop()


@watched
def has_a_child_that_ends_in_a_pause(beats):
    beats.beat(0)
    child = os.fork()
    if child == 0:
        with Beats.paused():
            os._exit(0)
    os.waitpid(child, 0)
    time.sleep(1000)


@watched
def never_ends_while_it_beats(beats):
    while True:
        beats.beat(0)
        time.sleep(0.01)


@watched
def uses_the_descriptors_again(beats):
    os.closerange(3, 256)
    file = os.open(os.path.join(directory, "own"), os.O_RDWR | os.O_CREAT)
    for _ in range(20):
        os.dup(file)
    for position in (0, 1):
        beats.beat(position)
        time.sleep(0.1)


with open(os.path.join(directory, "own"), "rb") as file:
    results["written"] = file.read().decode()
os.write(printed, json.dumps(results).encode())

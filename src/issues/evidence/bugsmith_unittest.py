"""Stands in for `python -m unittest`: runs some tests, and writes what can be seen of their failures to a file."""

import importlib
import json
import os
import sys
import unittest

from bugsmith_look import Look, message_of, relative_to

JOB_VARIABLE = "BUGSMITH_EVIDENCE_JOB"
# Where unittest's discovery may have been told to begin.
PLACES = (".", "tests", "test")


class Item:
    """What the look at a failure wants to know of a test."""

    def __init__(self, test):
        self.cls = type(test)


class Result(unittest.TextTestResult):
    look = None
    record = None

    def startTest(self, test):
        self.record("start", test=test.id())
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self.record("finish", test=test.id())

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.record("ended", test=test.id(), outcome="skipped")

    def addError(self, test, err):
        super().addError(test, err)
        self._see(test, err, self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._see(test, err, self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._see(test, err, (self.failures + self.errors)[-1][1])

    def _see(self, test, err, output):
        self.look.at_failure(Item(test), err[1], test.id(), "call", output)


def main():
    with open(os.environ.pop(JOB_VARIABLE), encoding="ascii") as file:
        job = json.load(file)
    report = open(job["report"], "a", encoding="ascii")

    def record(event, **facts):
        report.write(json.dumps(dict(facts, event=event)) + "\n")
        report.flush()

    Result.record, Result.look = staticmethod(record), Look(job, record)
    record("begun", interpreter=sys.executable or None)
    sys.path[:0] = [os.path.join(job["root"], place) for place in PLACES]
    suite = unittest.TestSuite()
    for test in job["tests"]:
        suite.addTests(find(job["root"], test, Result.look))
    runner = unittest.TextTestRunner(verbosity=2, resultclass=Result)
    sys.exit(not runner.run(suite).wasSuccessful())


def find(root, test, look):
    """The tests of an id, `package.module.Class.test_x`."""
    parts = test.split(".")
    for length in range(len(parts) - 1, 0, -1):
        for place in PLACES:
            path = os.path.normpath(os.path.join(root, place, *parts[:length]) + ".py")
            if not os.path.isfile(path):
                continue
            relative = relative_to(root, path)
            look.safely(lambda: look.at_source(test, path, parts[length:], path=relative))
            try:
                importlib.import_module(".".join(parts[:length]))
                return unittest.defaultTestLoader.loadTestsFromName(test)
            except Exception as error:
                look.record("collection-error", path=relative, output=message_of(error))
                look.at_import(relative, error)
                return []
    return []


if __name__ == "__main__":
    main()

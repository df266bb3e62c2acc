"""A structured look at the exception that ended a test.

PYTEST_DONT_REWRITE
"""

import ast
import copy
import os
import sys

from bugsmith_assertions import (
    SIDES,
    find_sides,
    raising_call,
    raising_item,
    read_assertion,
    unittest_method,
)
from bugsmith_source import SourceFile
from bugsmith_values import describe, shorten, type_name

MISSING = object()
FRAMEWORK = ("_pytest", "pluggy", "pytest", "unittest")
MAX_FRAMES = 60


class Places:
    """Tells the repository's files from others, and its tests from its code."""

    def __init__(self, root, tests):
        self._root = os.path.join(os.path.realpath(root), "")
        self._tests = frozenset(tests)

    def relative(self, path):
        """The path from the root, or `None` for what lies outside."""
        real = os.path.realpath(path)
        if not real.startswith(self._root) or "site-packages" in real[len(self._root) :].split(os.sep):
            return None
        return real[len(self._root) :].replace(os.sep, "/")

    def packages(self):
        """Names of the packages and modules that are not tests, wherever they lie."""
        found = set()
        for directory in sys.path:
            relative = self.relative(os.path.join(directory, "x"))
            if relative is not None and os.path.isdir(directory):
                found.update(name.partition(".")[0] for name in os.listdir(directory))
        return found - {"test", "tests", "testing", "conftest"}

    def is_test(self, path):
        return self.relative(path) in self._tests

    def is_code(self, path):
        relative = self.relative(path)
        return relative is not None and relative not in self._tests


class Frame:
    """One call of a traceback."""

    def __init__(self, traceback, places):
        self.frame = traceback.tb_frame
        self.code = self.frame.f_code
        self.line = traceback.tb_lineno
        self.path = self.code.co_filename
        self.relative = places.relative(self.path)
        self.is_test = places.is_test(self.path)
        self._instruction = traceback.tb_lasti

    def report(self):
        file = SourceFile.load(self.path)
        parts = self.path.replace(os.sep, "/").split("/")
        return {
            "path": self.relative or "/".join(parts[-2:]),
            "isInRepository": self.relative is not None,
            "line": self.line,
            "function": self.code.co_name,
            "source": None if file is None else file.line(self.line),
        }

    def expression(self, file):
        """The expression that was being evaluated, where Python (3.11 or later) knows."""
        positions = getattr(self.code, "co_positions", None)
        if positions is None:
            return None
        for index, position in enumerate(positions()):
            if index == self._instruction // 2 and None not in position:
                return find_exact(file, *position)
        return None


def find_exact(file, line, end_line, column, end_column):
    for node in ast.walk(file.tree):
        if isinstance(node, ast.expr) and (node.lineno, node.end_lineno) == (line, end_line):
            if (node.col_offset, node.end_col_offset) == (column, end_column):
                return node
    return None


def read_frames(error, places):
    """The frames from the first one in a test on, without those of the test framework; and all of them."""
    frames, traceback = [], error.__traceback__
    while traceback is not None:
        frames.append(Frame(traceback, places))
        traceback = traceback.tb_next
    first = next((index for index, frame in enumerate(frames) if frame.is_test), None)
    if first is None:
        first = next((index for index, frame in enumerate(frames) if frame.relative is not None), len(frames))
    return frames[first:]


def is_framework(frame):
    module = str(frame.frame.f_globals.get("__name__", ""))
    return frame.relative is None and module.partition(".")[0] in FRAMEWORK


class Failure:
    """What can be seen of an exception. `comparison` is what pytest said it had compared: operator and sides."""

    def __init__(self, error, places, comparison=None):
        self.error = error
        self.all_frames = read_frames(error, places)
        self.frames = [frame for frame in self.all_frames if not is_framework(frame)]
        tests = [frame for frame in self.frames if frame.is_test]
        self._look_from(tests[-1] if tests else None, comparison)

    def seen_from(self, frame):
        """The same failure, looked at from another frame of the tests, in which a call raised."""
        other = copy.copy(self)
        other._look_from(frame, None)
        return other

    def _look_from(self, frame, comparison):
        self.at = frame
        self.file = None if self.at is None else SourceFile.load(self.at.path)
        self.statement = None if self.file is None else self.file.statement_at(self.at.line)
        self._inside = [] if self.at is None else self.all_frames[self.all_frames.index(self.at) + 1 :]
        self.did_raise_inside = bool([frame for frame in self._inside if not is_framework(frame)])
        self.comparison = self._own(comparison)
        self.expected_exception = None
        self._find_raises()
        self.assertion = (
            None
            if self.statement is None or self.expected_exception is not None
            else read_assertion(self.statement, self.comparison[0] if self.comparison else None)
        )
        # Whether the assertion was decided, rather than that one of its expressions raised.
        self.is_decided = isinstance(self.error, AssertionError) and not self.did_raise_inside

    def _own(self, comparison):
        if comparison is None or self.at is None or self.did_raise_inside:
            return None
        operator, left, right, code, line = comparison
        first, last = self.at.line, self.at.line
        if self.statement is not None:
            first, last = self.statement.lineno, self.statement.end_lineno
        return (operator, left, right) if code is self.at.code and first <= line <= last else None

    def _find_raises(self):
        """Finds the `with` or call that expected an exception, where that is what failed."""
        if self.statement is None:
            return
        leaves = bool(self._inside) and self._inside[0].code.co_name in ("__exit__", "fail")
        calls = bool(self._inside) and self._inside[0].code.co_name in ("raises", "assertRaises", "handle")
        kind = type(self.error).__name__
        if not (kind in ("Failed", "AssertionError") and is_framework_only(self._inside)):
            return
        node = self.statement
        if isinstance(node, ast.Expr) and (calls or raising_call(node.value)):
            call = raising_call(node.value)
            if call is not None and len(call.args) > 1:
                self.expected_exception = call.args[0]
            return
        while node is not None and leaves:
            found = raising_item(node)
            if found is not None:
                self.statement, self.expected_exception = node, found[1].args[0]
                return
            node = self.file.parents.get(node)

    def values(self):
        """The two values that were compared, or `MISSING` for what could not be seen."""
        if self.comparison is not None:
            return self.comparison[1], self.comparison[2]
        if self.assertion is None or not self.is_decided:
            return MISSING, MISSING
        if unittest_method(self.assertion.expression) is not None and self._inside:
            values = self._inside[0].frame.f_locals
            for left, right in SIDES:
                if left in values and right in values:
                    return values[left], values[right]
        if self.assertion.written == "{0} is None" and "obj" in self._locals():
            return self._locals()["obj"], None
        return self._known(self.assertion.left), self._known(self.assertion.right)

    def _locals(self):
        return self._inside[0].frame.f_locals if self._inside else {}

    def _known(self, node):
        """The value of a name or of a constant; nothing is evaluated."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.at.frame.f_locals.get(node.id, MISSING)
        try:
            return ast.literal_eval(node) if node is not None else MISSING
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return MISSING

    def report(self):
        facts = {
            "exceptionType": type_name(type(self.error)),
            "message": shorten(self._message()),
            "frames": [frame.report() for frame in self.frames[:MAX_FRAMES]],
            "statement": None,
        }
        if self.statement is None:
            return facts
        facts["statement"] = shorten(self.file.as_written(self.statement).strip())
        if self.expected_exception is not None:
            facts["expectedException"] = self.file.text(self.expected_exception)
            return facts
        if self.assertion is not None and self.is_decided:
            facts.update(self._report_assertion())
        elif self.did_raise_inside or not isinstance(self.error, AssertionError):
            raised = self.at.expression(self.file)
            facts["expression"] = None if raised is None else shorten(self.file.text(raised))
        return facts

    def _report_assertion(self):
        assertion = self.assertion
        left, right = (
            self._side(node, value) for node, value in zip((assertion.left, assertion.right), self.values())
        )
        expected, _ = find_sides(assertion)
        sides = {} if expected is None else {"expected": left, "actual": right}
        if expected is assertion.right and expected is not None:
            sides = {"expected": right, "actual": left}
        return dict(
            sides,
            expression=shorten(self.file.text(assertion.expression)),
            operator=assertion.operator,
            left=left,
            right=right,
        )

    def _side(self, node, value):
        if node is None:
            return None
        source = shorten(self.file.text(node)) if hasattr(node, "lineno") else None
        return {"source": source, "value": None if value is MISSING else describe(value)}

    def _message(self):
        try:
            return str(self.error)
        except Exception:
            return ""


def is_framework_only(frames):
    return all(is_framework(frame) for frame in frames)

"""Looks at failures, and tells what it sees through a function that records facts.

PYTEST_DONT_REWRITE
"""

import ast
import os

from bugsmith_doctest import look_at_doctest
from bugsmith_draft import draft_import, draft_scripts
from bugsmith_failure import Failure, Places
from bugsmith_source import DEFINITIONS, SourceFile, first_line
from bugsmith_values import shorten, type_name

MAX_OUTPUT = 50000
MAX_SOURCE = 50000


class Look:
    def __init__(self, job, record):
        self.places = Places(job["root"], job["testFiles"])
        self.record = record

    def at_source(self, test, path, names, **facts):
        """Tells what a file says of a test, whether or not it can be imported."""
        file = SourceFile.load(path)
        node = file and file.definition(names)
        if not node or not isinstance(node, DEFINITIONS) or isinstance(node, ast.ClassDef):
            self.record("source", test=test, **facts)
            return
        source = shorten(file.as_written(node), MAX_SOURCE)
        self.record("source", test=test, source=source, line=first_line(node), **facts)

    def at_import(self, path, error):
        """Tells why a file could not be collected."""
        failure = self.safely(lambda: Failure(error, self.places))
        facts = failure and self.safely(failure.report)
        if facts:
            drafts = self.safely(lambda: draft_import(failure, self.places)) or []
            self.record("collection-failure", path=path, failure=facts, scripts=drafts)

    def at_failure(self, item, error, test, when, output, comparison=None, parameters=None):
        basic = {"exceptionType": type_name(type(error)), "message": shorten(message_of(error)), "frames": []}
        # First what cannot fail: the process may not survive a closer look.
        self.record("failed", test=test, when=when, output=shorten(output, MAX_OUTPUT), failure=basic)
        looked = self.safely(lambda: look_at_doctest(item, error, self.places))
        if looked is not None:
            self.record("failure", test=test, failure=looked["failure"])
            self.record("source", test=test, **looked["source"])
            self.record("scripts", test=test, scripts=looked["scripts"])
            return
        failure = self.safely(lambda: Failure(error, self.places, comparison))
        facts = failure and self.safely(failure.report)
        if not facts:
            return
        self.record("failure", test=test, failure=facts)
        drafts = self.safely(lambda: draft_scripts(item, failure, parameters or {}, self.places))
        self.record("scripts", test=test, scripts=drafts or [])

    def safely(self, look):
        """What a look at a value, which may be anything, gives; `None` when it fails."""
        try:
            return look()
        except Exception as error:
            reason = "{}: {}".format(type(error).__name__, message_of(error))
            self.record("trouble", reason=shorten(reason, 300))
            return None


def message_of(error):
    try:
        return str(error)
    except Exception:
        return ""


def relative_to(root, path):
    return os.path.relpath(path, root).replace(os.sep, "/")

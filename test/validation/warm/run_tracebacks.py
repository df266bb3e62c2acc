"""Runs a suite with or without what makes tracebacks quick; or compares the statements that are found.

Arguments: the directory of the sources, `ranges`, and files; or `suite`, a directory, and `ours`, `plain` or `cut`.
"""

import json
import os
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import _pytest._code.source as sources  # noqa: E402
import pytest  # noqa: E402
from bugsmith_items import index_tear_downs, print_summary  # noqa: E402
from bugsmith_tracebacks import Statements  # noqa: E402


def ranges(source):
    for line in range(len(source)):
        for part in (source, source[: line + 1]):
            try:
                yield source.lines[line], part.getstatementrange(line)
            except Exception as error:
                yield source.lines[line], type(error).__name__


class Quick:
    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter):
        index_tear_downs(terminalreporter)
        yield


class Cut:
    """Prints the summary once more, up to the third failure."""

    def pytest_sessionfinish(self, session):
        reporter, answers = session.config.pluginmanager.getplugin("terminalreporter"), iter([False, False])
        reporter.write_line("\nBEGIN")
        print_summary(session, lambda: next(answers, True))
        reporter.write_line("\nEND")
        sys.stdout.flush()
        os._exit(0)


if sys.argv[2] == "suite":
    os.chdir(sys.argv[3])
    is_ours = sys.argv[4] == "ours"
    if is_ours:
        Statements().install()
    options = ["-p", "no:cacheprovider", "-rA", "-v", "--basetemp", os.path.join(sys.argv[3], "temporary")]
    plugins = {"ours": [Quick()], "cut": [Cut()]}.get(sys.argv[4], [])
    sys.exit(pytest.main(options, plugins))
found = {}
texts = [open(path, encoding="utf-8").read() for path in sys.argv[3:]]
plain = [list(ranges(sources.Source(text))) for text in texts]
Statements().install()
differences, lines = [], 0
for path, text, expected in zip(sys.argv[3:], texts, plain):
    lines += len(expected)
    differences += [[path, one, other] for one, other in zip(expected, ranges(sources.Source(text))) if one != other]
print(json.dumps({"lines": lines, "differences": differences}))

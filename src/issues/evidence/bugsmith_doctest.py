"""A look at a doctest that failed.

PYTEST_DONT_REWRITE
"""

import ast
import sys

from bugsmith_failure import Failure
from bugsmith_subject import is_of_repository
from bugsmith_source import loads, stores
from bugsmith_values import shorten


def look_at_doctest(item, error, places):
    """What is known of a failing example, or `None` when the test is no doctest."""
    test = getattr(item, "dtest", None)
    if test is None or not hasattr(test, "examples"):
        return None
    failure = (getattr(error, "failures", None) or [error])[0]
    example = getattr(failure, "example", None)
    if example is None:
        return None
    raised = getattr(failure, "exc_info", None)
    got = getattr(failure, "got", None)
    expression = example.source.strip()
    facts = {
        "exceptionType": "doctest." + type(failure).__name__,
        "message": "",
        "statement": shorten(expression),
        "frames": [],
    }
    if raised is not None:
        facts.update(Failure(raised[1], places).report(), statement=shorten(expression))
        facts["expression"] = shorten(expression)
    else:
        sides = {
            "expected": {"source": None, "value": shorten(example.want.rstrip("\n"))},
            "actual": {"source": expression, "value": shorten(str(got).rstrip("\n"))},
        }
        facts.update(sides, expression=shorten(expression))
    source = "".join(">>> " + each.source + each.want for each in test.examples)
    line = None if test.lineno is None else test.lineno + 1
    return {
        "failure": facts,
        "source": {"source": shorten(source, 50000), "line": line},
        "scripts": draft(test, example, places),
    }


def draft(test, failing, places):
    """A program of the examples up to the failing one, whose value it prints."""
    before = test.examples[: test.examples.index(failing)]
    drafts = []
    for kind in ("slice", "body"):
        lines = [each.source.rstrip("\n") for each in before if kind == "body" or is_kept(each, failing)]
        try:
            ast.parse(failing.source.strip(), mode="eval")
            last = "print({})".format(failing.source.strip())
        except SyntaxError:
            last = failing.source.rstrip("\n")
        source = "\n".join(imports_of(test, lines + [last], places) + lines + [last]) + "\n"
        if all(source != each["source"] for each in drafts):
            drafts.append({"source": source, "kind": kind, "subject": None, "expectedException": None})
    return drafts


def is_kept(example, failing):
    """Whether an example is a statement, such as an import or an assignment, rather than one that shows a value."""
    try:
        ast.parse(example.source.strip(), mode="eval")
    except SyntaxError:
        return True
    return False


def imports_of(test, lines, places):
    names, bound = set(), set()
    for line in lines:
        try:
            tree = ast.parse(line)
        except SyntaxError:
            continue
        names.update(loads(tree))
        for statement in tree.body:
            bound.update(stores(statement))
    names -= bound
    found = []
    for name in sorted(names):
        value = test.globs.get(name)
        module = test.globs.get("__name__", test.name.split(".")[0])
        package = sys.modules.get(str(module).partition(".")[0])
        if value is None or name.startswith("__") or not is_of_repository(value, places):
            continue
        is_public = getattr(package, name, None) is value
        found.append("from {} import {}".format(package.__name__ if is_public else module, name))
    return found + [""] if found else []

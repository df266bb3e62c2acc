"""What a program ends with: lines that print what the failing assertion looked at.

PYTEST_DONT_REWRITE
"""

import ast

from bugsmith_assertions import find_sides, raising_call, raising_item, read_assertion
from bugsmith_failure import MISSING
from bugsmith_program import CannotDraft
from bugsmith_source import DEFINITIONS
from bugsmith_unit import contains_yield, indent_text

MAX_SHOWN = 1500
REPORT = 'print(f"{type(error).__name__}: {error}")'


class Conclusion:
    """The last lines, the nodes they are made from, and the node they are about."""

    def __init__(self, nodes, write, about=None, expected_exception=None):
        self.nodes = nodes
        self.write = write
        self.about = about
        self.expected_exception = expected_exception


def conclude(unit, failure):
    """The ways to show a failure, best first."""
    statement = failure.statement
    found = raising_item(statement)
    if found is not None:
        yield from conclude_raising(unit, statement.body, found[1].args[0])
    elif failure.expected_exception is not None:
        yield from conclude_call(unit, raising_call(statement.value))
    elif failure.assertion is None:
        yield from conclude_statement(unit, statement)
    elif failure.is_decided:
        yield from conclude_assertion(unit, failure)
    else:
        yield from conclude_raised(unit, failure)


def conclude_raising(unit, body, exception):
    about = next((node for node in ast.walk(body[-1]) if isinstance(node, ast.Call)), None)
    text = unit.file.text(exception)

    def write_one():
        shown = "    print({})".format(unit.text(body[0].value))
        return ["try:", shown, "except {} as error:".format(unit.text(exception)), "    " + REPORT]

    def write_all():
        lines = ["try:"] + [indent_text(unit.text(statement)) for statement in body]
        lines += ["except {} as error:".format(unit.text(exception)), "    " + REPORT]
        return lines + ["else:", '    print("no exception")']

    if len(body) == 1 and isinstance(body[0], ast.Expr):
        yield Conclusion(list(body) + [exception], write_one, about, text)
    yield Conclusion(list(body) + [exception], write_all, about, text)


def conclude_call(unit, call):
    exception, function, arguments = call.args[0], call.args[1], call.args[2:]
    keywords = [keyword for keyword in call.keywords if keyword.arg != "match"]

    def write():
        if isinstance(function, ast.Lambda):
            shown = unit.text(function.body)
        else:
            parts = [unit.text(node) for node in arguments]
            parts += ["{}={}".format(item.arg, unit.text(item.value)) for item in keywords if item.arg]
            shown = "{}({})".format(unit.text(function), ", ".join(parts))
        lines = ["try:", "    print({})".format(shown)]
        return lines + ["except {} as error:".format(unit.text(exception)), "    " + REPORT]

    nodes = [exception, function] + list(arguments) + [keyword.value for keyword in keywords]
    about = function.body if isinstance(function, ast.Lambda) else ast.Call(function, arguments, keywords)
    yield Conclusion(nodes, write, about, unit.file.text(exception))


def conclude_statement(unit, statement):
    """A statement that raised goes as it is, up to the next assertion about what it made."""
    if isinstance(statement, ast.Return) and statement.value is not None:
        yield showing(unit, statement.value)
        return
    simple = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete)
    if not isinstance(statement, simple + DEFINITIONS):
        raise CannotDraft("it failed in a statement of several lines")
    if not isinstance(statement, DEFINITIONS) and contains_yield(statement):
        raise CannotDraft("it waits or gives way")
    about = statement
    following = next_assertion(unit, statement)
    if following is not None:
        node = actual_side(following)
        yield Conclusion(
            [statement, node], lambda: [unit.text(statement), "print({})".format(unit.text(node))], about
        )
    yield Conclusion([statement], lambda: [unit.text(statement)], about)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        yield Conclusion([statement], lambda: ["print({})".format(unit.text(statement.value))], about)


def next_assertion(unit, statement):
    """The assertion right after an assignment, when it looks at what was assigned."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    parent = unit.file.parents.get(statement)
    body = getattr(parent, "body", [])
    if not isinstance(target, ast.Name) or statement not in body:
        return None
    later = body[body.index(statement) + 1 :][:1]
    assertion = read_assertion(later[0]) if later else None
    if assertion is None or target.id not in {
        node.id for node in ast.walk(actual_side(assertion)) if isinstance(node, ast.Name)
    }:
        return None
    return assertion


def actual_side(assertion):
    _, actual = find_sides(assertion)
    return actual or assertion.left or assertion.expression


def conclude_raised(unit, failure):
    """An assertion one of whose expressions raised: the side that did."""
    assertion = failure.assertion
    raised = failure.at.expression(failure.file)
    sides = [node for node in (assertion.left, assertion.right) if hasattr(node, "lineno")]
    holding = [side for side in sides if raised is not None and any(raised is node for node in ast.walk(side))]
    for node in holding or [actual_side(assertion)]:
        yield showing(unit, node)
    yield from whole(unit, assertion)


def conclude_assertion(unit, failure):
    assertion = failure.assertion
    left, right = failure.values()
    if assertion.left is None or (assertion.written or "").startswith(("isinstance", "not is")):
        yield from whole(unit, assertion)
        return
    _, actual = find_sides(assertion)
    same = shown_text(left) == shown_text(right)
    # Of two runs that print an address the same is seen, unless one of them is to print something else.
    is_free = " at 0x" not in (shown_text(left) or "") or " at 0x" not in (shown_text(right) or "")
    options = {assertion.left: (left, same, is_free), assertion.right: (right, same, is_free)}
    if actual is not None:
        yield from show(unit, actual, *options[actual])
    else:
        if hasattr(assertion.left, "lineno") and not is_import_like(assertion.left):
            yield from show(unit, assertion.left, *options[assertion.left])
        if hasattr(assertion.right, "lineno"):
            yield from show_both(unit, assertion, options)
    yield from whole(unit, assertion)


def is_import_like(node):
    return isinstance(node, ast.Constant)


def show(unit, node, value, same, is_free):
    pattern = show_pattern(value, same, is_free)
    if pattern is not None:
        yield showing(unit, node, pattern)


def show_both(unit, assertion, options):
    patterns = [show_pattern(*options[node]) for node in (assertion.left, assertion.right)]
    if None in patterns:
        return
    nodes = [assertion.left, assertion.right]
    yield Conclusion(
        nodes,
        lambda: [pattern.format(unit.text(node)) for pattern, node in zip(patterns, nodes)],
        assertion.left,
    )


def show_pattern(value, same, is_free):
    """How a value is printed so that two runs print the same, or `None` when it cannot be."""
    if value is MISSING:
        return "print({})"
    text = shown_text(value)
    if text is None or len(text) > MAX_SHOWN or (" at 0x" in text and not is_free):
        return None
    if isinstance(value, (set, frozenset)):
        try:
            sorted(value)
        except Exception:
            return None
        return "print(sorted({}))"
    if isinstance(value, str) and (value != value.strip() or value == "" or not value.isprintable()):
        return "print(repr({}))"
    return "print(repr({}))" if same else "print({})"


def shown_text(value):
    try:
        return str(value)
    except Exception:
        return None


def showing(unit, node, pattern="print({})"):
    return Conclusion([node], lambda: [pattern.format(unit.text(node))], node)


def whole(unit, assertion):
    """The truth of the assertion itself, or the value that was to be true."""
    if assertion.written is not None:
        nodes = [node for node in (assertion.left, assertion.right) if hasattr(node, "lineno")]
        yield Conclusion(
            nodes,
            lambda: ["print({})".format(assertion.written.format(*[unit.text(node) for node in nodes]))],
            nodes[0],
        )
    elif hasattr(assertion.expression, "lineno"):
        node = assertion.expression
        yield Conclusion([node], lambda: ["print({})".format(unit.text(node))], assertion.left or node)

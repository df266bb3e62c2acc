"""What an assertion of a test compares, in pytest's way of writing it and in unittest's.

PYTEST_DONT_REWRITE
"""

import ast
import unittest

OPERATORS = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
# Methods of unittest with two sides, and the names its own functions have for them.
COMPARING = {
    "assertEqual": "==",
    "assertEquals": "==",
    "assertListEqual": "==",
    "assertTupleEqual": "==",
    "assertSetEqual": "==",
    "assertDictEqual": "==",
    "assertSequenceEqual": "==",
    "assertMultiLineEqual": "==",
    "assertAlmostEqual": "==",
    "assertCountEqual": "==",
    "assertNotEqual": "!=",
    "assertIs": "is",
    "assertIsNot": "is not",
    "assertIn": "in",
    "assertNotIn": "not in",
    "assertLess": "<",
    "assertLessEqual": "<=",
    "assertGreater": ">",
    "assertGreaterEqual": ">=",
    "assertRegex": "matches",
    "assertNotRegex": "does not match",
}
UNARY = {
    "assertTrue": None,
    "assert_": None,
    "assertFalse": "not",
    "assertIsNone": "is None",
    "assertIsNotNone": "is not None",
}
SIDES = (
    ("first", "second"),
    ("list1", "list2"),
    ("d1", "d2"),
    ("set1", "set2"),
    ("seq1", "seq2"),
    ("tuple1", "tuple2"),
    ("expr1", "expr2"),
    ("member", "container"),
    ("a", "b"),
    ("text", "expected_regex"),
    ("obj", "cls"),
)
EXPECTED_NAMES = ("expected", "expect", "want", "wanted", "expectation", "correct", "desired")


class Assertion:
    """An assertion: `expression` holds all of it, `left` and `right` its sides where it compares two."""

    def __init__(self, expression, operator=None, left=None, right=None, negated=False, written=None):
        self.expression = expression
        self.operator = operator
        self.left = left
        self.right = right
        self.negated = negated
        # Source of the assertion where it is no expression of the file; `{0}` and `{1}` are its sides.
        self.written = written


def read_assertion(statement, compared=None):
    """The assertion a statement makes, or `None`. `compared` is the operator of the comparison that failed."""
    if isinstance(statement, ast.Assert):
        return read_expression(statement.test, compared)
    call = statement.value if isinstance(statement, ast.Expr) else None
    name = unittest_method(call)
    if name in COMPARING and len(call.args) >= 2:
        operator = COMPARING[name]
        written = "{0} " + operator + " {1}" if name != "assertCountEqual" else None
        if operator in ("matches", "does not match"):
            written = None
        return Assertion(call, operator, call.args[0], call.args[1], written=written)
    if name in UNARY and call.args:
        return read_unary(name, call.args[0], compared)
    if name in ("assertIsInstance", "assertNotIsInstance") and len(call.args) >= 2:
        pattern = "isinstance({0}, {1})" if name == "assertIsInstance" else "not isinstance({0}, {1})"
        return Assertion(call, None, call.args[0], call.args[1], written=pattern)
    return None


def read_unary(name, argument, compared):
    if name in ("assertTrue", "assert_"):
        return read_expression(argument, compared)
    if name == "assertFalse":
        return Assertion(argument, negated=True)
    operator = "is" if name == "assertIsNone" else "is not"
    return Assertion(argument, operator, argument, ast.Constant(value=None), written="{0} " + operator + " None")


def read_expression(test, compared):
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return Assertion(test.operand, negated=True)
    comparisons = [node for node in ast.walk(test) if isinstance(node, ast.Compare) and len(node.ops) == 1]
    if compared is not None:
        comparisons = [node for node in comparisons if OPERATORS[type(node.ops[0])] == compared]
    elif not isinstance(test, ast.Compare):
        comparisons = []
    if len(comparisons) == 1 and reaches(test, comparisons[0]):
        node = comparisons[0]
        return Assertion(node, OPERATORS[type(node.ops[0])], node.left, node.comparators[0])
    return Assertion(test)


def reaches(test, node):
    """Whether a comparison is the assertion, or one of those it joins with `and` and `or`."""
    if test is node:
        return True
    return isinstance(test, ast.BoolOp) and any(reaches(value, node) for value in test.values)


def unittest_method(call):
    """Name of the method where a call is one of `self.assert...`."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        if isinstance(call.func.value, ast.Name) and call.func.value.id in ("self", "cls", "case"):
            name = call.func.attr
            is_known = name in COMPARING or name in UNARY or hasattr(unittest.TestCase, name)
            return name if name.startswith(("assert", "fail")) and is_known else None
    return None


def is_assertion(statement):
    if isinstance(statement, ast.Assert):
        return True
    return isinstance(statement, ast.Expr) and unittest_method(statement.value) is not None


RAISING = ("raises", "assertRaises", "assertRaisesRegex", "assertRaisesRegexp")


def raising_call(node):
    """The call, where a node is one of `pytest.raises(...)` or `self.assertRaises(...)`."""
    if isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
        if name in RAISING and node.args:
            return node
    return None


def raising_item(statement):
    """The item of a `with` that expects an exception."""
    if isinstance(statement, ast.With) and len(statement.items) == 1:
        item = statement.items[0]
        call = raising_call(item.context_expr)
        if call is not None:
            return item, call
    return None


def is_written_out(node):
    """Whether an expression is a value the author wrote down, rather than something that is worked out."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return all(is_written_out(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        return all(key is not None and is_written_out(key) for key in node.keys) and all(
            is_written_out(value) for value in node.values
        )
    if isinstance(node, ast.UnaryOp):
        return is_written_out(node.operand)
    if isinstance(node, ast.BinOp):
        return is_written_out(node.left) and is_written_out(node.right)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        plain = ("approx", "set", "frozenset", "dict", "list", "tuple", "range", "float", "str", "bytes")
        return name in plain and all(is_written_out(argument) for argument in node.args)
    return False


def find_sides(assertion):
    """The expected and the actual side, or two `None` where the source does not tell which is which."""
    left, right = assertion.left, assertion.right
    if left is None or right is None or assertion.negated:
        return None, None
    if assertion.operator in ("!=", "is not", "not in"):
        return None, None
    plain = is_expected(left), is_expected(right)
    if plain == (False, True):
        return right, left
    if plain == (True, False):
        # `x in y`: what is asked is whether `y`, which was worked out, has `x`.
        return left, right
    return None, None


def is_expected(node):
    return is_written_out(node) or (isinstance(node, ast.Name) and node.id.lower().startswith(EXPECTED_NAMES))

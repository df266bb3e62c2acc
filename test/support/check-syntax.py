"""Says what Python makes of changed sources.

Reads JSON lines: `{"original": BASE64}` names the source that the following `{"changed": BASE64}` lines are
compared with. Answers each line with one: what is wrong with the source, and whether it means something else.
With `--compile`, also what only the compiler finds wrong.
"""

import ast
import base64
import json
import sys
import warnings


class Source:
    def __init__(self, content):
        self.tree = ast.parse(content)
        self.lines = content.splitlines(keepends=True)

    def text(self, index):
        """Everything that decides what a statement of the module means."""
        statement = self.tree.body[index]
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement, *decorators], key=lambda node: node.lineno)
        lines = self.lines[first.lineno - 1 : statement.end_lineno]
        return statement.col_offset, statement.end_col_offset, lines


def differs(original, changed):
    if len(original.tree.body) != len(changed.tree.body):
        return True
    # Walking trees is slow, so it is done only for statements whose text is another one.
    return any(
        original.text(index) != changed.text(index) and not is_same(before, after)
        for index, (before, after) in enumerate(zip(original.tree.body, changed.tree.body))
    )


def is_same(one, other):
    """Whether `ast.dump` would print the same for both."""
    pending = [(one, other)]
    while pending:
        one, other = pending.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, ast.AST):
            pending += [(getattr(one, name, None), getattr(other, name, None)) for name in one._fields]
        elif isinstance(one, list):
            if len(one) != len(other):
                return False
            pending += zip(one, other)
        elif one != other:
            return False
    return True


def describe_error(error):
    return f"{type(error).__name__}: {error}"


def parse(content):
    try:
        return Source(content), None
    except (SyntaxError, ValueError) as error:
        return None, describe_error(error)


def compile_error(source):
    try:
        compile(source.tree, "<source>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return describe_error(error)
    return None


def main():
    warnings.simplefilter("ignore")
    original = None
    for line in sys.stdin:
        request = json.loads(line)
        is_original = "original" in request
        source, error = parse(base64.b64decode(request["original" if is_original else "changed"]))
        if is_original:
            original = source
        answer = {
            "parseError": error,
            "compileError": compile_error(source) if source and "--compile" in sys.argv else None,
            "isDifferent": not is_original and None not in (source, original) and differs(original, source),
        }
        print(json.dumps(answer), flush=True)


main()

"""Says what Python makes of changed sources.

Reads JSON lines: `{"original": BASE64}` names the source that the following `{"changed": BASE64}` lines are
compared with. Answers each line with one: what is wrong with the source, and whether it means something else.
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
        self.dumps = {}

    def text(self, index):
        """Everything that decides what a statement of the module means."""
        statement = self.tree.body[index]
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement, *decorators], key=lambda node: node.lineno)
        lines = self.lines[first.lineno - 1 : statement.end_lineno]
        return statement.col_offset, statement.end_col_offset, lines

    def dump(self, index):
        if index not in self.dumps:
            self.dumps[index] = ast.dump(self.tree.body[index])
        return self.dumps[index]


def differs(original, changed):
    if len(original.tree.body) != len(changed.tree.body):
        return True
    # Dumping is slow, so it is done only for statements whose text is another one.
    return any(
        original.text(index) != changed.text(index) and original.dump(index) != changed.dump(index)
        for index in range(len(original.tree.body))
    )


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
            "compileError": None if source is None else compile_error(source),
            "isDifferent": not is_original and None not in (source, original) and differs(original, source),
        }
        sys.stdout.write(json.dumps(answer) + "\n")


main()

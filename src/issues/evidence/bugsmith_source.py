"""Python files as text and as a tree, and texts made from pieces of them.

PYTEST_DONT_REWRITE
"""

import ast
import io
import os
import re
import tokenize

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
STRINGS = (ast.Constant, ast.JoinedStr)


class SourceFile:
    """A file that can be parsed. Offsets are in bytes of UTF-8 text with `\\n` at the end of each line."""

    _known = {}

    @classmethod
    def load(cls, path):
        """The file, or `None` when it cannot be read or is no Python."""
        path = os.path.realpath(path)
        if path not in cls._known:
            try:
                with open(path, "rb") as file:
                    cls._known[path] = cls(path, file.read())
            except (OSError, SyntaxError, ValueError, LookupError, RecursionError):
                cls._known[path] = None
        return cls._known[path]

    def __init__(self, path, data):
        self.path = path
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        parts = re.split("(\r\n|\r|\n)", data.decode(encoding))
        lines = parts[0::2]
        self._as_written = [line + end for line, end in zip(lines, parts[1::2] + [""])]
        self._lines = [line.encode("utf-8", "surrogatepass") for line in lines]
        self._text = b"\n".join(self._lines)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.tree = ast.parse("\n".join(lines) + "\n")
        self.parents = {}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    def begin(self, node):
        return self._starts[first_line(node) - 1] + node.col_offset

    def end(self, node):
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def as_written(self, node):
        """The lines of a node, with the ends of lines the file has."""
        return "".join(self._as_written[first_line(node) - 1 : node.end_lineno])

    def line(self, number):
        return self._as_written[number - 1].strip() if 0 < number <= len(self._as_written) else None

    def text(self, node):
        return self.render(node, ())

    def indent(self, node, outer):
        """What stands on the node's line between the columns of `outer` and of the node."""
        return self._lines[first_line(node) - 1][outer : node.col_offset].decode()

    def render(self, node, edits):
        """The text of a node moved to the first column, with `(begin, end, text)` in place of some of its parts."""
        begin, end = self.begin(node), self.end(node)
        if isinstance(node, ast.stmt):
            edits = list(edits) + list(self._outdents(node))
        pieces, position = [], begin
        for start, stop, text in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
            if start < position or stop > end:
                continue  # Inside of what was replaced already.
            pieces += [self._text[position:start].decode("utf-8", "surrogatepass"), text]
            position = stop
        pieces.append(self._text[position:end].decode("utf-8", "surrogatepass"))
        return "".join(pieces)

    def _outdents(self, node):
        inside = set()
        for child in ast.walk(node):
            if isinstance(child, STRINGS):
                inside.update(range(child.lineno + 1, child.end_lineno + 1))
        for number in range(first_line(node) + 1, node.end_lineno + 1):
            line = self._lines[number - 1]
            width = min(node.col_offset, len(line) - len(line.lstrip()))
            if number not in inside and width > 0:
                yield self._starts[number - 1], self._starts[number - 1] + width, ""

    def statement_at(self, line, within=None):
        """The smallest statement that covers a line."""
        found = None
        for node in ast.walk(within or self.tree):
            if isinstance(node, ast.stmt) and first_line(node) <= line <= node.end_lineno:
                if found is None or first_line(node) >= first_line(found):
                    found = node
        return found

    def definition(self, names):
        """The function or class of a dotted name."""
        node = self.tree
        for name in names:
            inner = [child for child in blocks(node) if isinstance(child, DEFINITIONS) and child.name == name]
            if not inner:
                return None
            node = inner[-1]
        return node

    def function_of(self, code):
        """The definition a code object was compiled from."""
        for node in ast.walk(self.tree):
            if isinstance(node, FUNCTIONS) and node.name == code.co_name:
                if code.co_firstlineno in (node.lineno, first_line(node)):
                    return node
        return None


def first_line(node):
    return min([node.lineno] + [decorator.lineno for decorator in getattr(node, "decorator_list", ())])


def blocks(node):
    """The statements of a body, and those in the branches of its `if`, `try` and `with`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
            if not isinstance(child, DEFINITIONS):
                yield from blocks(child)
        elif isinstance(child, ast.ExceptHandler):
            yield from blocks(child)


def loads(node, receiver=None):
    """Names that are read in a node; an attribute of `receiver` (`self`) is a name of its own, `self.x`."""
    for child in walk(node, receiver):
        if isinstance(child, str):
            yield child
        elif isinstance(child, ast.Name) and not isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.AugAssign) and isinstance(child.target, ast.Name):
            yield child.target.id


def stores(node, receiver=None):
    """Names that are bound by a statement, not counting those of functions inside of it."""
    if isinstance(node, DEFINITIONS):
        yield node.name
        return
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if is_attribute_of(node, receiver) and isinstance(node.ctx, ast.Store):
        yield "{}.{}".format(receiver, node.attr)
    if isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return
    for child in ast.iter_child_nodes(node):
        yield from stores(child, receiver)


def walk(node, receiver):
    if is_attribute_of(node, receiver):
        yield "{}.{}".format(receiver, node.attr)
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from walk(child, receiver)


def is_attribute_of(node, receiver):
    return (
        receiver is not None
        and isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == receiver
    )

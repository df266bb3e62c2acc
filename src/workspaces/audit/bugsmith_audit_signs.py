"""What the clean version of the changed files looks like, as text, as a difference and as bytecode."""

import base64
import re

WORD = re.compile(rb"\S")
DIFFERENCE = re.compile(rb"^(?:@@ -|\+\+\+ |--- |diff --git )", re.M)
MARKS = (b"+", b"-", b"<", b">", b" ")


def lines_of(data):
    """The lines that hold something, without the blanks around them."""
    parts = (line.strip() for line in re.split(rb"[\n\r\0]", data))
    return [part for part in parts if part]


def holds(lines, block):
    """Whether the lines hold the block, one line right after the other."""
    first, size = block[0], len(block)
    start = -1
    for _ in range(lines.count(first)):
        start = lines.index(first, start + 1)
        if lines[start : start + size] == block:
            return True
    return False


class Change:
    """One file the bug changed."""

    def __init__(self, facts):
        self.path = facts["path"]
        self.clean = decode(facts["clean"])
        self.buggy = decode(facts["buggy"])
        blocks = [[base64.b64decode(line) for line in block] for block in facts["blocks"]]
        self.blocks = [block for block in blocks if block]
        runs = [[base64.b64decode(line) for line in run] for run in facts["runs"]]
        self.runs = [run for run in runs if run]
        self.codes = None

    def find(self, data):
        """How the data tells the clean version, or None."""
        if self.clean is not None and len(self.clean) > 0 and data == self.clean:
            return "is the file `%s` without the bug" % self.path
        lines = None
        for block in self.blocks:
            if not all(line in data for line in block):
                continue
            lines = lines or lines_of(data)
            if holds(lines, block) or holds(lines[::-1], block):
                return "holds lines of `%s` without the bug" % self.path
        return self.find_difference(data)

    def find_difference(self, data):
        """Whether the data is a difference that names the changed lines."""
        for run in self.runs:
            if not all(line in data for line in run) or not DIFFERENCE.search(data):
                continue
            lines = [line for line in data.split(b"\n") if WORD.search(line)]
            for mark in MARKS:
                marked = [line[1:].strip() for line in lines if line.startswith(mark)]
                if marked and holds(marked, run):
                    return "is a difference that holds lines of `%s` without the bug" % self.path
        return None

    def clean_codes(self):
        if self.codes is None:
            differing = code_keys(self.clean) - code_keys(self.buggy)
            # A lambda may be like any other; of a file that is gone only the whole of it says enough.
            is_other = lambda name: name != "<module>" and (name[0] == "<" or self.buggy is None)
            self.codes = set(key for key in differing if not is_other(key[0]))
        return self.codes

    def may_hold_code(self, data):
        """Whether bytes hold all names of a function as it is without the bug."""
        return any(
            all(name.encode("utf-8", "replace") in data for name in (key[0],) + key[3] + key[4])
            for key in self.clean_codes()
        )

    def find_code(self, codes):
        """Whether compiled code holds a function, or the module, as it is without the bug."""
        if codes & self.clean_codes():
            return "is compiled from `%s` without the bug" % self.path
        return None


class Signs:
    def __init__(self, facts):
        self.changes = [Change(change) for change in facts["changes"]]

    def find(self, data):
        for change in self.changes:
            detail = change.find(data)
            if detail is not None:
                return detail
        return None

    def may_hold_code(self, data):
        return any(change.may_hold_code(data) for change in self.changes)

    def find_code(self, code):
        codes = set(walk(code))
        for change in self.changes:
            detail = change.find_code(codes)
            if detail is not None:
                return detail
        return None


def decode(text):
    return None if text is None else base64.b64decode(text)


def code_keys(source):
    if source is None:
        return set()
    keys = set()
    # What `python -OO` writes is without docstrings and assertions.
    for optimize in (0, 1, 2):
        try:
            code = compile(source, "<file>", "exec", dont_inherit=True, optimize=optimize)
        except (SyntaxError, ValueError):
            return set()
        keys |= set(walk(code))
    return keys


def describe(constant):
    if isinstance(constant, frozenset):
        # Its order depends on how it was made.
        return "frozenset(%s)" % sorted(repr(item) for item in constant)
    return repr(constant)


def walk(code):
    """A key for each code object, the same wherever and on whichever line the function stands."""
    constants, inner = [], []
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            keys = list(walk(constant))
            for key in keys:
                yield key
            inner.append(keys[-1])
        else:
            constants.append(describe(constant))
    names = (code.co_names, code.co_varnames)
    yield (code.co_name, code.co_code, tuple(constants)) + names + (tuple(inner),)

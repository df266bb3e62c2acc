"""Finds the lines a change of a Python file can be noticed on.

How lines are found: both versions are compiled, and their instructions are walked in lockstep, from the first ones
of a code object along every way control can go: to the next instruction, by a jump, to the handler of an exception.
As long as both have the same instruction, they do the same. Where they differ, the old instruction's line is noted
and the walk ends there. So for an execution of the old code that meets no noted line, every instruction it executes
was met by the walk with an equal one of the new code, and the new code does the same. Nested code is walked when
the instructions that load it are met together and nothing outside can tell the two apart.

A line is only of use when a tracer reports it. So a note on an instruction also notes the lines it can be reached
from without a line event: those that jump into the middle of its line, and those before an instruction without line.
"""

import collections
import warnings

from bugsmith_bytecode import (
    SILENT,
    UNSEEN,
    Flow,
    Unforeseen,
    constant_key,
    interface_of,
    is_function,
    nested_codes,
)

_compile = compile

_SCOPE_READERS = frozenset(("locals", "vars", "dir", "eval", "exec"))
_PAIRS_PER_INSTRUCTION = 50
_MAX_KEPT_CODES = 20
_kept_codes = {}

Comparison = collections.namedtuple("Comparison", "error same lines pairs kept")
Comparison.__doc__ = """What a change of a file does.

`error` says why the new text does not compile. `same`: both do the same in every respect but line numbers.
`lines`: sorted old lines; an execution of the old code that executes none of them goes the same way in the new.
`pairs`: old and new code of the functions that changed or contain one that did. `kept`: the same of those that did not,
apart from line numbers; `None` where nothing is known but that all lines may have changed.
"""


def compare_sources(old, new, filename):
    """Compares the bytes of a file without and with a change."""
    return _compare(old, new, filename, list(range(1, len(old.splitlines()) + 2)))


def compare_trees(old, new, filename):
    """The same for their syntax trees; `kept` is None where nothing is known."""
    return _compare(old, new, filename, [])


def _compare(old, new, filename, everything):
    try:
        new_code, new_warnings = _compiled(new, filename)
    except Exception as error:
        return Comparison("%s: %s" % (type(error).__name__, error), False, everything, [], None)
    try:
        old_code, old_warnings, flows = _compiled_before(old, filename)
        # Where warnings are errors, one more or less decides whether the file can be imported.
        if old_warnings == new_warnings:
            comparer = _Comparer(flows)
            comparer.compare(old_code, new_code)
            same = not comparer.lines and not comparer.pairs and comparer.is_identical(old_code, new_code)
            return Comparison(None, same, sorted(comparer.lines), comparer.pairs, comparer.kept)
    except Exception:
        pass
    return Comparison(None, False, everything, [], None)


def _compiled_before(source, filename):
    """The same with what is known of its instructions, kept for sources: many changes are of the same file."""
    if type(source) is not bytes:
        return (*_compiled(source, filename), {})
    if (filename, source) not in _kept_codes:
        if len(_kept_codes) >= _MAX_KEPT_CODES:
            _kept_codes.clear()
        _kept_codes[filename, source] = (*_compiled(source, filename), {})
    return _kept_codes[filename, source]


def _compiled(source, filename):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        code = _compile(source, filename, "exec", dont_inherit=True)
    return code, sorted((warning.category.__name__, str(warning.message)) for warning in caught)


def is_identical(old, new):
    """Whether two code objects differ in nothing but line numbers."""
    return _Comparer().is_identical(old, new)


class _Comparer:
    def __init__(self, flows=None):
        self.lines = set()
        self.pairs = []
        self.kept = []
        self._identical = {}
        self._old_flows = {} if flows is None else flows
        self._new_flows = {}
        self._begun = set()
        self._met = set()
        self._pending = []

    def compare(self, old, new):
        self._meet(old, new)
        while self._pending:
            old, new = self._pending.pop()
            if self.is_identical(old, new):
                self._keep(old, new)
                continue
            if is_function(old):
                self.pairs.append((old, new))
            _Walk(self._old_flow(old), self._new_flow(new), self.lines, self._meet).run()

    def _meet(self, old, new):
        if (id(old), id(new)) not in self._met:
            self._met.add((id(old), id(new)))
            self._pending.append((old, new))

    def _keep(self, old, new):
        pending = [(old, new)]
        while pending:
            old, new = pending.pop()
            if is_function(old):
                self.kept.append((old, new))
            inner_old, inner_new = nested_codes(old), nested_codes(new)
            if len(inner_old) != len(inner_new):
                raise Unforeseen(old)
            pending += zip(inner_old, inner_new)

    def _old_flow(self, code):
        flow = self._old_flows.get(id(code))
        if flow is None:
            flow = self._old_flows[id(code)] = Flow(code)
        elif id(code) not in self._begun:
            flow.forget_notes()
        self._begun.add(id(code))
        return flow

    def _new_flow(self, code):
        if id(code) not in self._new_flows:
            self._new_flows[id(code)] = Flow(code)
        return self._new_flows[id(code)]

    def is_identical(self, old, new):
        key = (id(old), id(new))
        if key not in self._identical:
            self._identical[key] = self._has_same_parts(old, new) or self._is_same_body(old, new)
        return self._identical[key]

    def _has_same_parts(self, old, new):
        return (
            old.co_code == new.co_code
            and old.co_names == new.co_names
            and old.co_varnames == new.co_varnames
            and old.co_cellvars == new.co_cellvars
            and getattr(old, "co_exceptiontable", None) == getattr(new, "co_exceptiontable", None)
            and interface_of(old) == interface_of(new)
            and constant_key(old.co_consts) == constant_key(new.co_consts)
            and all(self.is_identical(*pair) for pair in zip(nested_codes(old), nested_codes(new)))
        )

    def _is_same_body(self, old, new):
        """The same for the body of a class or module, which may hold line numbers as constants."""
        if is_function(old) or is_function(new) or interface_of(old) != interface_of(new):
            return False
        inner_old, inner_new = nested_codes(old), nested_codes(new)
        one, other = self._old_flow(old), self._new_flow(new)
        return (
            one.operations == other.operations
            and one.steps == other.steps
            and one.handlers == other.handlers
            and len(inner_old) == len(inner_new)
            and all(self.is_identical(*pair) for pair in zip(inner_old, inner_new))
        )


class _Walk:
    """Goes through two code objects in lockstep, and notes the old lines where they part."""

    def __init__(self, old, new, lines, meet):
        self._old = old
        self._new = new
        self._lines = lines
        self._meet = meet

    def run(self):
        old, new = self._old, self._new
        if _reads_scope(old.code) and _scope(old.code) != _scope(new.code):
            old.note(0, self._lines)
        limit = _PAIRS_PER_INSTRUCTION * (len(old.names) + len(new.names))
        same, different = set(), set()
        pending = [(0, 0)]
        while pending:
            arrival, counterpart = pending.pop()
            arrival = old.skipped(arrival, UNSEEN)
            pair = number, counterpart = old.skipped(arrival, SILENT), new.skipped(counterpart, SILENT)
            if pair in same:
                continue
            if len(same) > limit:
                raise Unforeseen(old.code)
            if old.lines[number] in self._lines:
                old.note(number, self._lines)
            elif pair in different or not self._is_same(number, counterpart):
                different.add(pair)
                old.note(arrival, self._lines)
            else:
                same.add(pair)
                pending += self._next(number, counterpart)

    def _is_same(self, number, counterpart):
        if self._old.operations[number] != self._new.operations[counterpart]:
            return False
        inner_old, inner_new = self._old.constants[number], self._new.constants[counterpart]
        if inner_old is not None:
            if interface_of(inner_old) != interface_of(inner_new):
                return False
            self._meet(inner_old, inner_new)
        return True

    def _next(self, number, counterpart):
        for step, other in zip(self._old.steps[number], self._new.steps[counterpart]):
            if step is not None:
                if other is None:
                    raise Unforeseen(self._new.code)
                yield step, other
        handler, other = self._old.handlers[number], self._new.handlers[counterpart]
        if handler is not None and other is not None and handler[1:] == other[1:]:
            yield handler[0], other[0]
        elif handler is not None:
            self._old.note_handler(handler[0], number, self._lines)
        elif other is not None:
            self._old.note(number, self._lines)


def _reads_scope(code):
    return not _SCOPE_READERS.isdisjoint(code.co_names)


def _scope(code):
    return code.co_varnames, code.co_cellvars, code.co_freevars

"""What code objects do, told apart from where they stand in their file."""

import bisect
import dis
import inspect
import struct
import sys
import types

_JUMPS = frozenset(dis.hasjrel) | frozenset(dis.hasjabs)
_CONSTANTS = frozenset(dis.hasconst)
_NAMES = frozenset(dis.hasname)
_VARIABLES = frozenset(dis.haslocal) | frozenset(dis.hasfree)
_SAME_OPERATIONS = {
    "LOAD_FAST_CHECK": "LOAD_FAST",
    "LOAD_FAST_BORROW": "LOAD_FAST",
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": "LOAD_FAST_LOAD_FAST",
}
_PLAIN_JUMPS = frozenset(
    ("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "JUMP_ABSOLUTE", "JUMP", "JUMP_NO_INTERRUPT")
)
# Instructions without any effect, and those of them whose line is not that of a statement.
SILENT = _PLAIN_JUMPS | {"NOP", "NOT_TAKEN", "EXTENDED_ARG", "CACHE"}
UNSEEN = _PLAIN_JUMPS | {"NOT_TAKEN", "CACHE"}
_LAST = _PLAIN_JUMPS | {"RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"}
# Instructions which get no line event of their own in some versions.
_WITHOUT_EVENT = frozenset(("RESUME", "END_FOR", "END_SEND", "END_ASYNC_FOR", "POP_ITER"))
# From this version on, a jump to another line always causes a line event.
_JUMPS_ARE_TRACED = sys.version_info >= (3, 10)
_POSITION_NAMES = ("__firstlineno__", "__static_attributes__")
_HAS_DOCSTRING = getattr(inspect, "CO_HAS_DOCSTRING", None)

Code = types.CodeType


class Unforeseen(Exception):
    """Something about code that is not known here; whoever meets it has to expect anything."""


def nested_codes(code):
    return [constant for constant in code.co_consts if type(constant) is Code]


def is_function(code):
    return code.co_flags & inspect.CO_OPTIMIZED != 0


def constant_key(constant):
    """Equal for constants that nothing can tell apart; code is left out, as it is compared by walking it."""
    kind = type(constant)
    if kind is Code:
        return (kind,)
    if kind is float:
        return kind, struct.pack("d", constant)
    if kind is complex:
        return kind, struct.pack("dd", constant.real, constant.imag)
    if kind is tuple or kind is frozenset:
        return kind, tuple(constant_key(part) for part in constant)
    if kind is slice:
        return kind, tuple(constant_key(part) for part in (constant.start, constant.stop, constant.step))
    if constant is None or constant is Ellipsis or kind in (bool, int, str, bytes):
        return kind, constant
    raise Unforeseen(kind)


def interface_of(code):
    """What can be seen of a function without calling it, as far as its code decides it."""
    flags = code.co_flags & ~inspect.CO_NOFREE if hasattr(inspect, "CO_NOFREE") else code.co_flags
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(flags & inspect.CO_VARARGS) + bool(flags & inspect.CO_VARKEYWORDS)
    first = code.co_consts[0] if code.co_consts else None
    has_docstring = type(first) is str and (_HAS_DOCSTRING is None or flags & _HAS_DOCSTRING)
    return (
        (code.co_name, getattr(code, "co_qualname", None), flags, first if has_docstring else None),
        (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_varnames[:count]),
        code.co_freevars,
    )


class Flow:
    """The instructions of a code object, by number, and where control goes from each."""

    def __init__(self, code):
        instructions = list(dis.get_instructions(code))
        numbers = {instruction.offset: number for number, instruction in enumerate(instructions)}
        offsets = [instruction.offset for instruction in instructions]
        count = len(instructions)
        self.code = code
        self.names = [instruction.opname for instruction in instructions]
        self.constants = [
            instruction.argval if type(instruction.argval) is Code else None for instruction in instructions
        ]
        self.operations = [_operation(code, instruction) for instruction in instructions]
        for number in range(1, count):
            if self.names[number] == "STORE_NAME" and instructions[number].argval in _POSITION_NAMES:
                self.operations[number - 1] = ("LOAD_CONST", "position")
        line_of = _line_of_offsets(code)
        self.lines = [line_of(offset) for offset in offsets]
        #: For each instruction the next one in line, and the one it can jump to.
        self.steps = [
            (
                number + 1 if instruction.opname not in _LAST and number + 1 < count else None,
                numbers[instruction.argval] if instruction.opcode in _JUMPS else None,
            )
            for number, instruction in enumerate(instructions)
        ]
        self.handlers = [None] * count
        for entry in getattr(dis.Bytecode(code), "exception_entries", ()):
            covered = range(bisect.bisect_left(offsets, entry.start), bisect.bisect_left(offsets, entry.end))
            for number in covered:
                self.handlers[number] = (numbers[entry.target], entry.depth, entry.lasti)
        #: The instruction before the first one that is traced.
        self.prologue = self.names.index("RESUME") if "RESUME" in self.names else -1
        self._sources = None
        self._noted = set()

    def skipped(self, number, operations):
        """The first instruction from here on that is none of these."""
        passed = set()
        while self.names[number] in operations and number not in passed:
            passed.add(number)
            following, target = self.steps[number]
            number = target if target is not None else following
            if number is None:
                raise Unforeseen(self.code)
        return number

    def forget_notes(self):
        """Begins anew with other lines."""
        self._noted = set()

    def note(self, number, lines):
        """Adds lines of which at least one is reported whenever this instruction is executed."""
        pending = [number]
        while pending:
            number = pending.pop()
            if number <= self.prologue:
                number = self.prologue + 1
            if number in self._noted:
                continue
            self._noted.add(number)
            line = self.lines[number]
            if line is not None:
                lines.add(line)
                if self._starts_line(number):
                    continue
            elif number <= self.prologue + 1:
                lines.add(self.code.co_firstlineno)
            for source, is_jump in self._sources_of(number):
                if not is_jump or not self._has_event(source, number):
                    pending.append(source)

    def note_handler(self, handler, source, lines):
        """The same for an exception that is raised by `source` and handled at `handler`."""
        while self.lines[handler] is None and self.names[handler] in ("PUSH_EXC_INFO", "NOP"):
            handler += 1
        self.note(source if self.lines[handler] is None else handler, lines)

    def _starts_line(self, number):
        if self.names[number] in _WITHOUT_EVENT:
            return False
        before = number - 1
        while before >= 0 and self.names[before] in _WITHOUT_EVENT:
            before -= 1
        return before < 0 or self.lines[before] != self.lines[number]

    def _has_event(self, source, target):
        if self.lines[target] is None or self.names[target] in _WITHOUT_EVENT:
            return False
        return source > target or (_JUMPS_ARE_TRACED and self.lines[source] != self.lines[target])

    def _sources_of(self, number):
        if self._sources is None:
            self._sources = [[] for _ in self.names]
            for source, (following, target) in enumerate(self.steps):
                if following is not None:
                    self._sources[following].append((source, False))
                if target is not None:
                    self._sources[target].append((source, True))
                if self.handlers[source] is not None:
                    self._sources[self.handlers[source][0]].append((source, True))
        return self._sources[number]


def _line_of_offsets(code):
    if hasattr(code, "co_lines"):
        starts = [(start, line) for start, end, line in code.co_lines() if end > start]
    else:
        starts = list(dis.findlinestarts(code))
    lines = {}
    position, line = 0, None
    for offset in range(0, len(code.co_code), 2):
        while position < len(starts) and starts[position][0] <= offset:
            line = starts[position][1] or None
            position += 1
        lines[offset] = line
    return lines.__getitem__


def _operation(code, instruction):
    """Equal for instructions that do the same, apart from where they jump to and from code they load."""
    name = instruction.opname.replace("_FORWARD_IF", "_IF").replace("_BACKWARD_IF", "_IF")
    name = _SAME_OPERATIONS.get(name, name)
    value = instruction.argval
    if instruction.opcode in _JUMPS:
        return (name,)
    if instruction.opcode in _CONSTANTS:
        # Some versions do not look up the constants of all of these.
        return name, constant_key(value if name == "LOAD_SMALL_INT" else code.co_consts[instruction.arg])
    if instruction.opcode in _NAMES:
        return name, value, _flags_beside(instruction.arg, code.co_names.index(value))
    if instruction.opcode in _VARIABLES or any(word in name for word in ("FAST", "DEREF")):
        if type(value) not in (str, tuple) or any(type(part) is not str for part in value):
            raise Unforeseen(instruction)
        return name, value
    return name, instruction.arg


def _flags_beside(argument, index):
    """The low bits of an argument that hold something else than the index of a name."""
    shift = 0
    while argument >> shift != index:
        shift += 1
        if shift > 8:
            raise Unforeseen(argument)
    return argument & ((1 << shift) - 1)

"""Makes programs from a failing test that may show the same failure without a test framework.

PYTEST_DONT_REWRITE
"""

import ast
import sys

from bugsmith_conclusions import conclude
from bugsmith_program import CannotDraft, Program, Scope
from bugsmith_setup import STAND_INS, Surroundings, pin_value, receiver_of
from bugsmith_source import FUNCTIONS, SourceFile, loads, stores
from bugsmith_subject import find_subject
from bugsmith_unit import Unit, indent_text

MAX_DRAFTS = 8
MAX_LENGTH = 4000


def draft_scripts(item, failure, parameters, places):
    """Programs, best first; an empty list when none can be made."""
    if failure.at is None or failure.file is None or failure.statement is None:
        return []
    drafts = []
    for kind in ("slice", "body"):
        for attempt in attempts(item, failure, parameters, places):
            try:
                drafts.extend(attempt(kind))
            except CannotDraft:
                continue
    unique = {draft["source"]: draft for draft in reversed(drafts)}
    return [draft for draft in drafts if unique.get(draft["source"]) is draft][:MAX_DRAFTS]


def attempts(item, failure, parameters, places):
    tests = [frame for frame in failure.frames if frame.is_test]
    if len(tests) == 1:
        yield lambda kind: Draft(item, failure, parameters, places, failure.at).write(kind)
        return
    # A helper of the tests, with the values it was called with; then the test that calls it.
    yield lambda kind: Draft(item, failure, {}, places, failure.at, is_pinned=True).write(kind)
    yield lambda kind: Draft(item, failure, parameters, places, tests[0]).write(kind)
    outer = failure.seen_from(tests[0])
    yield lambda kind: Draft(item, outer, parameters, places, tests[0]).write(kind)


def draft_import(failure, places):
    """A program that only imports, where that is what failed."""
    statement = failure.statement
    scope = None if failure.at is None else Scope.of(failure.at.frame.f_globals)
    if scope is None or not isinstance(statement, (ast.Import, ast.ImportFrom)):
        return []
    if isinstance(statement, ast.ImportFrom):
        module = scope.absolute(statement)
        names = [alias.name for alias in statement.names]
        text = "import " + module if names == ["*"] else "from {} import {}".format(module, ", ".join(names))
    else:
        module, text = statement.names[0].name, scope.file.text(statement)
    if module.partition(".")[0] not in places.packages():
        return []
    return [{"source": text + "\n", "kind": "slice", "subject": None, "expectedException": None}]


class Draft:
    """One way to make a program: from the function of one frame on."""

    def __init__(self, item, failure, parameters, places, frame, is_pinned=False):
        self._item = item
        self._failure = failure
        self._places = places
        self._frame = frame
        self._is_pinned = is_pinned
        self._surroundings = Surroundings(item, parameters)
        scope = Scope.of(frame.frame.f_globals)
        file = SourceFile.load(frame.path)
        function = None if file is None else file.function_of(frame.code)
        if scope is None or function is None or scope.file is not file:
            raise CannotDraft("there is no source")
        self._function, self._scope = function, scope
        self._statement = (
            failure.statement if frame is failure.at else file.statement_at(frame.line, function)
        )

    def write(self, kind):
        conclusions = list(conclude(self._unit_at(self._failure.at), self._failure))
        for index in range(len(conclusions) if kind == "slice" else min(2, len(conclusions))):
            try:
                yield self._write(kind, index)
            except CannotDraft:
                continue

    def _unit_at(self, frame):
        scope = Scope.of(frame.frame.f_globals)
        function = None if scope is None else scope.file.function_of(frame.code)
        if function is None:
            raise CannotDraft("there is no source")
        return Unit(scope, function, receiver_of(function), values=frame.frame.f_locals)

    def _write(self, kind, index):
        unit = self._unit_at(self._frame)
        unit.pins = self._pins(unit)
        is_own = self._frame is self._failure.at
        ending_unit = unit if is_own else self._unit_at(self._failure.at)
        conclusion = list(conclude(ending_unit, self._failure))[index]
        replaced = {}
        if not is_own:
            replaced = {self._failure.statement: lambda: conclusion.write()}
            ending_unit.names(*conclusion.nodes)
            unit.replaced = replaced
        program = Program(self._places)
        program.rewrite = lambda scope, node: self._rewrite(scope, node, replaced)
        nodes = conclusion.nodes if is_own else [self._statement]
        lines = conclusion.write if is_own else lambda: [unit.text(self._statement)]
        texts, needed = self._slice(unit, nodes, lines, kind == "body")
        texts = self._complete(program, unit, ending_unit, texts, needed)
        source = program.write(join_statements(texts))
        if not program.uses_repository():
            raise CannotDraft("it calls nothing of the repository")
        if len(source) > MAX_LENGTH:
            raise CannotDraft("it is too long")
        try:
            compile(source, "example.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            raise CannotDraft("it is no program") from None
        return {
            "source": source,
            "kind": kind,
            "subject": find_subject(conclusion.about, self._failure.at, self._places)
            or find_subject(self._failure.statement, self._failure.at, self._places),
            "expectedException": conclusion.expected_exception,
        }

    def _pins(self, unit):
        pins = self._surroundings.pins_for(unit)
        if unit.receiver == "request":
            pins["request.param"] = self._surroundings.parameter_of(self._function.name)
        if self._is_pinned:
            for name in unit.arguments:
                value = pin_value(unit.values.get(name, self))
                if value is not None:
                    pins[name] = value
                elif name != unit.receiver:
                    raise CannotDraft("an argument cannot be written down")
        return pins

    def _slice(self, unit, nodes, write, everything):
        """The texts of a function's statements up to the last one, from the inside out."""
        levels = list(self._levels(unit))
        for block, _ in levels:
            if isinstance(block, (ast.For, ast.AsyncFor)):
                self._pin_loop(unit, block)
        needed, texts = unit.names(*nodes), None
        for block, earlier in levels:
            kept, needed = unit.keep(earlier, needed, everything)
            texts = kept + (write() if texts is None else texts)
            header = self._header(unit, block)
            if header is not None:
                texts = [header + "\n" + "\n".join(indent_text(text) for text in texts)]
                needed |= self._header_names(unit, block)
        return texts, needed

    def _levels(self, unit):
        """The blocks around the failing statement, each with its statements before it, from the inside out."""
        node = self._statement
        while node is not self._function:
            block = unit.file.parents[node]
            for body in bodies(block):
                places = [index for index, statement in enumerate(body) if statement is node]
                if places:
                    yield block, body[: places[0]]
            if isinstance(block, FUNCTIONS) and block is not self._function:
                raise CannotDraft("it failed in a function inside of the test")
            node = block

    def _header(self, unit, parent):
        """The line a block stays under, or `None` where its statements can go without it."""
        if isinstance(parent, (ast.For, ast.AsyncFor)):
            names = set(stores(parent.target))
            if all(name in unit.pins for name in names):
                return None
            return "for {} in {}:".format(unit.text(parent.target), unit.text(parent.iter))
        if isinstance(parent, ast.With):
            if is_subtest(parent):
                return None
            return "with {}:".format(", ".join(self._item_text(unit, item) for item in parent.items))
        if isinstance(parent, ast.If) or parent is self._function or isinstance(parent, ast.Try):
            return None
        raise CannotDraft("it failed inside of a block")

    def _item_text(self, unit, item):
        text = unit.text(item.context_expr)
        return text if item.optional_vars is None else "{} as {}".format(text, unit.text(item.optional_vars))

    def _header_names(self, unit, parent):
        if isinstance(parent, (ast.For, ast.AsyncFor)):
            if not all(name in unit.pins for name in set(stores(parent.target))):
                return unit.names(parent.iter)
        if isinstance(parent, ast.With) and not is_subtest(parent):
            return unit.names(*[item.context_expr for item in parent.items])
        return set()

    def _pin_loop(self, unit, loop):
        """Takes the values a loop had when it failed for what its variables are."""
        names = set(stores(loop.target))
        inside = [name for statement in loop.body for name in stores(statement)]
        pins = {name: pin_value(unit.values.get(name, self)) for name in names}
        if None in pins.values() or names & set(inside):
            return
        unit.pins.update(pins)

    def _complete(self, program, unit, ending_unit, texts, needed):
        """Puts fixtures and set-up before the statements, and tells the program what all of them need."""
        used_pins = {name for name in needed if name in unit.pins}
        before = unit.assignments(used_pins)
        fixtures = [
            name for name in unit.arguments if name in needed and name not in unit.pins and name != unit.receiver
        ]
        attributes = {name for name in needed if "." in name}
        units, prefix = [unit], []
        if attributes and unit.receiver is not None:
            for earlier in reversed(self._surroundings.set_up()):
                own = {"{}.{}".format(earlier.receiver, name.partition(".")[2]) for name in attributes}
                kept, wanted = earlier.keep(earlier.body, own)
                if kept:
                    units.append(earlier)
                    prefix = kept + prefix
                    attributes |= {
                        "{}.{}".format(unit.receiver, name.partition(".")[2]) for name in wanted if "." in name
                    }
                stored = {name.partition(".")[2] for name in earlier.kept_stores if "." in name}
                attributes = {name for name in attributes if name.partition(".")[2] not in stored}
                fixtures += [name for name in wanted if name in earlier.arguments and name != earlier.receiver]
        for fixture in reversed(self._surroundings.fixtures(fixtures)):
            prefix = self._fixture_texts(fixture) + prefix
            units.append(fixture)
        self._check_collisions(units)
        texts = before + prefix + texts
        for name in dict.fromkeys(self._surroundings.stand_ins):
            module, imported, text = STAND_INS[name]
            program.add_from(module, imported)
            program.add_plain(ast.alias("tempfile", None))
            texts.insert(0, "{} = {}".format(name, text))
        for name in sorted(attributes):
            self._need_attribute(program, name.partition(".")[2])
        if ending_unit is not unit:
            units.append(ending_unit)
        for each in units:
            for statement, names in each.imports:
                program.add_import(each.scope, statement, names)
            for name in sorted(each.globals):
                program.need(each.scope, name)
            for pin in each.pins.values():
                for module, name in pin.imports:
                    program.add_from(module, name)
        return texts

    def _fixture_texts(self, fixture):
        if isinstance(fixture.result, ast.Name) and fixture.result.id in fixture.locals:
            fixture.renames[fixture.result.id] = fixture.name
        needed = fixture.names(fixture.result)
        text = fixture.text(fixture.result)
        for context in fixture.contexts:
            needed |= fixture.names(*[item.context_expr for item in context.items])
        kept, _ = fixture.keep(fixture.before, needed)
        for context in fixture.contexts:
            for item in context.items:
                opened = fixture.text(item.context_expr) + ".__enter__()"
                if item.optional_vars is not None:
                    opened = "{} = {}".format(fixture.text(item.optional_vars), opened)
                kept.append(opened)
        if text == fixture.name:
            return kept
        return kept + ["{} = {}".format(fixture.name, text)]

    def _check_collisions(self, units):
        seen = {}
        for unit in units:
            for name in unit.kept_stores:
                plain = name.rpartition(".")[2]
                if seen.setdefault(plain, unit) is not unit:
                    raise CannotDraft("two parts of the test use one name")

    def _need_attribute(self, program, name):
        """Brings in what a class has: a method as a function, any other attribute as a global name."""
        for kind in getattr(getattr(self._item, "cls", None), "__mro__", ()):
            if name not in vars(kind):
                continue
            module = sys.modules.get(getattr(kind, "__module__", None))
            scope = None if module is None else Scope.of(vars(module))
            node = None if scope is None else scope.file.definition(kind.__qualname__.split("."))
            for statement in getattr(node, "body", []):
                if name in set(stores(statement)):
                    self._define_attribute(program, scope, statement)
                    return
        raise CannotDraft("it uses the test case")

    def _define_attribute(self, program, scope, statement):
        key = (scope.file.path, statement.lineno)
        if program.has(key):
            return
        program.define(key, None)
        receiver = receiver_of(statement) if isinstance(statement, FUNCTIONS) else None
        if isinstance(statement, ast.ClassDef):
            raise CannotDraft("it uses a class inside of a class")
        program.define(key, program.rewrite(scope, statement))
        for name in sorted(set(loads(statement, receiver))):
            if "." in name:
                self._need_attribute(program, name.partition(".")[2])
            elif name == receiver:
                raise CannotDraft("it passes the test case on")
            else:
                program.need(scope, name)

    def _rewrite(self, scope, node, replaced):
        """The text of a definition of a test module."""
        function = node if isinstance(node, FUNCTIONS) else ast.parse("def f(): pass").body[0]
        is_method = isinstance(scope.file.parents.get(node), ast.ClassDef)
        unit = Unit(scope, function, receiver_of(function) if is_method else None)
        unit.replaced = dict(replaced)
        unit.names(node) if is_method else None
        edits = unit.edits(node)
        if is_method and isinstance(node, FUNCTIONS):
            edits += list(free_edits(scope.file, node, unit.receiver))
        return scope.file.render(node, edits)


def join_statements(texts):
    """Statements below each other, with room around functions and classes."""
    joined = ""
    for previous, text in zip([""] + texts, texts):
        is_apart = previous and any(each.startswith(("def ", "class ", "@", "async def ")) for each in (previous, text))
        joined += ("\n\n\n" if is_apart else "\n" if previous else "") + text
    return joined


def free_edits(file, node, receiver):
    """Edits that make a function of a method."""
    for decorator in node.decorator_list:
        if getattr(decorator, "id", None) not in ("staticmethod", "classmethod"):
            raise CannotDraft("it uses a decorated method")
    begin = file.begin(node)
    if node.decorator_list:
        yield begin, file._starts[node.lineno - 1] + node.col_offset, ""
    if receiver is not None:
        first = node.args.args[0]
        following = node.args.args[1:] or [arg for arg in (node.args.vararg, node.args.kwarg) if arg]
        stop = file.end(first)
        if following:
            stop = file._starts[following[0].lineno - 1] + following[0].col_offset
            if following[0] is node.args.vararg:
                stop -= 1
            if following[0] is node.args.kwarg:
                stop -= 2
        yield file._starts[first.lineno - 1] + first.col_offset, stop, ""


def bodies(node):
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if isinstance(body, list):
            yield body


def is_subtest(statement):
    call = statement.items[0].context_expr
    function = call.func if isinstance(call, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", None)) in ("subTest", "test", "subtests")

"""The statements of one function, on their way into a program: a test, a set-up method or a fixture.

PYTEST_DONT_REWRITE
"""

import ast
import re
import textwrap

from bugsmith_assertions import is_assertion, raising_item, read_assertion, unittest_method
from bugsmith_program import CannotDraft
from bugsmith_source import DEFINITIONS, FUNCTIONS, is_attribute_of, loads, stores
from bugsmith_values import is_immutable

SHORT_LITERAL = 60
# Methods whose call changes what later assertions see, so that it stays when its assertion goes.
CHANGING = (
    "pop popitem popleft next read readline append appendleft extend add update remove insert send put get_nowait "
    "setdefault write close clear discard delete save load drop purge truncate upsert"
).split()


class Pin:
    """The value a name has: its source text, the value where it is plain, and the imports the text needs."""

    def __init__(self, text, value=None, names=(), imports=()):
        self.text = text
        self.value = value
        self.names = tuple(names)
        self.imports = tuple(imports)


class Unit:
    def __init__(self, scope, function, receiver=None, pins=None, values=None):
        self.scope = scope
        self.file = scope.file
        self.function = function
        self.receiver = receiver
        self.pins = pins or {}
        self.values = values or {}
        self.renames = {}
        # Statements of any function that are to be written in another way.
        self.replaced = {}
        self.body = function.body
        arguments = function.args
        every = getattr(arguments, "posonlyargs", []) + arguments.args + arguments.kwonlyargs
        self.arguments = [argument.arg for argument in every]
        self.locals = set(self.arguments)
        for statement in self.body:
            self.locals.update(stores(statement, receiver))
        self.assigned = {}
        self.globals = set()
        self.kept_stores = set()

    def names(self, *nodes):
        """Local names that nodes read; the others are noted as needed from the module."""
        found = set()
        for node in nodes:
            for name in loads(node, self.receiver):
                if name in self.pins and self._is_inline(name):
                    self.globals.update(self.pins[name].names)
                elif name in self.locals or name in self.pins or "." in name:
                    found.add(name)
                    if "." in name and name not in self.pins:
                        attribute = name.partition(".")[2]
                        self.renames[name] = attribute + ("_" if attribute in self.locals else "")
                elif name != self.receiver:
                    self.globals.add(name)
                else:
                    raise CannotDraft("it passes the test case on")
        return found

    def text(self, node):
        text = self.file.render(node, self.edits(node))
        return text if isinstance(node, ast.stmt) else join_lines(text)

    def edits(self, node):
        return list(self._edits(node, node.col_offset if isinstance(node, ast.stmt) else None))

    def _edits(self, node, outer):
        if node in self.replaced:
            indent = self.file.indent(node, outer or 0)
            lines = self.replaced[node]()
            yield self.file.begin(node), self.file.end(node), ("\n" + indent).join("\n".join(lines).split("\n"))
            return
        name = self._name_of(node)
        if name is not None:
            if name in self.pins and self._is_inline(name):
                yield self.file.begin(node), self.file.end(node), self._fit(node, self.pins[name].text)
            elif name in self.renames:
                yield self.file.begin(node), self.file.end(node), self.renames[name]
            return
        if isinstance(node, ast.Attribute) and node.attr == "value" and isinstance(node.value, ast.Name):
            if node.value.id in self.caught():
                yield self.file.begin(node), self.file.end(node), node.value.id
                return
        if outer is not None and isinstance(node, ast.stmt):
            lines = self._rewritten(node)
            if lines is not None:
                indent = self.file.indent(node, outer)
                yield self.file.begin(node), self.file.end(node), "\n".join(lines).replace("\n", "\n" + indent)
                return
        for child in ast.iter_child_nodes(node):
            yield from self._edits(child, outer)

    def _rewritten(self, statement):
        """A statement without what only a test framework has."""
        found = raising_item(statement)
        if found is not None:
            return self.write_try(statement, found, ["pass"])
        if isinstance(statement, ast.Expr) and unittest_method(statement.value) is not None:
            calls = [node for node in statement.value.args if isinstance(node, ast.Call)]
            return [self.text(calls[0])] if calls else ["pass"]
        return None

    def write_try(self, statement, found, handler):
        item, call = found
        name = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else None
        lines = ["try:"] + [indent_text(self.text(inner)) for inner in statement.body]
        if name is None:
            return lines + ["except {}:".format(self.text(call.args[0]))] + ["    " + line for line in handler]
        short = "error" if name != "error" else "caught"
        caught = ["except {} as {}:".format(self.text(call.args[0]), short), "    {} = {}".format(name, short)]
        return lines + caught

    def caught(self):
        """Names that hold what `pytest.raises` caught, which is then the exception itself."""
        if not hasattr(self, "_caught"):
            self._caught = set()
            for node in ast.walk(self.function):
                found = raising_item(node) if isinstance(node, ast.With) else None
                if found is not None and isinstance(found[0].optional_vars, ast.Name):
                    self._caught.add(found[0].optional_vars.id)
        return self._caught

    def _name_of(self, node):
        if is_attribute_of(node, self.receiver):
            return "{}.{}".format(self.receiver, node.attr)
        return node.id if isinstance(node, ast.Name) else None

    def _is_inline(self, name):
        """Whether the value is written where the name stands, rather than given to the name first."""
        if name not in self.assigned:
            pin, uses, inside = self.pins[name], 0, False
            for node in ast.walk(self.function):
                if isinstance(node, ast.JoinedStr):
                    inside = inside or name in set(loads(node, self.receiver))
                if self._name_of(node) == name:
                    uses += 1
                    inside = inside or (isinstance(node.ctx, ast.Store) and name in self.arguments)
            is_shared = uses > 1 and not is_immutable(pin.value)
            self.assigned[name] = inside or is_shared or len(pin.text) > SHORT_LITERAL
        return not self.assigned[name]

    def _fit(self, node, text):
        """Puts a value in parentheses where it would be read in another way."""
        parent = self.file.parents.get(node)
        takes_part = isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript, ast.Compare))
        is_receiver = getattr(parent, "value", None) is node
        is_number = re.match(r"-|\d", text) is not None
        if takes_part and (text.startswith("-") or (is_receiver and is_number)):
            return "({})".format(text)
        return text

    def assignments(self, used):
        """Lines that give names the values that were not written where they stand."""
        return ["{} = {}".format(name, self.pins[name].text) for name in self.pins if name in used]

    def decide(self, test):
        """Whether a condition on pinned values holds; `None` where that is not known."""
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return None
        try:
            left, right = (self._plain(node) for node in (test.left, test.comparators[0]))
        except (ValueError, TypeError, SyntaxError, KeyError):
            return None
        operator = type(test.ops[0])
        if operator in (ast.Eq, ast.Is):
            return left == right
        if operator in (ast.NotEq, ast.IsNot):
            return left != right
        return (left in right) is (operator is ast.In) if operator in (ast.In, ast.NotIn) else None

    def _plain(self, node):
        name = self._name_of(node)
        return ast.literal_eval(node) if name is None else ast.literal_eval(self.pins[name].text)

    def flatten(self, statements):
        """Statements, with the branch that is taken in place of an `if` on pinned values."""
        for statement in statements:
            decided = self.decide(statement.test) if isinstance(statement, ast.If) else None
            if decided is None:
                yield statement
            else:
                yield from self.flatten(statement.body if decided else statement.orelse)

    def keep(self, statements, needed, everything=False):
        """The texts of the statements that the names depend on, with the names those need in turn."""
        texts, needed = [], set(needed)
        for statement in reversed(list(self.flatten(statements))):
            text = self._keep(statement, needed, everything)
            if text is not None:
                texts.insert(0, text)
        return texts, needed

    def _keep(self, statement, needed, everything):
        if is_docstring(statement) or isinstance(statement, (ast.Pass, ast.Global, ast.Nonlocal)):
            return None
        if is_assertion(statement):
            return self._keep_assertion(statement, needed, everything)
        if is_call_of(statement, ("setUp", "tearDown", "setup_method", "skip", "skipTest", "set_trace")):
            return None
        bound = set(stores(statement, self.receiver))
        if not everything and not bound & needed and not self._may_change(statement, needed):
            return None
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            self.imports.append((statement, bound & needed))
            return None
        if contains_yield(statement):
            raise CannotDraft("it waits or gives way")
        found = self.names(statement)
        if not isinstance(statement, DEFINITIONS) or not needed & bound <= found:
            needed.difference_update(
                bound if isinstance(statement, ast.Assign) and not bound & found else ()
            )
        needed.update(found)
        self.kept_stores.update(bound)
        return self.text(statement)

    @property
    def imports(self):
        return self.__dict__.setdefault("_imports", [])

    def _keep_assertion(self, statement, needed, everything):
        assertion = read_assertion(statement)
        node = None if assertion is None else assertion.left or assertion.expression
        if not isinstance(node, ast.Call):
            return None
        local = {name for name in loads(node, self.receiver) if name in self.locals or "." in name}
        if everything or (local & needed and self._is_changing(node)):
            needed.update(self.names(node))
            return self.text(node)
        return None

    def _is_changing(self, call):
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return name.strip("_") in CHANGING

    def _may_change(self, statement, needed):
        """Whether a statement may change a value that is needed, without binding its name."""
        for node in ast.walk(statement):
            if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
                if needed & set(loads(node.value, self.receiver)):
                    return True
            if isinstance(node, ast.Call):
                used = set()
                for part in node.args + [keyword.value for keyword in node.keywords]:
                    used.update(loads(part, self.receiver))
                if isinstance(node.func, ast.Attribute):
                    used.update(loads(node.func.value, self.receiver))
                for name in used & needed:
                    is_local = name in self.locals or "." in name
                    if is_local and not is_immutable(self.values.get(name, [])):
                        return True
        return False


def join_lines(text):
    """An expression on one line, where it is short and has no text that would change; else less indented."""
    if "\n" not in text or any(mark in text for mark in ('"""', "'''", "#", "\\\n")):
        return text
    joined = re.sub(r"\s*\n\s*", " ", text)
    joined = re.sub(r",? ([)\]}])", r"\1", re.sub(r"([(\[{]) ", r"\1", joined))
    if len(joined) <= 100:
        return joined
    first, _, rest = text.partition("\n")
    return first + "\n" + textwrap.indent(textwrap.dedent(rest), "    ")


def indent_text(text):
    if "\n" in text and ('"""' in text or "'''" in text):
        raise CannotDraft("a text of several lines would be indented")
    return "\n".join("    " + line if line else line for line in text.split("\n"))


def is_docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def is_call_of(statement, names):
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in names and is_framework_name(function.value)


def is_framework_name(node):
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", None) == "super"
    return isinstance(node, ast.Name) and node.id in ("self", "pytest", "pdb")


def contains_yield(statement):
    if isinstance(statement, FUNCTIONS):
        return False
    if isinstance(statement, (ast.Yield, ast.YieldFrom, ast.Await)):
        return True
    return any(contains_yield(child) for child in ast.iter_child_nodes(statement))

"""What surrounds a test: the values it is run with, its fixtures and its set-up methods.

PYTEST_DONT_REWRITE
"""

import ast
import inspect
import sys

from bugsmith_assertions import is_written_out
from bugsmith_program import CannotDraft, Scope
from bugsmith_source import FUNCTIONS, SourceFile, loads
from bugsmith_unit import Pin, Unit, contains_yield
from bugsmith_values import attribute, literal

LONG_LITERAL = 1500
SETUP_METHODS = ("setup_class", "setUpClass", "setup_method", "setup", "setUp")
# Fixtures of pytest that a program can do without, with the import and the text that stand in for them.
STAND_INS = {
    "tmp_path": ("pathlib", "Path", 'Path(tempfile.mkdtemp(prefix="example-"))'),
}


def pin_value(value):
    """A pin for a plain value, or for a class or function that can be imported."""
    text = literal(value, LONG_LITERAL)
    if text is not None:
        return Pin(text, value)
    name, module = attribute(value, "__qualname__"), attribute(value, "__module__")
    if isinstance(name, str) and name.isidentifier() and isinstance(module, str):
        if getattr(sys.modules.get(module), name, None) is value:
            return Pin(name, value, imports=[(module, name)])
    return None


def pin_parameters(item):
    """Pins for the arguments of a parametrized test, as they are before it runs."""
    callspec = getattr(item, "callspec", None)
    return {name: pin_value(value) for name, value in callspec.params.items()} if callspec else {}


def find_element(item, unit, name):
    """A pin with the source of a parameter, where the decorator has a list of them."""
    index = getattr(item.callspec, "indices", {}).get(name)
    for decorator in unit.function.decorator_list:
        if not (isinstance(decorator, ast.Call) and len(decorator.args) >= 2 and index is not None):
            continue
        if getattr(decorator.func, "attr", None) != "parametrize":
            continue
        names = read_names(decorator.args[0])
        values = decorator.args[1]
        if name not in names or not isinstance(values, (ast.List, ast.Tuple)) or index >= len(values.elts):
            continue
        element = values.elts[index]
        if isinstance(element, ast.Call) and getattr(element.func, "attr", None) == "param":
            parts = element.args
        elif len(names) == 1:
            parts = [element]
        else:
            parts = getattr(element, "elts", [])
        if len(parts) == len(names):
            node = parts[names.index(name)]
            value = item.callspec.params[name]
            return Pin(unit.file.text(node), value if is_written_out(node) else [], set(loads(node)))
    return None


def read_names(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [name.strip() for name in node.value.split(",")]
    return [part.value for part in getattr(node, "elts", []) if isinstance(part, ast.Constant)]


class FixtureUnit(Unit):
    """A fixture: its statements, and the assignment of what it gives to the name a test has for it."""

    def __init__(self, scope, function, name, pins):
        super().__init__(scope, function, receiver="request", pins=pins)
        self.name = name
        self.locals.discard("request")
        self.result, self.contexts = None, []
        statements = list(self.flatten(function.body))
        self.before = self._find_result(statements)
        if self.result is None:
            raise CannotDraft("a fixture gives its value in a way of its own")

    def _find_result(self, statements):
        for index, statement in enumerate(statements):
            value = statement.value if isinstance(statement, (ast.Return, ast.Expr)) else None
            if isinstance(statement, ast.Expr) and isinstance(value, ast.Yield):
                self.result = value.value
            elif isinstance(statement, ast.Return):
                self.result = value
            elif isinstance(statement, (ast.With, ast.Try)) and contains_yield(statement):
                inner = self._find_result(list(self.flatten(statement.body)))
                if isinstance(statement, ast.With):
                    self.contexts.insert(0, statement)
                return statements[:index] + inner
            if self.result is not None:
                return statements[:index]
        return []


class Surroundings:
    """The units a test needs, in the order they run."""

    def __init__(self, item, parameters):
        self._item = item
        self._parameters = parameters
        self.stand_ins = []

    def pins_for(self, unit):
        """Pins for those arguments of a function that are parameters of the test."""
        pins = {}
        for name in unit.arguments:
            if name in self._parameters and name not in self._definitions():
                pins[name] = self._parameters[name] or find_element(self._item, unit, name)
                if pins[name] is None:
                    raise CannotDraft("a parameter cannot be written down")
        return pins

    def _definitions(self):
        information = getattr(self._item, "_fixtureinfo", None)
        found = getattr(information, "name2fixturedefs", {})
        return {name: known[-1] for name, known in found.items() if not is_pseudo(known[-1])}

    def fixtures(self, names):
        """Units for fixtures, those they need first."""
        units, definitions = [], self._definitions()

        def add(name, pending=()):
            if any(unit.name == name for unit in units) or name in pending or name == "request":
                return
            if name in STAND_INS:
                self.stand_ins.append(name)
                return
            if name not in definitions:
                raise CannotDraft("a fixture is not known")
            unit = self._read(name, definitions[name])
            for needed in unit.arguments:
                add(needed, pending + (name,))
            units.append(unit)

        for name in names:
            add(name)
        return units

    def _read(self, name, definition):
        function = inspect.unwrap(definition.func)
        function = getattr(function, "__func__", function)
        code = getattr(function, "__code__", None)
        file = None if code is None else SourceFile.load(code.co_filename)
        node = None if file is None else file.function_of(code)
        scope = None if node is None else Scope.of(function.__globals__)
        if scope is None or scope.file is not file or "site-packages" in code.co_filename:
            raise CannotDraft("a fixture comes from elsewhere")
        pins = {}
        if name in self._parameters:
            pins["request.param"] = self.parameter_of(name)
        return FixtureUnit(scope, node, name, pins)

    def parameter_of(self, name):
        """A pin for the value a parametrized fixture has."""
        if self._parameters.get(name) is None:
            raise CannotDraft("a parameter of a fixture cannot be written down")
        return self._parameters[name]

    def set_up(self):
        """Units for the set-up methods of the test's class, those of its bases first."""
        units = []
        for kind in reversed(getattr(self._item, "cls", None).__mro__ if getattr(self._item, "cls", None) else ()):
            for name in SETUP_METHODS:
                function = vars(kind).get(name)
                unit = unit_of_function(function)
                if unit is not None and "unittest" not in str(getattr(kind, "__module__", "")):
                    units.append(unit)
        return units


def is_pseudo(definition):
    """Whether a fixture is only how pytest passes a parameter on."""
    module = getattr(getattr(definition, "func", None), "__module__", "")
    return str(module).startswith("_pytest.python") or str(module) == "_pytest.fixtures"


def unit_of_function(function):
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    file = None if code is None else SourceFile.load(code.co_filename)
    node = None if file is None else file.function_of(code)
    scope = None if node is None else Scope.of(function.__globals__)
    if scope is None or scope.file is not file:
        return None
    return Unit(scope, node, receiver=receiver_of(node))


def receiver_of(node):
    """`self` or `cls`, where a function is a method; `request` in a fixture that asks for it."""
    names = [argument.arg for argument in node.args.args] if isinstance(node, FUNCTIONS) else []
    if names[:1] in (["self"], ["cls"]):
        return names[0]
    return "request" if "request" in names else None

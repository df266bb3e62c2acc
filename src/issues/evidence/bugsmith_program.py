"""A program that is put together from pieces of test modules: imports, definitions, statements.

PYTEST_DONT_REWRITE
"""

import ast
import sys

from bugsmith_source import DEFINITIONS, SourceFile, loads, stores

MAX_DEFINITIONS = 25


class CannotDraft(Exception):
    """There is no program to be made in this way."""


class Scope:
    """The names of a module, with the statements that bind them."""

    _known = {}

    @classmethod
    def of(cls, namespace):
        """The scope of a function's globals, or `None` when there is no source."""
        name = namespace.get("__name__")
        if id(namespace) not in cls._known:
            path = namespace.get("__file__")
            file = SourceFile.load(path) if isinstance(path, str) else None
            cls._known[id(namespace)] = (namespace, None if file is None else cls(name, namespace, file))
        return cls._known[id(namespace)][1]

    def __init__(self, name, namespace, file):
        self.name = name
        self.namespace = namespace
        self.file = file
        self.bindings = {}
        self.stars = []
        for statement in file.tree.body:
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
                self.stars.append(self.absolute(statement))
                continue
            for bound in set(stores(statement)):
                self.bindings.setdefault(bound, []).append(statement)

    def absolute(self, statement):
        """Name of the module a `from` names."""
        if not statement.level:
            return statement.module
        parts = str(self.namespace.get("__package__") or "").split(".")
        parts = parts[: len(parts) - statement.level + 1]
        return ".".join(parts + ([statement.module] if statement.module else []))

    def star_of(self, name):
        """The module a name came from by `from module import *`."""
        value = self.namespace.get(name, self)
        for module in self.stars:
            if value is not self and getattr(sys.modules.get(module), name, None) is value:
                return module
        return None


class Program:
    """Collects what a program needs. `places` tells test modules, which it must not import, from others."""

    def __init__(self, places):
        self._places = places
        self._seen = set()
        self._plain = {}
        self._from = {}
        self._definitions = {}
        self.rewrite = None

    def need(self, scope, name):
        """Brings in what a global name of a module stands for; a name the module does not have is a builtin."""
        if (id(scope), name) in self._seen:
            return
        self._seen.add((id(scope), name))
        statements = scope.bindings.get(name)
        if statements is None:
            star = scope.star_of(name)
            if star is not None:
                self.add_from(star, name)
            return
        for statement in statements:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                self._need_import(scope, statement, name)
            else:
                self._define(scope, statement)

    def _need_import(self, scope, statement, name):
        for alias in statement.names:
            if (alias.asname or alias.name.partition(".")[0]) != name:
                continue
            if isinstance(statement, ast.Import):
                self.add_plain(alias)
            else:
                self._need_from(scope.absolute(statement), alias)

    def _need_from(self, module, alias):
        if module == "__future__":
            return
        whole = sys.modules.get("{}.{}".format(module, alias.name))
        source = sys.modules.get(module)
        if self._is_test(whole):
            raise CannotDraft("it uses a module of the tests")
        if not self._is_test(source):
            self.add_from(module, alias.name, alias.asname)
            return
        scope = Scope.of(vars(source))
        if scope is None or alias.asname not in (None, alias.name):
            raise CannotDraft("it uses a module of the tests")
        self.need(scope, alias.name)

    def _is_test(self, module):
        path = getattr(module, "__file__", None)
        return isinstance(path, str) and self._places.is_test(path)

    def add_plain(self, alias):
        module = sys.modules.get(alias.name)
        if self._is_test(module):
            raise CannotDraft("it uses a module of the tests")
        name = alias.name if alias.asname is None else "{} as {}".format(alias.name, alias.asname)
        self._plain[name] = None

    def add_from(self, module, name, asname=None):
        if module == "builtins":
            return
        module = self._public(module, name)
        text = name if asname in (None, name) else "{} as {}".format(name, asname)
        self._from.setdefault(module, {})[text] = None

    def _public(self, module, name):
        """The package itself, where it has the name too: that is where its users import it from."""
        package = sys.modules.get(module.partition(".")[0])
        value = vars(sys.modules.get(module) or sys).get(name, self)
        path = getattr(package, "__file__", None)
        if value is self or not isinstance(path, str) or not self._places.is_code(path):
            return module
        return package.__name__ if vars(package).get(name) is value else module

    def add_import(self, scope, statement, names):
        """Brings some names from an import that stands inside a function."""
        for name in sorted(names):
            self._need_import(scope, statement, name)

    def _define(self, scope, statement):
        key = (scope.file.path, statement.lineno)
        if key in self._definitions:
            return
        if len(self._definitions) >= MAX_DEFINITIONS:
            raise CannotDraft("it needs too many definitions")
        self._definitions[key] = None
        if isinstance(statement, ast.If) and "__name__" in set(loads(statement)):
            return
        self._definitions[key] = self.rewrite(scope, statement)
        for name in sorted(set(loads(statement))):
            self.need(scope, name)

    def define(self, key, text):
        """Adds a definition made from something else."""
        self._definitions[key] = text

    def has(self, key):
        return key in self._definitions

    def uses_repository(self):
        packages = self._places.packages()
        modules = list(self._from) + list(self._plain)
        return any(module.partition(" ")[0].partition(".")[0] in packages for module in modules)

    def write(self, body):
        """The text of the program."""
        plain = ["import " + name for name in sorted(self._plain)]
        named = [wrap_import(module, sorted(names)) for module, names in sorted(self._from.items())]
        # The packages the program is about come last.
        imports = plain + sorted(named, key=lambda line: not is_standard(line.split()[1]))
        parts = [] if not imports else ["\n".join(imports)]
        previous = None
        for _, text in sorted((item for item in self._definitions.items() if item[1])):
            is_block = text.startswith(("def ", "class ", "async ", "@"))
            if previous is False and not is_block:
                parts[-1] += "\n" + text
            else:
                parts.append(("\n" if is_block else "") + text)
            previous = is_block
        if parts:
            parts.append(("\n" if previous else "") + body)
            return "\n\n".join(parts) + "\n"
        return body + "\n"


def wrap_import(module, names):
    line = "from {} import {}".format(module, ", ".join(names))
    if len(line) <= 88:
        return line
    return "from {} import (\n    {},\n)".format(module, ",\n    ".join(names))


def is_standard(module):
    known = getattr(sys, "stdlib_module_names", ("collections", "datetime", "decimal", "io", "pathlib", "uuid"))
    return module.partition(".")[0] in known


def is_definition(statement):
    return isinstance(statement, DEFINITIONS)

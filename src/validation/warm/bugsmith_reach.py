"""Tells which code of the repository has a way to an object.

Code gets at what the names in it stand for, at what these refer to, and at the class it is a method of. So what a
test cannot get at by the code it executes cannot make a difference to it, whatever a bug does to that code.

PYTEST_DONT_REWRITE
"""

import collections
import dis
import gc
import types
import weakref

import bugsmith_kinds as kinds
from bugsmith_bytecode import nested_codes
from bugsmith_kinds import id_of

# Code that uses one of these names may get at everything, or at everything in its module.
WIDE = frozenset(("import_module", "__import__", "modules", "get_objects", "get_referrers", "iter_modules"))
WIDE_OF_REQUEST = frozenset(("module", "node", "session"))
WIDE_IN_MODULE = frozenset(("globals", "vars", "locals", "eval", "exec", "dir", "__dict__", "__globals__"))
MAX_WRAPPINGS = 4
# How many objects are followed from one; where there are more, it may lead anywhere.
MAX_FOLLOWED = 100000
ATTRIBUTES = frozenset(("LOAD_ATTR", "LOAD_METHOD"))

_IMPORT = dis.opmap["IMPORT_NAME"]
_referents, _call_reference, _subclasses = gc.get_referents, weakref.ref.__call__, type.__subclasses__
_function, _module = types.FunctionType, types.ModuleType

# What a name of a module stands for: the place of the module's namespace, and the name.
Named = collections.namedtuple("Named", "space name")


class Reach:
    """The ways between some objects, followed backwards.

    `spaces` are the places of the namespaces of the repository's modules, and `roots` those of other objects that
    any code can get at. `path_of` gives the path of the file that code is from, or None if it is not the repository's.
    `enters` says of an object without a place whether it leads on to others.
    """

    def __init__(self, objects, places, spaces, roots, path_of, enters):
        self._objects = objects
        self._places = places
        self._spaces = spaces
        self._roots = roots
        self._path_of = path_of
        self._enters = enters
        self._new_ways, self._wide, self._is_open = set(), set(), False
        self._by_name = {}
        for place in spaces:
            name = dict.get(objects[place], "__name__")
            if type(name) is str:
                self._by_name.setdefault(name.rpartition(".")[2], []).append(place)
        self._sources = {}
        for source, thing in enumerate(objects):
            for target in self._targets(thing):
                self._add(source, target)
            if issubclass(type(thing), type):
                self._add_methods(thing)
            elif type(thing) is _function and path_of(thing.__code__) is None:
                # Which lines of it run is not known: those of what it is around stand for it.
                for part in (dict.get(thing.__dict__, "__wrapped__"), *cell_contents(thing)):
                    if type(part) is _function:
                        self._add(places.get(id_of(part), -1), thing)

    def follow(self, found):
        """Adds the ways from objects and names, as they are now, over objects without a place as well."""
        for source in found:
            if type(source) is Named:
                targets = [dict.get(self._objects[source.space], source.name)]
            else:
                targets = list(self._targets(self._objects[source]))
            for target in self._ends(targets):
                if target is None:
                    self._wide.add(source)
                elif (source, self._place_of(target)) not in self._new_ways:
                    self._new_ways.add((source, self._place_of(target)))
                    self._add(source, target)

    def open(self, things):
        """From now on any code may get at these objects."""
        for target in self._ends(things if not self._is_open else ()):
            self._is_open = self._is_open or target is None
            self._roots.add(self._place_of(target))

    def _ends(self, things):
        """The first objects with a place, and names, on all ways from some; None where there may be others."""
        pending, seen = list(things), {}
        while pending:
            if len(seen) > MAX_FOLLOWED:
                yield None
                return
            target = self._resolve(pending.pop())
            if self._place_of(target) is not None:
                yield target
            elif id_of(target) not in seen:
                seen[id_of(target)] = target
                if self._enters(target):
                    pending += self._targets(target)

    def lines(self, found):
        """Lines of the functions, by the path of their file, that have a way to objects or names; None when any code may."""
        if self._is_open:
            return None
        pending, seen, lines = [*found, *self._wide], {*found, *self._wide}, {}
        while pending:
            place = pending.pop()
            if place in self._roots:
                return None
            thing = None if type(place) is Named else self._objects[place]
            if type(thing) is _function:
                path = self._path_of(thing.__code__)
                if path is not None:
                    lines.setdefault(path, set()).update(lines_of(thing.__code__))
            around = (place.space,) if type(place) is Named else ()
            for source in (*self._sources.get(place, ()), *around):
                if source not in seen:
                    seen.add(source)
                    pending.append(source)
        return lines

    def _add(self, source, target):
        """Notes the place of an object that leads to another one, or to a name."""
        place = self._place_of(self._resolve(target))
        if source != -1 and place is not None and place != -1:
            self._sources.setdefault(place, []).append(source)

    def _resolve(self, target):
        """The object of a reference, and the namespace of a module, as far as it has a place."""
        if issubclass(type(target), weakref.ref):
            return _call_reference(target)
        if issubclass(type(target), _module):
            space = kinds.space_of(target)
            return space if id_of(space) in self._places else None
        return target

    def _place_of(self, target):
        """None without one, -1 for what nobody looks at; a name is its own place."""
        return target if type(target) is Named else self._places.get(id_of(target))

    def _targets(self, thing):
        """What one gets at from an object in one step."""
        for referred in _referents(thing):
            if type(thing) is not _function or referred is not thing.__globals__:
                yield referred
        yield type(thing)
        if issubclass(type(thing), type):
            yield from _subclasses(thing)
        if type(thing) is _function:
            yield from self._named(thing)

    def _named(self, function):
        code, space = function.__code__, function.__globals__
        names, variables, imports = names_of(code)
        own = self._places.get(id_of(space), -1)
        if own in self._spaces:
            yield from (Named(own, name) for name in names)
        else:
            yield space
        if not names.isdisjoint(WIDE_IN_MODULE):
            yield space
        is_wide = "request" in variables and not names.isdisjoint(WIDE_OF_REQUEST)
        # Those that `unittest.mock` decorates replace what they have the name of.
        if is_wide or not names.isdisjoint(WIDE) or "patchings" in function.__dict__:
            yield from (self._objects[place] for place in self._spaces)
        pending = [(name, dict.get(space, name)) for name in names]
        if imports:
            parts = {name.rpartition(".")[2] for name in names | variables}
            package = dict.get(space, "__package__")
            if "" in names and type(package) is str:  # As in `from . import name`.
                parts.update(package.split("."))
            pending += [(part, self._objects[place]) for part in parts for place in self._by_name.get(part, ())]
        seen, bare = set(), None
        while pending:
            name, value = pending.pop()
            value = kinds.space_of(value) if issubclass(type(value), _module) else value
            if self._places.get(id_of(value), -1) not in self._spaces:
                yield value
            elif id_of(value) not in seen:
                seen.add(id_of(value))
                yield from (Named(self._places[id_of(value)], attribute) for attribute in names)
                bare = bare_names(code) if bare is None else bare
                if name in bare:
                    yield value
                pending += [(attribute, dict.get(value, attribute)) for attribute in names]

    def _add_methods(self, kind):
        """Methods get at their class."""
        things = [value for space in _referents(kind) if type(space) is dict for value in dict.values(space)]
        seen = set()
        for _ in range(MAX_WRAPPINGS):
            wrapped = []
            for thing in things:
                if id_of(thing) in seen or kinds.is_atom(thing) or issubclass(type(thing), (type, _module, dict)):
                    continue
                seen.add(id_of(thing))
                if type(thing) is _function:
                    self._add(self._places.get(id_of(thing), -1), kind)
                wrapped += _referents(thing)
            things = wrapped


def cell_contents(function):
    return [part for cell in function.__closure__ or () for part in _referents(cell)]


def names_of(code):
    """The names in code and in the code within it, also as texts; its variables; and whether it imports when it runs."""
    names, variables, imports, pending = set(), set(), False, [code]
    while pending:
        code = pending.pop()
        names.update(code.co_names)
        variables.update(code.co_varnames + code.co_cellvars)
        imports = imports or _IMPORT in code.co_code[::2]
        for text in code.co_consts:
            parts = text.replace(":", ".").split(".") if type(text) is str else ()
            if parts and all(map(str.isidentifier, parts)):
                names.update(parts)
                # As `unittest.mock` is told what to replace.
                imports = imports or len(parts) > 1
        pending += nested_codes(code)
    return names, variables, imports


def bare_names(code):
    """Names that are used other than for an attribute of what they stand for, imported ones under their own name."""
    names, aliases, pending = set(), {}, [code]
    while pending:
        code = pending.pop()
        loaded, imported = (), None
        for instruction in dis.get_instructions(code):
            operation, value = instruction.opname, instruction.argval
            if operation == "EXTENDED_ARG":
                continue
            if operation not in ATTRIBUTES:
                names.update(loaded)
            is_load = operation.startswith("LOAD_") and operation not in ATTRIBUTES
            values = value if type(value) is tuple else (value,)
            loaded = [name for name in values if type(name) is str] if is_load else ()
            if operation.startswith("IMPORT_") and type(value) is str:
                imported = value.rpartition(".")[2]
            elif operation.startswith("STORE_") and type(value) is str and imported is not None:
                aliases[value] = imported
        pending += nested_codes(code)
    return names | {aliases[name] for name in names if name in aliases}


def lines_of(code):
    lines, pending = set(), [code]
    while pending:
        code = pending.pop()
        lines.add(code.co_firstlineno)
        lines.update(line for _, line in dis.findlinestarts(code) if line is not None)
        pending += nested_codes(code)
    return lines


def names_more(old, new):
    """Whether new code has names in it that the old code does not have."""
    return not names_of(new)[0] <= names_of(old)[0]

"""Tells whether tests left a process in a state that other tests can notice.

Watched are the objects that can be reached from the repository's modules, the names in all other modules, and what
belongs to the process, such as its environment. Not watched are the global random generator, whose state every
fork begins anew, and the code of functions, which is what a candidate replaces.

PYTEST_DONT_REWRITE
"""

import gc
import itertools
import operator
import sys
import types
from functools import partial

import bugsmith_digest as digest
import bugsmith_kinds as kinds
from bugsmith_described import Described, content_of
from bugsmith_facts import environment, process_facts
from bugsmith_memory import Memory
from bugsmith_noise import NOISE, NOISE_OF, NOISE_OF_CLASSES, NOISE_OF_FUNCTIONS, RUNNERS
from bugsmith_paths import Resolver
from bugsmith_reach import Named, Reach
from bugsmith_references import all_keys, differing, marked, references

MAX_OBJECTS = 1000000
MAX_NAMES = 20
# Facts of the process that lead to objects.
NAMELESS = ("context variable ", "signal ", "sys.std")
_id_of, _referents, _is_not = kinds.id_of, gc.get_referents, operator.is_not
_chain, _collected = itertools.chain.from_iterable, gc.get_objects
_function = types.FunctionType
_modules_of = sys.modules
_missing = object()
_annotations = _function.__dict__["__annotations__"].__get__
_KEEPS_ANNOTATIONS = sys.version_info < (3, 14)


class StateSnapshot:
    """The state of this process when it is made; forks compare theirs with it."""

    def __init__(self, root):
        self._resolver = Resolver(root)
        self._modules = self._present_modules()
        self._packages, self._names, self._space_ids = set(), set(), set()
        self._sort_modules(self._modules)
        self._seen, self._objects, self._parents = {}, [], []
        self._titles, self._ignored, self._gone = {}, {}, {}
        self._is_complete = self._explore()
        self._spaces = frozenset(self._find_spaces())
        self._described = Described(self._seen, self.is_ours)
        self._facts = process_facts()
        self._remember()

    def difference(self):
        """None when all is as it was, otherwise a digest of what is different now, equal for equal content.

        A digest that equals no other one says that there is more to it than can be described.
        """
        return digest.or_never_equal(lambda: self._digest(*self._changes()))

    def parts(self):
        """Digests of all that is different, by the place of an object or by a name."""
        nodes, facts = self._changes()
        self._described.forget_changed()
        found = {}
        for place in nodes:
            owner = self._objects[place]
            if place not in self._spaces:
                found[place] = self._described.digest(place, owner, None, partial(self._write, [place], ()))
                continue
            parts = self._changed_names(owner)
            for name, value in zip(parts[::2], parts[1::2]):
                key, changed = Named(place, name), [(name, (value,))]
                found[key] = self._described.digest(key, owner, name, partial(self._write, (), changed))
        found.update((name, digest.or_never_equal(lambda: self._digest((), [(name, values)]))) for name, values in facts)
        return found

    def describe(self, thing, places=None):
        """Its description where objects have places, by default all that were seen."""
        return digest.describe(thing, self._seen if places is None else places, self.is_ours)

    def places_without(self, thing):
        """The places of all objects but one, and what was only seen by way of it."""
        left_out = {self._seen.get(_id_of(thing))}
        for place, parent in enumerate(self._parents):
            if parent in left_out:
                left_out.add(place)
        return {number: place for number, place in self._seen.items() if place not in left_out}

    def nameless(self):
        """What code gets at that has no name for it, and did not get at before."""
        return [value for name, values in self._changed_facts() if name.startswith(NAMELESS) for value in values]

    def reach(self):
        """The ways to objects, as they are when this is made."""
        roots = {place for place, parent in enumerate(self._parents) if parent < 0} - self._spaces
        return Reach(self._objects, self._seen, self._spaces, roots, self._path_of, self._enters)

    def _find_spaces(self):
        """The places of the namespaces of the repository's modules."""
        for place, parent in enumerate(self._parents):
            thing = self._objects[place]
            if parent < 0 and (_id_of(thing) in self._space_ids or (type(thing) is dict and self._is_below_root(thing))):
                yield place

    def _path_of(self, code):
        return self._resolver.relative(code.co_filename, self._resolver.root)[0]

    def expect_gone(self, kind, names):
        """A class is without these names from now on."""
        self._gone.update((_id_of(part), frozenset(names)) for part in _referents(kind) if type(part) is dict)

    def changed_names(self):
        """Some names of what is different, for people."""
        try:
            nodes, facts = self._changes()
            found = [name for index in nodes for name in self._node_names(index)]
            return sorted(set(found + [name for name, _ in facts]))[:MAX_NAMES]
        except Exception as error:
            return ["(%s)" % type(error).__name__]

    # --- What there is ---

    def _present_modules(self):
        names = [name for name in dict.keys(_modules_of) if type(name) is str and not name.startswith("bugsmith_")]
        return {name: dict.get(_modules_of, name) for name in names}

    def _sort_modules(self, modules):
        """Learns which of the modules are the repository's; returns their names."""
        named = {name: kinds.space_of(module) for name, module in modules.items()}
        named.pop("__main__", None)  # It is the one that runs the tests.
        found = {name for name, space in named.items() if self._is_below_root(space)}
        self._packages |= {name.partition(".")[0] for name in found}
        for name, space in named.items():
            has_file = space is not None and type(dict.get(space, "__file__")) is str
            if not has_file and modules[name] is not None and name.partition(".")[0] in self._packages:
                found.add(name)
        self._names |= found
        self._space_ids |= {_id_of(named[name]) for name in found if named[name] is not None}
        return found

    def _is_below_root(self, space):
        path = None if space is None else dict.get(space, "__file__")
        return type(path) is str and self._resolver.relative(path)[0] is not None

    def is_ours(self, thing):
        """Whether a class or function is the repository's."""
        if type(thing) is _function:
            return _id_of(thing.__globals__) in self._space_ids
        return kinds.module_of(thing) in self._names

    def _explore(self):
        for name, module in self._modules.items():
            space = kinds.space_of(module)
            if name in self._names or space is None:
                continue
            if name.partition(".")[0] in RUNNERS:
                self._seen[_id_of(space)] = -1
            else:
                self._add(space, -1, name)
                self._ignored[_id_of(space)] = NOISE_OF.get(dict.get(space, "__name__"), NOISE)
        for module in (sys, self._modules.get("warnings"), gc):
            for name in ("path", "meta_path", "path_hooks", "argv", "filters", "callbacks"):
                listed = None if module is None else dict.get(kinds.space_of(module), name)
                if type(listed) is list:
                    self._add(listed, -1, "%s.%s" % (dict.get(kinds.space_of(module), "__name__"), name))
        for thing in (_modules_of, environment, kinds.global_random):
            self._seen[_id_of(thing)] = -1
        first = len(self._objects)
        for name in sorted(self._names):
            space = kinds.space_of(self._modules[name])
            self._add_root(self._modules[name] if space is None else space, name)
        for module in _collected():
            if type(module) is types.ModuleType and self._is_below_root(kinds.space_of(module)):
                self._add_root(kinds.space_of(module), module.__dict__.get("__name__"))
        self._add_loggers()
        for name, values in process_facts().items():
            for value in filter(self._enters, values if name.startswith(NAMELESS) else ()):
                self._add(value, -1, name)
        position = first
        while position < len(self._objects):
            for thing in _referents(self._objects[position]):
                if _id_of(thing) not in self._seen and self._enters(thing):
                    self._add(thing, position)
            position += 1
            if position > MAX_OBJECTS:
                return False
        return True

    def _add(self, thing, parent, title=None):
        if _id_of(thing) in self._seen:
            return
        if title is not None:
            self._titles[len(self._objects)] = str(title)
        self._seen[_id_of(thing)] = len(self._objects)
        self._objects.append(thing)
        self._parents.append(parent)
        if type(thing) is _function and _KEEPS_ANNOTATIONS:
            _annotations(thing)  # Made now, as it would be when somebody looks at it.
        space = kinds.own_dictionary(thing)
        if space is not None:
            self._ignored[_id_of(space)] = NOISE_OF_FUNCTIONS if type(thing) is _function else ()
            self._add(space, len(self._objects) - 1)
        elif type(thing) is not dict and kinds.kind_of(type(thing)) is kinds.CLASS:
            self._ignored.update((_id_of(part), NOISE_OF_CLASSES) for part in _referents(thing) if type(part) is dict)

    def _add_root(self, thing, title):
        self._add(thing, -1, title)
        if type(thing) is dict:
            self._ignored[_id_of(thing)] = NOISE

    def _add_loggers(self):
        logging = self._modules.get("logging")
        space = None if logging is None else kinds.space_of(logging)
        root = None if space is None else dict.get(space, "root")
        if root is None:
            return
        manager = kinds.own_dictionary(vars(dict.get(space, "Logger"))["manager"])
        self._seen[_id_of(manager["loggerDict"])] = -1
        for name, logger in [("root", root)] + list(manager["loggerDict"].items()):
            own = kinds.own_dictionary(logger)
            if own is not None and "_cache" in own:
                self._seen[_id_of(own["_cache"])] = -1
            self._add(logger, -1, "logging[%s]" % name)

    def _enters(self, thing):
        kind = kinds.kind_of(type(thing))
        if kind is kinds.OBJECT:
            if type(thing) is types.BuiltinFunctionType:
                return thing.__self__ is not None and type(thing.__self__) is not types.ModuleType
            return True
        if kind is kinds.CLASS:
            return self.is_ours(thing)
        if kind is kinds.FUNCTION:
            return self.is_ours(thing) or bool(thing.__closure__ or thing.__dict__)
        if kind is kinds.MODULE and self._is_below_root(kinds.space_of(thing)):
            space = kinds.space_of(thing)
            self._add_root(space, dict.get(space, "__name__"))
        return type(thing) is types.FrameType and thing.f_back is None

    # --- What is remembered of it ---

    def _remember(self):
        # First, because looking at a generator makes it have a frame.
        self._readable = [i for i, one in enumerate(self._objects) if kinds.is_ordered(one) or kinds.is_readable(type(one))]
        self._contents = [content_of(self._objects[index]) for index in self._readable]
        self._dictionaries = [thing for thing in self._objects if issubclass(type(thing), dict)]
        self._dictionary_numbers = {_id_of(thing): number for number, thing in enumerate(self._dictionaries)}
        self._referred, self._starts = references(marked(self._objects))
        self._keys, self._key_starts = all_keys(self._dictionaries)
        self._values = list(_chain(map(dict.values, self._dictionaries)))
        # Those whose bytes do not tell whether they changed have to be asked.
        self._memory = Memory(self._objects)
        covered = set(self._memory.covered)
        self._asked = [
            index
            for index, thing in enumerate(self._objects)
            if index not in covered and type(thing) is not tuple and type(thing) is not frozenset
        ]
        asked = [self._objects[index] for index in self._asked]
        self._marked = marked(asked)
        self._before = references(self._marked)
        self._asked_dictionaries = [thing for thing in asked if issubclass(type(thing), dict)]
        self._keys_before = all_keys(self._asked_dictionaries)

    # --- What is different ---

    def _changes(self):
        """Indexes of objects, and names and values of facts, that are not as they were."""
        if not self._is_complete:
            raise digest.Indescribable
        changed = set(self._changed_nodes())
        contents = zip(self._readable, self._contents)
        changed.update(index for index, content in contents if content_of(self._objects[index]) != content)
        return sorted(changed), list(self._changed_facts())

    def _changed_nodes(self):
        suspects = set(self._memory.changed())
        suspects.update(self._asked[number] for number in differing(*self._before, *references(self._marked)))
        for number in differing(*self._keys_before, *all_keys(self._asked_dictionaries)):
            suspects.add(self._seen[_id_of(self._asked_dictionaries[number])])
        return [index for index in suspects if self._is_changed(index)]

    def _is_changed(self, index):
        thing = self._objects[index]
        before = self._referred[self._starts[index] : self._starts[index + 1] - 1]
        now = _referents(thing)
        number = self._dictionary_numbers.get(_id_of(thing))
        if number is None:
            if len(before) == len(now) and not any(map(_is_not, before, now)):
                return False
            if type(thing) is _function:
                before, now = self._without_code(before), self._without_code(now)
            elif type(thing) is set or type(thing) is frozenset:
                return {kinds.identity(item) for item in before} != {kinds.identity(item) for item in now}
            return not kinds.are_same(before, now)
        if _id_of(thing) in self._ignored:
            return any(True for _ in self._changed_keys(thing, number))
        span = slice(self._key_starts[number], self._key_starts[number + 1])
        if not kinds.are_same(self._keys[span], list(dict.__iter__(thing))):
            return True
        if type(thing) is not dict:
            return not kinds.are_same(before, now)
        return not kinds.are_same(self._values[span], list(dict.values(thing)))

    @staticmethod
    def _without_code(things):
        left_out = (types.CodeType,) if _KEEPS_ANNOTATIONS else (types.CodeType, dict)
        return [thing for thing in things if type(thing) not in left_out]

    def _changed_keys(self, space, number):
        """Names whose value in a dictionary of names is not what it was."""
        span = slice(self._key_starts[number], self._key_starts[number + 1])
        before = {kinds.identity(key): (key, value) for key, value in zip(self._keys[span], self._values[span])}
        now = {kinds.identity(key): (key, value) for key, value in zip(list(dict.__iter__(space)), dict.values(space))}
        ignored, gone = self._ignored[_id_of(space)], self._gone.get(_id_of(space), ())
        for identity in before.keys() | now.keys():
            key, value = now.get(identity, (None, _missing))
            old_key, old = before.get(identity, (None, _missing))
            name = old_key if value is _missing else key
            if kinds.are_same_atoms(old, value) or (type(name) is str and name in ignored):
                continue
            if value is _missing and type(name) is str and name in gone:
                continue
            # An import of a module that is not the repository's shows in its package.
            if old is _missing and type(value) is types.ModuleType and not self._is_below_root(value.__dict__):
                continue
            yield name

    def _changed_names(self, space):
        """The same, each with its value, in an order that is the same for the same names."""
        names = list(self._changed_keys(space, self._dictionary_numbers[_id_of(space)]))
        if not all(type(name) is str for name in names):
            raise digest.Indescribable
        return [part for name in sorted(names) for part in (name, dict.get(space, name, _missing))]

    def _changed_facts(self):
        now = process_facts(self._facts)
        for name in sorted(self._facts.keys() | now.keys()):
            if not kinds.are_same(self._facts.get(name, ()), now.get(name, ())):
                yield name, now.get(name, ())
        present = self._present_modules()
        for name, module in self._modules.items():
            if present.get(name, _missing) is not module:
                yield "sys.modules[%s]" % name, (present.get(name),)
        added = {name: module for name, module in present.items() if name not in self._modules}
        for name in sorted(self._sort_modules(added)):
            space = kinds.space_of(added[name])
            yield "sys.modules[%s]" % name, (added[name] if space is None else digest.Namespace(space, NOISE),)

    def _digest(self, nodes, facts):
        writer = digest.Writer(self._seen, self.is_ours)
        self._write(nodes, facts, writer)
        return writer.hexdigest() if nodes or facts else None

    def _write(self, nodes, facts, writer):
        for name, values in facts:
            writer.write_text("fact", name, str(len(values)))
            writer.write(*values)
        for index in nodes:
            thing = self._objects[index]
            writer.write_text("changed", str(index))
            if _id_of(thing) not in self._ignored:
                writer.write_content(thing)
            else:
                writer.write(*self._changed_names(thing))

    # --- Names for people ---

    def _node_names(self, index):
        thing = self._objects[index]
        place = self._path(index)
        if _id_of(thing) not in self._ignored or _id_of(thing) not in self._dictionary_numbers:
            return [place]
        return [
            "%s.%s" % (place, key)
            for key in self._changed_keys(thing, self._dictionary_numbers[_id_of(thing)])
            if type(key) is str
        ]

    def _path(self, index):
        labels = []
        while index not in self._titles and self._parents[index] >= 0:
            labels.append(self._label(self._parents[index], self._objects[index]))
            index = self._parents[index]
        return self._titles.get(index, "") + "".join(reversed(labels))

    def _label(self, parent, child):
        holder = self._objects[parent]
        number = self._dictionary_numbers.get(_id_of(holder))
        if number is None:
            return ""
        span = slice(self._key_starts[number], self._key_starts[number + 1])
        for key, value in zip(self._keys[span], self._values[span]):
            if value is child and kinds.is_atom(key):
                return ".%s" % key if _id_of(holder) in self._ignored else "[%r]" % (key,)
        return "[]"

"""Takes from a change of a file what it does to classes as a whole: methods that are gone, and their order.

Between the two texts a third one is made up: the old class bodies, with the methods of the new text where it has
them. From the old text to it only functions change; from it to the new one only which methods there are, in which
order.
"""

import ast
import collections

from bugsmith_decorators import dotted_name

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = _FUNCTIONS + (ast.ClassDef,)
_ACCESSORS = frozenset(("getter", "setter", "deleter"))
_DECORATORS = frozenset(("property", "classmethod", "staticmethod"))
_SCOPE_READERS = frozenset(("locals", "vars", "dir", "eval", "exec", "globals"))
# What defaults and annotations may be made of.
_PLAIN = (ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Set)
_PLAIN += (ast.UnaryOp, ast.unaryop, ast.expr_context, ast.BinOp, ast.BitOr, ast.Slice, getattr(ast, "Index", ast.Slice))
# Statements of a class, and what is in them, that call nothing which could look at the class but what is named. What the
# repository may do when it is asked for an attribute, or in an operator, is taken not to look.
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign)
_HARMLESS = (*_SIMPLE, *_PLAIN, ast.operator, ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.boolop, ast.Compare)
_HARMLESS += (ast.cmpop, ast.IfExp, ast.Starred, ast.Lambda, ast.arguments, ast.arg, ast.Call, ast.keyword)


def _special(names):
    return frozenset("__{}__".format(name) for name in names.split())


# Special methods whose only effect is what happens when they are looked up, so that probes see who notices.
# Others decide by being there (`callable`, `iter`), or cannot be taken from a class that exists.
ANYWHERE = _special(
    "repr str bytes format enter exit aenter aexit getattr dir sizeof fspath "
    "copy deepcopy reduce reduce_ex getstate setstate getnewargs getnewargs_ex getinitargs html"
)
# Those for which built-in types have shortcuts that a class made from them must be without.
OUTSIDE_BUILTINS = _special(
    "init bool len contains iter reversed length_hint missing setitem delitem setattr delattr eq ne lt le gt ge "
    "add radd iadd sub rsub isub mul rmul imul matmul rmatmul imatmul truediv rtruediv itruediv "
    "floordiv rfloordiv ifloordiv mod rmod imod divmod rdivmod pow rpow ipow lshift rlshift ilshift "
    "rshift rrshift irshift and rand iand or ror ior xor rxor ixor neg pos abs invert round trunc floor ceil"
)


class ClassEdit(collections.namedtuple("ClassEdit", "name line removed moved starts decorators orders runs")):
    """What becomes of a class: its qualified name, the old line it begins on, the names in its dictionary that are
    gone, and those of methods that may be elsewhere; by name the old lines its methods begin on, those that stay left out
    where something else than Python's own decorates them, and by name what methods that are gone or were moved are
    decorated with, if it is not Python's own; where what is left is in another order, the names that each of its
    statements binds, of the old text and of the new one; and what else is called when the class is made, `None` where
    that may be anything: functions, and the decorators of methods that stay.
    """

    __slots__ = ()

    def watched(self):
        """Names of what must be known: who looks up methods of the class, and those which its decorators made."""
        return [self.name, *("{}.{}".format(self.name, method) for method in self.decorators)]


Split = collections.namedtuple("Split", "old between edits")


class Unsuitable(Exception):
    """The change does something else, or it is not known what."""


def is_watched(name):
    """Whether it can be learned who notices that a method of that name is gone."""
    return name in ANYWHERE or name in OUTSIDE_BUILTINS or not (name.startswith("__") and name.endswith("__"))


def split_class_changes(old, new):
    """The trees of the old text and of the one between, with what is left to do; None where that cannot be told."""
    try:
        old_tree, new_tree = ast.parse(old), ast.parse(new)
        merger = _Merger(old_tree)
        merger.merge(old_tree, new_tree, "")
    except (Unsuitable, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Split(old_tree, new_tree, merger.edits) if merger.edits else None


class _Merger:
    def __init__(self, module):
        self.edits = []
        bound = collections.Counter(_bound_names(module.body))
        self._decorators = frozenset() if "*" in bound else _DECORATORS.difference(bound)
        self._bound_once = {name for name, count in bound.items() if count == 1 and "*" not in bound}

    def merge(self, old, new, prefix):
        """Turns the body of a new module or class into the one between."""
        if len(old.body) == len(new.body):
            for one, other in zip(old.body, new.body):
                if type(one) is not type(other) or getattr(one, "name", None) != getattr(other, "name", None):
                    raise Unsuitable
                if type(one) is ast.ClassDef:
                    self._merge_class(one, other, prefix + one.name)
        else:
            raise Unsuitable

    def _merge_class(self, old, new, name):
        old_body, new_body = _without_pass(old.body), _without_pass(new.body)
        if [_shape(part) for part in old_body] == [_shape(part) for part in new_body]:
            for one, other in zip(old_body, new_body):
                if type(one) is ast.ClassDef:
                    self._merge_class(one, other, name + "." + one.name)
            return
        if old.decorator_list or new.decorator_list or _docstring(old) != _docstring(new):
            raise Unsuitable
        removed, decorators, moves = self._merge_bodies(old, old_body, new, new_body)
        orders = tuple(_names_bound(body, old.name) for body in (old_body, new_body)) if moves else None
        moved = tuple(_mangled(key, old.name) for key in _groups(new_body)) if moves else ()
        starts = self._starts(old, old_body, {*removed, *moved})
        decorators = {_mangled(key, old.name): decorator for key, decorator in decorators.items()}
        runs = self._runs(old_body, set(_groups(old_body)).difference(_groups(new_body)))
        self.edits.append(ClassEdit(name, old.lineno, removed, moved, starts, decorators, orders, runs))

    def _merge_bodies(self, old, old_body, new, new_body):
        left = _groups(new_body)
        methods = _groups(old_body)
        others = [part for part in new_body if not isinstance(part, _FUNCTIONS)]
        gone = [name for name in methods if name not in left]
        kept = [part.name for part in old_body if isinstance(part, _FUNCTIONS) and part.name in left]
        moves = kept != [part.name for part in new_body if isinstance(part, _FUNCTIONS)] or _places(
            old_body, left
        ) != _places(new_body, left)
        for name, parts in left.items():
            if name not in methods or len(parts) != len(methods[name]):
                raise Unsuitable
        if len(others) != sum(not isinstance(part, _FUNCTIONS) for part in old_body):
            raise Unsuitable
        decorators = self._check(old.name, old_body, methods, left, gone, moves)
        queues = {name: list(parts) for name, parts in left.items()}
        body = []
        for part in old_body:
            if not isinstance(part, _FUNCTIONS):
                body.append(others.pop(0))
                if _shape(body[-1]) != _shape(part):
                    raise Unsuitable
            elif part.name in queues:
                body.append(queues[part.name].pop(0))
            else:
                body.append(part)
        new.body = body
        return tuple(_mangled(name, old.name) for name in gone), decorators, moves

    def _check(self, class_name, body, methods, left, gone, moves):
        changed = set(methods) if moves else set(gone)
        if any(not is_watched(name) for name in gone):
            raise Unsuitable
        names = {_mangled(name, class_name): name for name in _bound_names(body)}
        if len(names) != len(set(_bound_names(body))):
            raise Unsuitable  # One is written as another one is called in the end.
        # Without a method for equality of its own, a class is given no hash method by Python either.
        if "__eq__" in gone and "__hash__" not in set(methods).union(_bound_names(body)).difference(gone):
            raise Unsuitable
        bound = collections.Counter(_bound_names(body))
        for name in changed:
            parts = methods[name]
            before = [[ast.dump(d) for d in part.decorator_list] for part in parts]
            if bound[name] != len(parts) or any(before.count(one) > 1 for one in before):
                raise Unsuitable
            after = [[ast.dump(d) for d in part.decorator_list] for part in left.get(name, ())]
            if name in left and after != before:
                raise Unsuitable
        decorators = {}
        for part in body:
            is_changed = isinstance(part, _FUNCTIONS) and part.name in changed
            for expression in _expressions_of_scope(part):
                if isinstance(expression, ast.Name):
                    name = names.get(_mangled(expression.id, class_name), expression.id)
                    own = is_changed and name == part.name
                    if name in _SCOPE_READERS or (name in changed and not own):
                        raise Unsuitable
            if is_changed:
                decorator = self._own_decorator(part, bound)
                if decorator is not None and len(methods[part.name]) == 1:
                    decorators[part.name] = decorator
                elif not self._has_plain_header(part, bound):
                    raise Unsuitable
        return decorators

    def _starts(self, node, body, changed):
        """The lines that methods begin on; where a decorator may have put another function in the place of one, none."""
        bound = collections.Counter(_bound_names(body))
        found = {}
        for name, parts in _groups(body).items():
            name = _mangled(name, node.name)
            if name in changed or all(self._has_plain_decorators(part, bound) for part in parts):
                found[name] = [_start(part) for part in parts]
        return found

    def _runs(self, body, gone):
        """What is called, the decorators that are not Python's own of methods that stay included; None if it may be more."""
        bound, found = collections.Counter(_bound_names(body)), set()
        for part in body:
            if not isinstance(part, _FUNCTIONS):
                if not isinstance(part, _SIMPLE) or not all(isinstance(node, _HARMLESS) for node in ast.walk(part)):
                    return None
                called = {dotted_name(node.func) for node in ast.walk(part) if isinstance(node, ast.Call)}
                if any(name is None or name.partition(".")[0] in bound for name in called):
                    return None
                found |= called
            elif not self._has_plain_header(part, bound) and part.name not in gone:
                decorator = self._own_decorator(part, bound)
                if decorator is None:
                    return None
                found.add(decorator)
        return found

    def _own_decorator(self, part, bound):
        """The name of the only decorator of a method, if the module has it from elsewhere; it may have any effect."""
        name = dotted_name(part.decorator_list[0]) if len(part.decorator_list) == 1 else None
        first = None if name is None else name.partition(".")[0]
        is_known = first in self._bound_once and first not in bound
        return name if is_known and self._has_plain_arguments(part, bound) else None

    def _has_plain_header(self, part, bound):
        """Whether making the function has no other effect, wherever in its class it is made."""
        return self._has_plain_decorators(part, bound) and self._has_plain_arguments(part, bound)

    def _has_plain_decorators(self, part, bound):
        for decorator in part.decorator_list:
            if isinstance(decorator, ast.Name):
                if decorator.id not in self._decorators or decorator.id in bound:
                    return False
            elif not (
                isinstance(decorator, ast.Attribute)
                and isinstance(decorator.value, ast.Name)
                and decorator.value.id == part.name
                and decorator.attr in _ACCESSORS
            ):
                return False
        return True

    def _has_plain_arguments(self, part, bound):
        header = [node for root in _header(part) for node in ast.walk(root)]
        return all(
            isinstance(node, _PLAIN) and not (isinstance(node, ast.Name) and node.id in bound) for node in header
        )


def _without_pass(body):
    return [part for part in body if not isinstance(part, ast.Pass)]


def _docstring(part):
    return ast.get_docstring(part, clean=False)


def _shape(part):
    return type(part), getattr(part, "name", None)


def _groups(body):
    """Functions by name, in order."""
    groups = collections.OrderedDict()
    for part in body:
        if isinstance(part, _FUNCTIONS):
            groups.setdefault(part.name, []).append(part)
    return groups


def _places(body, names):
    """How many of the functions that stay come before each of the other statements."""
    count, places = 0, []
    for part in body:
        if isinstance(part, _FUNCTIONS):
            count += part.name in names
        else:
            places.append(count)
    return places


def _mangled(name, class_name):
    stripped = class_name.lstrip("_")
    is_private = name.startswith("__") and not name.endswith("__") and stripped
    return "_{}{}".format(stripped, name) if is_private else name


def _start(function):
    return min([function.lineno] + [decorator.lineno for decorator in function.decorator_list])


def _header(function):
    """Expressions that are evaluated when a function is made, decorators left out."""
    arguments = function.args
    found = [*arguments.defaults, *arguments.kw_defaults, function.returns]
    every = arguments.args + arguments.kwonlyargs + getattr(arguments, "posonlyargs", [])
    found += [argument.annotation for argument in [*every, arguments.vararg, arguments.kwarg] if argument]
    if getattr(function, "type_params", None):
        raise Unsuitable
    return [expression for expression in found if expression is not None]


def _expressions_of_scope(part):
    """The nodes of a statement that may be evaluated in the scope of the class it is in."""
    pending = [part]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, _FUNCTIONS):
            pending += node.decorator_list + _header(node)
        else:
            pending += ast.iter_child_nodes(node)


def _names_bound(body, class_name):
    """What each statement of a class binds, each name only one of them, or functions of that name."""
    found, functions, others = [], set(), {"__doc__"}
    for part in body:
        names = set() if isinstance(part, ast.AnnAssign) and part.value is None else set(_bound_names([part]))
        if not (others if isinstance(part, _FUNCTIONS) else others | functions).isdisjoint(names):
            raise Unsuitable  # Which of them gives it its place is not known.
        (functions if isinstance(part, _FUNCTIONS) else others).update(names)
        found.append(frozenset(_mangled(name, class_name) for name in names))
    return found


def _bound_names(body):
    """Names some statements bind in their own scope, once for each place."""
    pending = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, _SCOPES):
            yield node.name
            pending += node.decorator_list
            pending += node.bases if isinstance(node, ast.ClassDef) else _header(node)
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            raise Unsuitable
        elif type(node).__name__ in ("MatchAs", "MatchStar", "MatchMapping"):
            raise Unsuitable
        pending += ast.iter_child_nodes(node)

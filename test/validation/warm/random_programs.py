"""Random programs that end, and random changes of them, as texts of one module."""

import copy
import random
import sys

OPERATORS = ["+", "-", "//", "%", "&", "|", "^", "<", "==", "!=", ">="]
EXCEPTIONS = ["ZeroDivisionError", "ValueError", "UnboundLocalError", "Exception", "(KeyError, NameError)"]


class Node:
    """A statement: a kind, expressions, blocks of statements, and a way to be laid out."""

    def __init__(self, kind, expressions=(), blocks=(), extra=None):
        self.kind, self.expressions, self.blocks, self.extra = kind, list(expressions), list(blocks), extra


class Programs:
    def __init__(self, seed):
        self.random = random.Random(seed)

    # Expressions are nested lists: [form, parts..., whether a line ends inside].

    def expression(self, depth=0):
        r = self.random
        form = r.choice(["name", "name", "number", "log"] if depth > 2 else FORMS)
        part = lambda: self.expression(depth + 1)
        split = r.random() < 0.25
        if form == "name":
            return ["name", r.choice(["a", "b", "c", "p", "q", "G"])]
        if form == "number":
            return ["number", r.choice(NUMBERS)]
        if form == "log":
            return ["log", part(), split]
        if form == "binary":
            return ["binary", r.choice(OPERATORS), part(), part(), split]
        if form in ("and", "or"):
            return [form, part(), part(), split]
        if form == "choice":
            return ["choice", part(), part(), part(), split]
        if form == "call":
            return ["call", part(), part(), split]
        return [form, part(), split]

    def text(self, e):
        form, new_line = e[0], "\n        " if e[-1] is True else " "
        parts = [self.text(part) for part in e[1:] if type(part) is list]
        if form in ("name", "number"):
            return e[1]
        if form == "log":
            return "log(%s%s)" % (new_line.strip(" "), parts[0])
        if form == "binary":
            return "(%s%s%s %s)" % (parts[0], new_line, e[1], parts[1])
        if form in ("and", "or"):
            return "(%s%s%s %s)" % (parts[0], new_line, form, parts[1])
        if form == "choice":
            return "(%s if %s%selse %s)" % (parts[0], parts[1], new_line, parts[2])
        if form == "call":
            return "helper(%s,%sother=%s)" % (parts[0], new_line, parts[1])
        if form == "not":
            return "(not%s%s)" % (new_line, parts[0])
        if form == "comprehension":
            return "len([%s%sfor b in items(3) if b])" % (parts[0], new_line)
        if form == "generator":
            return "sum(%s%sfor c in items(2))" % (parts[0], new_line)
        if form == "lambda":
            return "(lambda q:%s%s)(2)" % (new_line, parts[0])
        if form == "locals":
            return "len(log(list(locals()))) + %s" % parts[0]
        raise ValueError(form)

    def block(self, depth, scope):
        return [self.statement(depth, scope) for _ in range(self.random.randint(1, 3 if depth else 4))]

    def statement(self, depth, scope):
        r, e = self.random, self.expression
        kinds = SIMPLE + (["break", "continue"] if "loop" in scope else [])
        kinds = kinds + ["yield"] * 3 * ("generator" in scope or "async_generator" in scope)
        kinds = kinds + ["await"] * 3 * ("async" in scope or "async_generator" in scope)
        if depth < 3:
            kinds = kinds * 2 + COMPOUND * 2 + ["def"] + ["match"] * (sys.version_info >= (3, 10))
            kinds += ["async_with", "async_for"] * ("async" in scope or "async_generator" in scope)
        kind = r.choice(kinds)
        inner = lambda *more: self.block(depth + 1, scope | set(more))
        if kind in ("assign", "augmented"):
            return Node(kind, [e()], extra=r.choice(["a", "b", "c", "G"]))
        if kind in ("if", "while", "for", "with", "async_with", "async_for"):
            loop = ["loop"] if kind in ("while", "for", "async_for") else []
            blocks = [inner(*loop)] + [inner() for _ in range(r.randint(0, 1)) if "with" not in kind]
            return Node(kind, [e()], blocks)
        if kind == "try":
            handlers = [r.choice(EXCEPTIONS + [""])] if r.random() < 0.8 else []
            last = r.random() < 0.5 or not handlers
            return Node("try", [], [inner(), *(inner() for _ in handlers), *([inner()] if last else [])], [handlers, last])
        if kind == "match":
            return Node("match", [e(1)], [inner(), inner(), inner()])
        if kind == "def":
            own = {"generator"} if r.random() < 0.3 else set()
            name = r.choice(["inner", "helper2"])
            extra = [name, "generator" if own else "", r.choice(["", "nonlocal a", "global G"]) if not own else ""]
            return Node("def", [e(2), e(2)], [self.block(depth + 1, own)], extra)
        if kind in ("pass", "break", "continue"):
            return Node(kind)
        if kind == "return" and "async_generator" in scope:
            return Node("pass")
        return Node(kind, [e()])

    def program(self):
        r = self.random
        nodes = []
        for number in range(r.randint(2, 3)):
            kind = r.choice(["", "", "", "generator", "async", "async_generator", "class", "class"])
            if kind == "class":
                methods = [self.function("m%d" % n, r.choice(["", "", "generator"])) for n in range(2)]
                nodes.append(Node("class", [["number", r.choice(NUMBERS)]], [methods], "K%d" % number))
            else:
                nodes.append(self.function("f%d" % number, kind))
        return Node("module", [], [nodes])

    def function(self, name, kind):
        r = self.random
        extra = [name, kind, r.choice(["", "", "global G"]), r.choice(["", "", "@keep"]), r.choice(["", "'doc'"])]
        extra.append(r.choice(["", "a, b, c = p, 1, q", "a, b, c = p, 1, q", "a, b, c = p, 1, q"]))
        return Node("function", [["number", r.choice(NUMBERS)]], [self.block(0, {kind} if kind else set())], extra)

    def render(self, node):
        return "".join("\n".join(self.lines(child)) + "\n" for child in node.blocks[0])

    def lines(self, node):
        kind, x, extra = node.kind, [self.text(e) for e in node.expressions], node.extra
        body = [["    " + line for child in block for line in self.lines(child)] or ["    pass"] for block in node.blocks]
        if kind in ("comment", "pass", "break", "continue"):
            return ["# note", ""] if kind == "comment" else [kind]
        simple = {
            "assign": "%s = %s", "augmented": "%s += %s", "return": "return %s", "expression": "%s", "raise": "raise fail(%s)",
            "assert": "assert %s", "yield": "c = yield %s", "await": "a = await pause(%s)", "delete": "del c; log(%s)",
        }
        if kind in simple:
            values = (extra, x[0]) if kind in ("assign", "augmented") else (x[0],)
            return (simple[kind] % values).split("\n")
        headers = {
            "if": "if %s:", "while": "while tick() and %s:", "for": "for a in items(%s):", "with": "with context(%s) as c:",
            "async_with": "async with context(%s) as c:", "async_for": "async for b in async_items(%s):",
        }
        if kind in headers:
            lines = (headers[kind] % x[0]).split("\n") + body[0]
            return lines + (["else:"] + body[1] if len(body) > 1 else [])
        if kind == "try":
            handlers, last = extra
            lines = ["try:"] + body[0]
            for handler, block in zip(handlers, body[1:]):
                lines += ["except %s:" % handler if handler else "except:"] + block
            return lines + (["finally:"] + body[-1] if last else [])
        if kind == "match":
            cases = [["case %s:" % pattern] + block for pattern, block in zip(["0 | 1", "int()", "_"], body)]
            return ("match %s:" % x[0]).split("\n") + ["    " + line for case in cases for line in case]
        if kind == "def":
            name, own, scope = extra
            lines = ["def %s(p, q=%s):" % (name, x[0])] + (["    " + scope] if scope else []) + body[0]
            lines[1:1] = ["    a, b, c = 1, p, q"] * ("nonlocal" not in scope)
            lines += ["    yield 1"] if own else []
            return "\n".join(lines + [("log(list(%s(%s)))" if own else "log(%s(%s))") % (name, x[1])]).split("\n")
        if kind == "class":
            return "\n".join(["class %s:" % extra, "    value = keep(%s)" % x[0]] + body[0]).split("\n")
        name, own, scope, decorator, docstring, values = extra
        self_name = "self, " if name.startswith("m") else ""
        lines = [decorator] if decorator else []
        lines += ["%sdef %s(%sp, q=%s):" % ("async " * own.startswith("async"), name, self_name, x[0])]
        lines += ["    " + text for text in (docstring, scope, values) if text] + body[0]
        lines += ["    yield 2"] if "generator" in own else []
        return "\n".join(lines).split("\n")

    def change(self, program):
        changed, before = copy.deepcopy(program), self.render(program)
        for _ in range(self.random.choice([1, 1, 1, 2])):
            self.change_once(changed)
        return changed if self.render(changed) != before else self.change(program)

    def change_once(self, program):
        r = self.random
        blocks, nodes = [], []
        pending = [(program, frozenset())]
        while pending:
            node, scope = pending.pop()
            nodes.append(node)
            if node.kind in ("function", "def"):
                scope = frozenset([node.extra[1]])
            if node.kind in ("for", "while", "async_for"):
                scope = scope | {"loop"}
            for block in node.blocks:
                if node.kind not in ("module", "class"):
                    blocks.append((block, scope))
                pending += [(child, scope) for child in block]
        block, scope = r.choice(blocks)
        place = r.randrange(len(block) + 1)
        choice = r.randrange(13)
        if choice == 0:
            block.insert(place, self.statement(2, set(scope)))
        elif choice == 1:
            block.insert(place, Node("comment"))
        elif choice == 2:
            node = r.choice(nodes)
            if node.kind == "function":
                node.extra[r.choice([2, 3, 4, 5])] = ""
        elif choice <= 6:
            expressions = [node.expressions for node in nodes if node.expressions]
            chosen = r.choice(expressions)
            index = r.randrange(len(chosen))
            chosen[index] = self.changed_expression(chosen[index])
        elif choice >= 10:
            # These are for statements with blocks, which are few.
            places = [(block, place) for block, _ in blocks for place, node in enumerate(block) if node.blocks]
            if places:
                self.change_statement(*r.choice(places), choice)
        elif block:
            self.change_statement(block, min(place, len(block) - 1), choice)

    def change_statement(self, block, place, choice):
        r = self.random
        node = block[place]
        if choice == 7:
            del block[place]
        elif choice == 8:
            block.insert(place, copy.deepcopy(node))
        elif choice == 9 and len(block) > 1:
            other = (place + 1) % len(block)
            block[place], block[other] = block[other], node
        elif choice == 10 and node.blocks and node.kind not in ("def", "for", "while", "async_for"):
            block[place : place + 1] = r.choice(node.blocks)
        elif choice == 11:
            kind = r.choice(["if", "with", "try"])
            extra = [["Exception"], False] if kind == "try" else None
            blocks = [[node], [Node("pass")]] if kind != "with" else [[node]]
            block[place] = Node(kind, [self.expression()] if kind != "try" else [], blocks, extra)
        elif choice == 12 and len(node.blocks) > 1 and node.kind in ("if", "try", "match"):
            node.blocks[0], node.blocks[1] = node.blocks[1], node.blocks[0]

    def changed_expression(self, e):
        r = self.random
        inner = [index for index, part in enumerate(e) if type(part) is list]
        if inner and r.random() < 0.5:
            index = r.choice(inner)
            return e[:index] + [self.changed_expression(e[index])] + e[index + 1 :]
        if e[0] == "binary" and r.random() < 0.6:
            return ["binary", r.choice(OPERATORS), e[2], e[3], e[4]] if r.random() < 0.6 else [*e[:2], e[3], e[2], e[4]]
        if type(e[-1]) is bool and r.random() < 0.2:
            return [*e[:-1], not e[-1]]
        return self.expression(1)


NUMBERS = ["0", "1", "2", "3", "-1", "7"] * 5 + ["True", "1.0", "-0.0", "0.0", "None", "(1, 2)"]
FORMS = ["name", "number"] * 6 + ["log", "log", "binary", "binary", "binary", "and", "or", "choice"]
FORMS += ["call", "not", "comprehension", "generator", "lambda", "locals"]
SIMPLE = ["assign", "augmented", "expression"] * 6 + ["return", "raise", "assert", "delete", "pass"]
COMPOUND = ["if", "if", "if", "while", "for", "with", "try", "try"] * 2

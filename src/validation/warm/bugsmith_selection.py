"""Which tests a change to some lines can affect, by what each test executed without it."""


class Coverage:
    """What the traced run learned; `facts` is what `Coverage` in `coverage.ts` describes."""

    def __init__(self, facts):
        self._tests = facts["tests"]
        self._import = facts["importing"]
        self._order_dependent = facts["orderDependent"]
        self.leaving = facts["leaving"]
        names = list(self._tests)
        self.sharing = [
            {
                "setUpBy": fixture["setUpBy"],
                "usedBy": [names[place] for place in read_ranges(fixture["usedBy"])],
                "neededBy": [names[place] for place in read_ranges(fixture["neededBy"])],
            }
            for fixture in facts["sharing"]
        ]
        self._lookups = facts.get("lookups")
        self._numbers = {}
        if self._lookups is not None:
            self._numbers = {key: number for number, key in enumerate(self._lookups["keys"])}
        self._lines = {}
        self._expanded = {}
        # A test that fails when it is traced may take longer otherwise.
        self.seconds = {name: max(test["tracedSeconds"], test["seconds"]) for name, test in self._tests.items()}
        self.seconds[None] = self._import["seconds"]
        # Tests hardly wait, and take longer when they are traced; to import everything takes much longer then.
        self.processor_seconds = dict(self.seconds)
        self.processor_seconds[None] = self._import.get("processorSeconds", self._import["seconds"])
        self.unknown = {name for name, test in self._tests.items() if test.get("unknown")}
        loaded = self._import["lines"].keys()
        # They execute code of modules that only tests import.
        self._late = {name for name, test in self._tests.items() if not test["lines"].keys() <= loaded}

    def seconds_among_others(self, name):
        return self._tests[name]["seconds"] if name in self._tests else 0

    def knows(self, name):
        return name in self._tests

    def was_loaded(self, name):
        """Whether all code that a test executes was there before the first test."""
        return name not in self._late

    def runs_at_import(self, path, lines):
        return self._contains(self._import, path, lines)

    def ran_at_import(self, path):
        return lambda line: self.runs_at_import(path, (line,))

    def depends_on_order(self, path, lines):
        """Whether tests that are left out may decide if one that is selected executes the lines, or reads the file."""
        return path in self._order_dependent["reads"] or self._contains(self._order_dependent, path, lines)

    def _contains(self, executed, path, lines):
        text = executed["lines"].get(path)
        return text is not None and not self._expand(text).isdisjoint(lines)

    def is_read_at_import(self, path):
        return path in self._import["reads"]

    def readers(self, path):
        return {name for name, test in self._tests.items() if path in test.get("reads", ())}

    def executors(self, path, lines):
        """Tests that execute at least one of the lines."""
        by_line = self._by_line(path)
        found = set()
        for line in lines:
            found.update(by_line.get(line, ()))
        return found

    def watches(self, path, name):
        """Whether it is known who looks up methods of a class."""
        return self._lookups is not None and "{}:{}".format(path, name) in self._lookups["watched"]

    def is_sought_at_import(self, keys):
        return self._is_among(self._lookups["importing"], self._numbers_of(keys))

    def is_sought_by_order(self, keys):
        """Whether some test looks one up only alone, or only after others."""
        return self._is_among(self._lookups["orderDependent"], self._numbers_of(keys))

    def seekers(self, keys):
        """Tests that look up at least one of them, and those of which it is not known."""
        numbers, sought = self._numbers_of(keys), self._lookups["tests"]
        return {name for name in self._tests if name not in sought or self._is_among(sought[name], numbers)}

    def _numbers_of(self, keys):
        return {self._numbers[key] for key in keys if key in self._numbers}

    def _is_among(self, text, numbers):
        return text != "" and not self._expand(text).isdisjoint(numbers)

    def _by_line(self, path):
        by_line = self._lines.get(path)
        if by_line is None:
            by_line = self._lines[path] = {}
            for name, test in self._tests.items():
                text = test["lines"].get(path)
                if text is not None:
                    for line in self._expand(text):
                        by_line.setdefault(line, []).append(name)
        return by_line

    def _expand(self, text):
        """Many tests execute the same lines of a file."""
        lines = self._expanded.get(text)
        if lines is None:
            lines = self._expanded[text] = frozenset(read_ranges(text))
        return lines


def read_ranges(text):
    """Lines of a text such as `1-3,7`."""
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def write_ranges(lines):
    """The text for sorted lines."""
    parts = []
    first = last = None
    for line in lines:
        if last is not None and line == last + 1:
            last = line
            continue
        if first is not None:
            parts.append((first, last))
        first = last = line
    if first is not None:
        parts.append((first, last))
    return ",".join(str(a) if a == b else "{}-{}".format(a, b) for a, b in parts)

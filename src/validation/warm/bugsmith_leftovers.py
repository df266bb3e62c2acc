"""What tests leave to others without a bug, to tell whether what they leave with one is nothing else.

PYTEST_DONT_REWRITE
"""


class Leftovers:
    """States as digests, None for one as it was before any test, by the position of the test they were seen after."""

    def __init__(self):
        self._spans = {}  # State -> the first and the last position of each time that it stayed the same.
        self._learned = set()

    def is_new(self, positions):
        """Whether the tests at these positions did not run without a bug yet."""
        return tuple(positions) not in self._learned

    def learn(self, positions, looks):
        """Takes pairs of position and state, seen one after the other."""
        self._learned.add(tuple(positions))
        spans = []
        for position, state in looks:
            if spans and spans[-1][0] == state:
                spans[-1][2] = position
            else:
                spans.append([state, position, position])
        for state, first, last in spans:
            self._spans.setdefault(state, set()).add((first, last))

    def first_unknown(self, looks):
        """Position of the first state that clean tests do not leave in that place; None when there is none."""
        for position, state in looks:
            spans = self._spans.get(state, ())
            if state is not None and not any(first <= position <= last for first, last in spans):
                return position
        return None

import type { Suite } from './suite.ts';

const weights = 'pkg/weights.py';

/** Tests with Hypothesis, which reads all source files for constants to try. */
export const hypothesis: Suite = {
  files: {
    'pkg/__init__.py': '',
    [weights]: `def weigh(number):
    if number == 48271563:
        return number + 0
    return number


def lift(number):
    return number + 2


def drop(number):
    return number - 2
`,
    'tests/test_weights.py': `from hypothesis import given, settings, strategies

from pkg import weights


@settings(derandomize=True, max_examples=400, deadline=None)
@given(strategies.integers())
def test_weigh(number):
    assert weights.weigh(number) == number


@settings(derandomize=True, max_examples=10, deadline=None)
@given(strategies.integers())
def test_lift(number):
    assert weights.lift(number) == number + 2


def test_drop():
    assert weights.drop(3) == 1
`,
  },
  traps: {
    'a function that one test executes': {
      edits: [[weights, 'number + 2', 'number + 3']],
      breaks: 'test_lift',
      runs: 'some',
    },
    'a function that a test without it executes': {
      edits: [[weights, 'number - 2', 'number - 3']],
      breaks: 'test_drop',
      runs: 'some',
    },
    'what happens with a constant': {
      edits: [[weights, 'number + 0', 'number + 1']],
      breaks: 'test_weigh',
      runs: 'some',
    },
    'a constant that nothing but the changed file names': {
      edits: [[weights, '48271563:\n        return number + 0', '91736452:\n        return number + 1']],
      breaks: 'test_weigh',
      runs: 'some',
    },
  },
};

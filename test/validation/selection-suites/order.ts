import type { Suite } from './suite.ts';

/** A shuffled suite with flaky tests, run by two workers, in a repository that is a plug-in of pytest itself. */
export const order: Suite = {
  testCommand: 'python -m pytest -p plug.plugin -n 2 tests more_tests/check_more.py',
  files: {
    'pyproject.toml':
      '[tool.pytest.ini_options]\naddopts = "--maxfail=1 -ra"\nxfail_strict = true\npython_functions = ["test_*", "check_*"]\n',
    'plug/__init__.py': '',
    'plug/plugin.py': `import pytest
from plug.core import scale


def pytest_addoption(parser):
    parser.addoption("--scale", type=int, default=2)


@pytest.fixture
def scaled(request):
    return lambda x: scale(x, request.config.getoption("--scale"))


def pytest_make_parametrize_id(config, val):
    return "p%s" % val
`,
    'plug/core.py': `def scale(x, factor):
    return x * factor


def half(x):
    return x / 2


def third(x):
    return x / 3


def never(x):
    return x
`,
    'tests/conftest.py': `import random


def pytest_collection_modifyitems(items):
    random.Random(len(items) * 7).shuffle(items)
`,
    'tests/test_order.py': `import pytest
from plug import core

RAN = []


def test_first():
    RAN.append("first")
    assert core.third(3) == 1


def test_needs_first():
    assert RAN == ["first"]


@pytest.mark.parametrize("x", [2, 4])
def test_half(x):
    assert core.half(x) == x / 2


def test_scaled(scaled):
    assert scaled(2) == 4


@pytest.mark.xfail
def test_fails():
    assert core.half(1) == 1


@pytest.mark.skipif(core.scale(1, 1) == 1, reason="always")
def test_skipped():
    assert False


def test_broken():
    assert core.third(3) == 2


def test_plain():
    pass
`,
    'more_tests/check_more.py': `from plug import core


def check_scale():
    assert core.scale(1, 3) == 3
`,
  },
  flaky: ['test_needs_first'],
  traps: {
    'functions, one of them of a flaky test': {
      edits: [
        ['plug/core.py', 'x / 2', 'x / 4'],
        ['plug/core.py', 'x / 3', 'x / 5'],
        ['plug/plugin.py', 'scale(x, request', 'scale(1, request'],
      ],
      breaks: 'test_half test_first test_scaled',
      runs: 'some',
    },
    'repair of a broken test': {
      edits: [['plug/core.py', 'x / 3', 'x - 1']],
      breaks: 'test_first',
      runs: 'some',
    },
    'called before the first hook': {
      edits: [['plug/plugin.py', 'default=2', 'default=3']],
      breaks: 'test_scaled',
      runs: 'all',
    },
    'never run': { edits: [['plug/core.py', 'return x\n', 'return -x\n']], breaks: '', runs: 'none' },
    'options and order': {
      edits: [
        ['pyproject.toml', '"check_*"', '"verify_*"'],
        ['tests/conftest.py', '* 7', '* 8'],
      ],
      breaks: 'check_scale',
    },
  },
};

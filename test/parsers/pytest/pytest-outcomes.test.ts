import { describe, it } from 'vitest';
import { expectRun } from './run-pytest.ts';

describe('what pytest says of a test', () => {
  it('gives each test its status', async () => {
    const source = `
import pytest

def test_passes():
    pass

def test_fails():
    assert 1 == 2

def test_raises():
    raise KeyError('x')

def test_exits():
    import sys
    sys.exit(3)

@pytest.mark.skip
def test_marked_skip():
    pass

def test_skips():
    pytest.skip('not today')

@pytest.mark.xfail
def test_expected_failure():
    assert False

@pytest.mark.xfail
def test_unexpected_pass():
    pass

@pytest.mark.xfail(strict=True)
def test_strict():
    pass
`;
    await expectRun(
      { files: { 'test_all.py': source } },
      {
        tests: {
          'test_all.py::test_passes': 'passed',
          'test_all.py::test_fails': 'failed',
          'test_all.py::test_raises': 'failed',
          'test_all.py::test_exits': 'failed',
          'test_all.py::test_marked_skip': 'skipped',
          'test_all.py::test_skips': 'skipped',
          'test_all.py::test_expected_failure': 'xfailed',
          'test_all.py::test_unexpected_pass': 'xpassed',
          'test_all.py::test_strict': 'failed',
        },
      },
    );
  });

  it('calls a failure in set-up or tear-down an error', async () => {
    const source = `
import pytest

@pytest.fixture
def broken():
    raise RuntimeError

@pytest.fixture
def broken_after():
    yield
    raise RuntimeError

def test_set_up(broken):
    pass

def test_tear_down(broken_after):
    pass

def test_both_fail(broken_after):
    assert False

@pytest.mark.xfail
def test_expected_in_set_up(broken):
    pass

def test_skip_in_tear_down(request):
    request.addfinalizer(lambda: pytest.skip('late'))
`;
    await expectRun(
      { files: { 'test_fixtures.py': source } },
      {
        tests: {
          'test_fixtures.py::test_set_up': 'error',
          'test_fixtures.py::test_tear_down': 'error',
          'test_fixtures.py::test_both_fail': 'error',
          'test_fixtures.py::test_expected_in_set_up': 'xfailed',
          'test_fixtures.py::test_skip_in_tear_down': 'passed',
        },
      },
    );
  });

  it('reads unittest classes, doctests and subtests', async () => {
    await expectRun(
      {
        testCommand: 'python -m pytest --doctest-modules',
        files: {
          'adder.py': 'def one():\n    """\n    >>> one()\n    2\n    """\n    return 1\n',
          'test_cases.py': `
import unittest

class Cases(unittest.TestCase):
    def test_a(self):
        self.assertTrue(True)

    def test_b(self):
        self.fail()

    @unittest.expectedFailure
    def test_c(self):
        self.fail()

    @unittest.expectedFailure
    def test_d(self):
        pass

    def test_e(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 1)

    def test_f(self):
        for number in range(3):
            with self.subTest(number=number):
                if number == 1:
                    self.skipTest('one')

class BrokenClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError

    def test_x(self):
        pass

def test_fixture(subtests):
    with subtests.test(msg='ends'):
        assert False
    with subtests.test(msg='goes on'):
        pass
`,
        },
      },
      {
        tests: {
          'adder.py::adder.one': 'failed',
          'test_cases.py::Cases::test_a': 'passed',
          'test_cases.py::Cases::test_b': 'failed',
          'test_cases.py::Cases::test_c': 'xfailed',
          'test_cases.py::Cases::test_d': 'failed',
          'test_cases.py::Cases::test_e': 'failed',
          'test_cases.py::Cases::test_f': 'passed',
          'test_cases.py::BrokenClass::test_x': 'error',
          'test_cases.py::test_fixture': 'failed',
        },
      },
    );
  });

  it('counts the last run of a test that is run again', async () => {
    const source = `
import pytest

runs = {'call': 0, 'fixture': 0}

@pytest.mark.flaky(reruns=2)
def test_second_time():
    runs['call'] += 1
    assert runs['call'] == 2

@pytest.fixture
def unsteady():
    runs['fixture'] += 1
    assert runs['fixture'] == 2

@pytest.mark.flaky(reruns=2)
def test_unsteady_fixture(unsteady):
    pass

@pytest.mark.flaky(reruns=1)
def test_never():
    assert False
`;
    await expectRun(
      { files: { 'test_again.py': source } },
      {
        tests: {
          'test_again.py::test_second_time': 'passed',
          'test_again.py::test_unsteady_fixture': 'passed',
          'test_again.py::test_never': 'failed',
        },
      },
    );
  });

  it('keeps ids exactly, whatever they contain', async () => {
    const source = `
import pytest

@pytest.mark.parametrize('value', [1, 2, 3, 4, 5, 6, 7], ids=[
    'two words', 'PASSED [ 10%]', 'line\\nbreak', '[brackets]::x', 'žluťoučký', '"quotes" and \\\\', '\\u2028'])
def test_ids(value):
    assert value

@pytest.mark.parametrize('text', ['ž \\n\\t', ''])
def test_texts(text):
    pass
`;
    await expectRun(
      {
        files: {
          'test_ids.py': source,
          'pytest.ini':
            '[pytest]\ndisable_test_id_escaping_and_forfeit_all_rights_to_community_support = True\n',
        },
      },
      {
        tests: {
          'test_ids.py::test_ids[two words]': 'passed',
          'test_ids.py::test_ids[PASSED [ 10%]]': 'passed',
          'test_ids.py::test_ids[line\nbreak]': 'passed',
          'test_ids.py::test_ids[[brackets]::x]': 'passed',
          'test_ids.py::test_ids[žluťoučký]': 'passed',
          'test_ids.py::test_ids["quotes" and \\]': 'passed',
          'test_ids.py::test_ids[\u2028]': 'passed',
          'test_ids.py::test_texts[ž \n\t]': 'passed',
          'test_ids.py::test_texts[]': 'passed',
        },
      },
    );
  });
});

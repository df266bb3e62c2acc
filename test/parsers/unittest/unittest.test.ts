import { describe, expect, it } from 'vitest';
import { unittestParser } from '../../../src/parsers/unittest/unittest-parser.ts';
import type { TestRun } from '../../../src/parsers/test-output-parser.ts';
import { runSuite } from '../run-suite.ts';

const source = `import doctest, os, sys, unittest

class Outcomes(unittest.TestCase):
    def test_passes(self): pass
    def test_fails(self): self.fail('x ... ok')
    def test_raises(self): raise TypeError
    @unittest.skip("a 'quoted' reason ... ok")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail()
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_documented(self):
        """Says something ... in its first line."""
    def test_documented_failure(self):
        """Fails
        in the end."""
        self.fail()

class Output(unittest.TestCase):
    def test_lines(self): sys.stderr.write('one\\ntwo\\n')
    def test_open_line(self): sys.stderr.write('one\\ntwo')
    def test_says_ok(self): sys.stderr.write('ok\\n'); self.fail()
    def test_says_fail(self): sys.stderr.write('FAIL\\n')

class Subtests(unittest.TestCase):
    def test_some(self):
        for number in range(3):
            with self.subTest('a message', number=number):
                if number == 1: self.fail()
                if number == 2: raise KeyError
    def test_all(self):
        for number in range(3):
            with self.subTest(number=number): pass
    def test_odd(self):
        with self.subTest(text='a (b) ... ok\\nx'): self.fail()

class SetUp(unittest.TestCase):
    def setUp(self): raise RuntimeError
    def test_a(self): pass

class SetUpFails(unittest.TestCase):
    def setUp(self): self.fail()
    def test_a(self): pass

class TearDown(unittest.TestCase):
    def tearDown(self): raise RuntimeError
    def test_a(self): pass
    def test_b(self): self.fail()

class Asynchronous(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        if self._testMethodName == 'test_a': raise RuntimeError
    async def test_a(self): pass
    async def test_b(self): self.fail()

class SetUpClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise RuntimeError
    def test_a(self): pass

class SkippedClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise unittest.SkipTest('whole')
    def test_a(self): pass

class TearDownClass(unittest.TestCase):
    @classmethod
    def tearDownClass(cls): raise RuntimeError
    def test_a(self): pass
    def test_b(self): pass

def documented():
    """
    >>> 1
    2
    """

def load_tests(loader, tests, pattern):
    tests.addTests(doctest.DocTestSuite())
    tests.addTest(unittest.FunctionTestCase(documented))
    return tests
`;
const files = {
  'tests/__init__.py': '',
  'tests/test_all.py': source,
  'tests/test_bad.py': 'import no_such_module\n',
  'tests/test_skip.py': 'import unittest\nraise unittest.SkipTest("module")\n',
  'tests/test_module.py':
    'import unittest\ndef setUpModule(): raise RuntimeError\nclass A(unittest.TestCase):\n    def test_a(self): pass\n',
};
const statuses = {
  'tests.test_skip': 'skipped',
  'tests.test_all.Outcomes.test_passes': 'passed',
  'tests.test_all.Outcomes.test_fails': 'failed',
  'tests.test_all.Outcomes.test_raises': 'failed',
  'tests.test_all.Outcomes.test_skipped': 'skipped',
  'tests.test_all.Outcomes.test_expected': 'xfailed',
  'tests.test_all.Outcomes.test_unexpected': 'failed',
  'tests.test_all.Outcomes.test_documented': 'passed',
  'tests.test_all.Outcomes.test_documented_failure': 'failed',
  'tests.test_all.Output.test_lines': 'passed',
  'tests.test_all.Output.test_open_line': 'passed',
  'tests.test_all.Output.test_says_ok': 'failed',
  'tests.test_all.Output.test_says_fail': 'passed',
  'tests.test_all.Subtests.test_some': 'failed',
  'tests.test_all.Subtests.test_all': 'passed',
  'tests.test_all.Subtests.test_odd': 'failed',
  'tests.test_all.SetUp.test_a': 'error',
  'tests.test_all.SetUpFails.test_a': 'error',
  'tests.test_all.TearDown.test_a': 'error',
  'tests.test_all.TearDown.test_b': 'error',
  'tests.test_all.Asynchronous.test_a': 'error',
  'tests.test_all.Asynchronous.test_b': 'failed',
  'tests.test_all.TearDownClass.test_a': 'passed',
  'tests.test_all.TearDownClass.test_b': 'error',
  'tests.test_all.documented': 'failed',
  documented: 'passed',
};

describe('the output of a real unittest', () => {
  it.each(['python -m unittest discover', 'python -m unittest discover 2>&1'])(
    'is read from %s',
    async (testCommand) => {
      const { run, output } = await runSuite({ parser: unittestParser(), files, testCommand });
      expect(Object.fromEntries(run.tests), output.stderr).toEqual(statuses);
      expect(new Set(run.collectionErrors)).toEqual(
        new Set(['tests.test_bad', 'tests.test_module', 'tests.test_all.SetUpClass']),
      );
      expect(run.completed).toBe(true);
    },
  );

  it('tells how far it came before a crash', async () => {
    const { run } = await runSuite({
      parser: unittestParser(),
      files: {
        'test_a.py': `import os, unittest
class A(unittest.TestCase):
    def test_a(self): pass
    def test_b(self): self.fail()
    def test_c(self): os.kill(os.getpid(), 11)
    def test_d(self): pass
`,
      },
      testCommand: 'python -X faulthandler -m unittest test_a',
    });
    expect(run).toEqual({
      tests: new Map([
        ['test_a.A.test_a', 'passed'],
        ['test_a.A.test_b', 'failed'],
        ['test_a.A.test_c', 'error'],
      ]),
      collectionErrors: [],
      completed: false,
    });
  });
});

function parse(stderr: string): TestRun {
  return unittestParser().parse({ stdout: '', stderr, exitCode: 1, timedOut: false, report: null });
}

describe('the output of other versions', () => {
  it('is read as Python before 3.11 writes it', () => {
    const log = `test_bad (unittest.loader._FailedTest) ... ERROR
ERROR
test_doc (m.A)
The first line ... ok
test_raises (m.A) ... ERROR
test_sub (m.A) ... test_sub_doc (m.A)
Follows a failed subtest ... ok
test_xpass (m.A) ... unexpected success
ERROR

${'='.repeat(70)}
ERROR: test_bad (unittest.loader._FailedTest)
${'-'.repeat(70)}
ImportError: Failed to import test module: test_bad


${'='.repeat(70)}
ERROR: setUpClass (m.B)
${'-'.repeat(70)}
Traceback (most recent call last):
RuntimeError

${'='.repeat(70)}
ERROR: test_raises (m.A)
${'-'.repeat(70)}
Traceback (most recent call last):
  File "/m.py", line 4, in test_raises
    raise TypeError
TypeError

${'='.repeat(70)}
ERROR: tearDownClass (m.A)
${'-'.repeat(70)}
Traceback (most recent call last):
RuntimeError

${'='.repeat(70)}
FAIL: test_sub (m.A) [a message] (i=1)
${'-'.repeat(70)}
Traceback (most recent call last):
  File "/m.py", line 9, in test_sub
AssertionError: None

${'-'.repeat(70)}
Ran 5 tests in 0.004s

FAILED (failures=1, errors=4, unexpected successes=1)
`;
    expect(parse(log)).toEqual({
      tests: new Map([
        ['m.A.test_doc', 'passed'],
        ['m.A.test_raises', 'failed'],
        ['m.A.test_sub', 'failed'],
        ['m.A.test_sub_doc', 'passed'],
        ['m.A.test_xpass', 'error'],
      ]),
      collectionErrors: ['test_bad', 'm.B'],
      completed: true,
    });
  });

  it('is read in colour, and with carriage returns', () => {
    const log = `test_a (m.A.test_a) ... \u001b[32mok\u001b[0m\r\n\r\n${'-'.repeat(70)}\r\nRan 1 test in 0.000s\r\n\r\n\u001b[32mOK\u001b[0m\r\n`;
    expect(parse(log)).toMatchObject({ tests: new Map([['m.A.test_a', 'passed']]), completed: true });
  });

  it('is complete only with the closing line of the last suite', () => {
    const closing = `\n${'-'.repeat(70)}\nRan 1 test in 0.000s\n\nOK\n`;
    const first = `test_a (m.A.test_a) ... ok\n${closing}`;
    expect(parse(first).completed).toBe(true);
    expect(parse(`${first}test_b (m.A.test_b) ... `)).toMatchObject({
      tests: new Map([
        ['m.A.test_a', 'passed'],
        ['m.A.test_b', 'error'],
      ]),
      completed: false,
    });
  });
});

describe('the command', () => {
  it.each([
    ['python -m unittest', 'python -m unittest -v'],
    ['python -m unittest discover -s tests', 'python -m unittest discover -v -s tests'],
    ['cd a && coverage run -m unittest tests.a; echo', 'cd a && coverage run -m unittest -v tests.a; echo'],
    ["sh -c 'python -m unittest'", "sh -c 'python -m unittest -v'"],
    ['python -m unittest2 a', 'python -m unittest2 a'],
    ['python manage.py test', 'python manage.py test'],
  ])('%s becomes %s', (testCommand, expected) => {
    const context = { testCommand, workingDirectory: '/w', temporaryDirectory: '/t', env: {} };
    expect(unittestParser().instrument?.(context)).toMatchObject({
      testCommand: expected,
      env: {},
      files: [],
    });
  });
});

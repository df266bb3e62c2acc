import { describe, expect, it } from 'vitest';
import {
  pytestLogParser,
  type PytestLogParserOptions,
} from '../../../src/parsers/pytest-log/pytest-log-parser.ts';
import type { TestRun } from '../../../src/parsers/test-output-parser.ts';
import { runSuite } from '../run-suite.ts';

function parse(stdout: string, options?: PytestLogParserOptions): TestRun {
  return pytestLogParser(options).parse({ stdout, stderr: '', exitCode: 1, timedOut: false, report: null });
}

function testsOf(stdout: string, options?: PytestLogParserOptions): Record<string, string> {
  return Object.fromEntries(parse(stdout, options).tests);
}

const base = `class Base:
    def test_inherited(self):
        pass
`;
const source = `import pytest
from base import Base

class TestDerived(Base):
    pass

@pytest.mark.parametrize('value', ['a b', 'x PASSED y', 'a <- b', '[c] '])
def test_values(value):
    assert value != 'a b'

@pytest.mark.skip(reason='no (really) PASSED reason')
def test_skip():
    pass

@pytest.mark.xfail(reason='known')
def test_xfail():
    assert False

@pytest.mark.xfail
def test_xpass():
    pass

@pytest.fixture
def broken_after():
    yield
    raise RuntimeError('PASSED')

def test_tear_down(broken_after):
    pass

runs = []

@pytest.mark.flaky(reruns=1)
def test_again():
    runs.append(1)
    assert len(runs) == 2

def test_fails():
    print('inner.txt', 'FAILED')
    raise ValueError('is not PASSED')
`;
const files = { 'test_log.py': source, 'base.py': base, 'test_bad.py': 'import no_such_module\n' };
const statuses = {
  'test_log.py::TestDerived::test_inherited': 'passed',
  'test_log.py::test_values[a b]': 'failed',
  'test_log.py::test_values[x PASSED y]': 'passed',
  'test_log.py::test_values[a <- b]': 'passed',
  'test_log.py::test_values[[c] ]': 'passed',
  'test_log.py::test_skip': 'skipped',
  'test_log.py::test_xfail': 'xfailed',
  'test_log.py::test_xpass': 'xpassed',
  'test_log.py::test_tear_down': 'error',
  'test_log.py::test_again': 'passed',
  'test_log.py::test_fails': 'failed',
};

describe('the log of a real pytest', () => {
  it.each([
    '-v',
    '-vv',
    '-v --color=yes -rA',
    '-v --color=yes -vv -rA --tb=no',
    '-v -o console_output_style=count',
    '-v -o console_output_style=times',
    '-v -n2',
    '-v -n2 --color=yes',
  ])('is read with %s', async (options) => {
    const { run, output } = await runSuite({
      parser: pytestLogParser(),
      files,
      testCommand: `python -m pytest --continue-on-collection-errors ${options}`,
    });
    expect(Object.fromEntries(run.tests), output.stdout).toEqual(statuses);
    expect(run).toMatchObject({ collectionErrors: ['test_bad.py'], completed: true });
  });

  it.each([
    [
      '-v',
      { 'test_bad.py': 'import no_such_module\n' },
      { collectionErrors: ['test_bad.py'], completed: true },
    ],
    ['-v', { 'test_a.py': '' }, { completed: true }],
    ['-v', { 'test_a.py': 'def test_a(): raise KeyboardInterrupt\n' }, { completed: false }],
    ['-v', { 'test_a.py': 'import os\ndef test_a(): os._exit(0)\n' }, { completed: false }],
    ['-v', { 'test_a.py': 'import pytest\ndef test_a(): pytest.exit("x")\n' }, { completed: false }],
    ['-v -x', { 'test_a.py': 'def test_a(): assert 0\ndef test_b(): pass\n' }, { completed: false }],
  ])('says with %s whether %o ran to its end', async (options, project: Record<string, string>, expected) => {
    const { run, output } = await runSuite({
      parser: pytestLogParser(),
      files: project,
      testCommand: `python -m pytest ${options}`,
    });
    expect(run, output.stdout).toMatchObject(expected);
  });
});

describe('the text of a log', () => {
  it('is read with carriage returns and colours', () => {
    expect(
      testsOf(
        'a.py::b \u001b[32mPASSED\u001b[0m\u001b[32m [ 50%]\u001b[0m\r\na.py::c[x y] FAILED [100%]\r\n',
      ),
    ).toEqual({
      'a.py::b': 'passed',
      'a.py::c[x y]': 'failed',
    });
  });

  it('counts between the markers only', () => {
    const log = [
      'a.py::before PASSED',
      "+ : '>>>>> Start Test Output'",
      'a.py::between PASSED',
      "+ : '>>>>> End Test Output'",
      'a.py::after PASSED',
    ];
    expect(testsOf(log.join('\n'))).toEqual({ 'a.py::between': 'passed' });
    expect(testsOf(log.join('\n').replaceAll(/\+ : '|'$/gm, ''))).toEqual({ 'a.py::between': 'passed' });
    expect(testsOf(log.slice(0, 3).join('\n'))).toEqual({
      'a.py::before': 'passed',
      'a.py::between': 'passed',
    });
  });

  it('lets a test fail with its subtests, as pytest-subtests does not', () => {
    const log = `a.py::T::test_e PASSED [100%]
=========================== short test summary info ============================
[m s] (n=1) SUBFAIL a.py::T::test_e - AssertionError: 1 == 1
`;
    expect(testsOf(log)).toEqual({ 'a.py::T::test_e': 'failed' });
  });

  it('is not read as results where it only resembles them', () => {
    expect(testsOf('something PASSED\nFAILED a.py::b - was not PASSED\nPASSED\n::\nPASSED [ 1%]\n')).toEqual(
      {},
    );
  });

  it('is not complete after a time-out', () => {
    const output = { stdout: '= 1 passed in 1s =', stderr: '', exitCode: null, report: null };
    expect(pytestLogParser().parse({ ...output, timedOut: false }).completed).toBe(true);
    expect(pytestLogParser().parse({ ...output, timedOut: true }).completed).toBe(false);
  });
});

describe('exactly as SWE-smith', () => {
  const options = { exactlyAs: 'swesmith' } as const;

  it('keeps the last status and knows no ids with spaces, XPASS or workers', () => {
    const log = `a.py::a PASSED [  1%]
a.py::a ERROR [  1%]
a.py::b[x y] PASSED
a.py::c XPASS
a.py::d XFAIL (reason)
[gw0] [ 50%] PASSED a.py::e
a.py::f SKIPPED (x)
word\u0085\u001fPASSEDLY
\ufeffbom FAILED
FAILED a.py::g - x
\u001b[1ma.py::h \u001b[32mPASSED
`;
    expect(testsOf(log, options)).toEqual({
      'a.py::a': 'error',
      'a.py::d': 'xfailed',
      'a.py::f': 'skipped',
      word: 'passed',
      '\ufeffbom': 'failed',
    });
    expect([...parse(log, options).tests.keys()][0]).toBe('a.py::a');
  });

  it('finds no log where a patch failed, time ran out, or the markers are in the wrong order', () => {
    const echoed = "+ : '>>>>> Start Test Output'\na PASSED\n+ : '>>>>> End Test Output'\nb PASSED\n";
    expect(testsOf(echoed, options)).toEqual({ a: 'passed' });
    expect(testsOf(`${echoed}\n\n>>>>> Tests Timed Out: 9 seconds exceeded`, options)).toEqual({});
    expect(testsOf(`>>>>> Patch Apply Failed\n${echoed}`, options)).toEqual({});
    expect(
      testsOf("+ : '>>>>> End Test Output'\na PASSED\n+ : '>>>>> Start Test Output'\n", options),
    ).toEqual({});
  });

  it('reads nothing when only the start or only the end is echoed, as the slices of Python have it', () => {
    const filler = 'a line that is longer than the mark';
    expect(
      testsOf(
        `>>>>> Start Test Output\na PASSED\n+ : '>>>>> End Test Output'\n${filler}\nb PASSED\n`,
        options,
      ),
    ).toEqual({});
    expect(
      testsOf(
        `+ : '>>>>> Start Test Output'\na PASSED\n>>>>> End Test Output\n${filler}\nb PASSED\n`,
        options,
      ),
    ).toEqual({});
  });
});

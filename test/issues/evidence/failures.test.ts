import { describe, expect, it } from 'vitest';
import { collectEvidence, type IssueEvidence, type TestEvidence } from 'bugsmith';

import { makeCase, useRuntime } from '../evidence-cases.ts';

const runtime = useRuntime();

const good = `class PriceError(ValueError):
    pass


def total(prices, discount=0):
    if discount > 100:
        raise PriceError("discount is too large")
    return sum(prices) - discount


def names(items):
    return [item.name for item in items]


def first(items):
    return items[0]
`;
const bug = good
  .replace('if discount > 100:', 'if discount > 100000:')
  .replace('- discount', '+ discount + 1')
  .replace('items[0]', 'items[99]');
const tests = `import unittest
import pytest
from shop.prices import PriceError, first, total

EXPECTED = 3

@pytest.mark.parametrize("discount", [0])
def test_total(discount):
    prices = [1, 2]
    assert total(prices, discount) == 3

def test_yoda():
    assert 3 == total([1, 2])

def test_named():
    expected = EXPECTED
    assert total([1, 2]) == expected

def test_unknown_sides():
    assert total([1, 2], 1) == total([2])

def test_both():
    assert total([]) == 1 and total([1, 2]) == 3

def test_truth():
    assert not total([])

def test_raises():
    with pytest.raises(PriceError):
        total([1], discount=200)

def test_raised():
    values = [1]
    assert first(values) == 1

def check(prices, wanted):
    assert total(prices) == wanted

def test_helper():
    check([5], 5)

@pytest.fixture
def broken():
    return first([])

def test_fixture(broken):
    assert broken

class TestCase(unittest.TestCase):
    def test_equal(self):
        result = total([2, 2])
        self.assertEqual(4, result)

    def test_raises(self):
        with self.assertRaises(PriceError):
            total([1], 101)

    def test_none(self):
        self.assertIsNone(total([]))
`;
const names = [...tests.matchAll(/^( *)def (test_\w+)\(/gm)].map(
  ([, indent, name]) => `tests/test_prices.py::${indent === '' ? '' : 'TestCase::'}${name ?? ''}`,
);
const ids = names.map((name) => (name.endsWith('test_total') ? `${name}[0]` : name));

const subject = makeCase({
  files: { 'shop/__init__.py': '', 'shop/prices.py': good, 'tests/test_prices.py': tests },
  bug: { 'shop/prices.py': bug },
  failing: ids,
});

let evidence: Promise<IssueEvidence> | undefined;
async function collect(): Promise<IssueEvidence> {
  evidence ??= collectEvidence(subject.instance, { repository: subject.repository, runtime: runtime() });
  return evidence;
}

async function look(name: string): Promise<TestEvidence> {
  const found = (await collect()).tests.find(({ test }) => test.endsWith(name));
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('collectEvidence', () => {
  it('has an entry for each test, in order, and the text pytest printed', async () => {
    const { tests: found, testOutput, timedOut, interpreter } = await collect();
    expect(found.map(({ test }) => test)).toEqual(ids);
    expect(testOutput).toContain(`${ids.length - 1} failed`);
    expect(testOutput).not.toContain('bugsmith-sandbox');
    expect(timedOut).toBe(false);
    expect(interpreter).toMatch(/python/);
  });

  it('shows a test: source, first line, parameters, and its part of the output', async () => {
    const test = await look('test_total[0]');
    expect(test).toMatchObject({
      path: 'tests/test_prices.py',
      outcome: 'failed',
      startLine: 7,
      parameters: { discount: '0' },
      source: tests.slice(tests.indexOf('@pytest.mark'), tests.indexOf('\ndef test_yoda')),
    });
    expect(test.output).toContain('assert 4 == 3');
    expect(test.output).not.toContain('test_yoda');
  });

  it('shows a comparison with both sides', async () => {
    expect((await look('test_total[0]')).failure).toMatchObject({
      exceptionType: 'AssertionError',
      statement: 'assert total(prices, discount) == 3',
      expression: 'total(prices, discount) == 3',
      operator: '==',
      left: { source: 'total(prices, discount)', value: '4' },
      right: { source: '3', value: '3' },
      expected: { source: '3', value: '3' },
      actual: { source: 'total(prices, discount)', value: '4' },
      frames: [{ path: 'tests/test_prices.py', line: 10, isTest: true, function: 'test_total' }],
      repositoryFrame: undefined,
    });
  });

  it.each([
    ['test_yoda', '3', 'total([1, 2])'],
    ['test_named', 'expected', 'total([1, 2])'],
    ['TestCase::test_equal', '4', 'result'],
    ['test_helper', 'wanted', 'total(prices)'],
    ['test_unknown_sides', undefined, undefined],
  ])('tells what was expected only where the source does: %s', async (name, expected, actual) => {
    const { failure } = await look(name);
    expect(failure?.expected?.source).toBe(expected);
    expect(failure?.actual?.source).toBe(actual);
    expect(failure?.left?.value).toMatch(/^\d$/);
    expect(failure?.right?.value).toMatch(/^\d$/);
  });

  it('finds the comparison that failed among several', async () => {
    expect((await look('test_both')).failure).toMatchObject({
      operator: undefined,
      expression: 'total([]) == 1 and total([1, 2]) == 3',
    });
  });

  it('leaves out what an assertion without sides cannot have', async () => {
    expect((await look('test_truth')).failure).toMatchObject({
      expression: 'total([])',
      left: undefined,
      right: undefined,
      expected: undefined,
    });
  });

  it.each(['::test_raises', 'TestCase::test_raises'])(
    'sees an exception that was not raised: %s',
    async (name) => {
      const { failure } = await look(name);
      expect(failure?.expectedException).toBe('PriceError');
      expect(failure?.statement).toMatch(/^with .*raises/i);
    },
  );

  it('follows an exception to the innermost frame in the repository', async () => {
    const { failure } = await look('test_raised');
    expect(failure).toMatchObject({
      exceptionType: 'IndexError',
      message: 'list index out of range',
      expected: undefined,
      repositoryFrame: { path: 'shop/prices.py', function: 'first', line: 16, source: 'return items[99]' },
    });
    expect(failure?.frames.map(({ path }) => path)).toEqual(['tests/test_prices.py', 'shop/prices.py']);
    expect(failure?.expression).toBe('first(values)');
  });

  it('shows the helper an assertion stands in, and who called it', async () => {
    const { failure } = await look('test_helper');
    expect(failure?.frames.map((frame) => frame.function)).toEqual(['test_helper', 'check']);
    expect(failure?.statement).toBe('assert total(prices) == wanted');
  });

  it('tells a fixture that fails from a test that does', async () => {
    const { outcome, failure } = await look('test_fixture');
    expect(outcome).toBe('error');
    expect(failure).toMatchObject({ exceptionType: 'IndexError', statement: 'return first([])' });
  });

  it('says that a test passed', async () => {
    expect(await look('::test_none')).toMatchObject({ outcome: 'failed' });
    const clean = makeCase({
      files: { 'shop/__init__.py': '', 'tests/test_a.py': 'def test_a():\n    pass\n' },
      bug: { 'shop/__init__.py': 'x = 1\n' },
      failing: ['tests/test_a.py::test_a'],
    });
    const { tests: found } = await collectEvidence(clean.instance, {
      repository: clean.repository,
      runtime: runtime(),
    });
    expect(found).toMatchObject([{ outcome: 'passed', failure: undefined, output: '', scripts: [] }]);
  });
});

import { describe, expect, it } from 'vitest';
import { checkEnvironment, type EnvironmentCheck } from '../../src/environments/check-environment.ts';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { unittestParser } from '../../src/parsers/unittest/unittest-parser.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { LocalRuntime } from '../../src/runtimes/local/local-runtime.ts';
import { recordingRuntime } from '../../src/testing/recording-runtime.ts';
import { testVenv } from '../support/python.ts';

const shop = 'def price():\n    return 1\n';

async function check(
  files: Readonly<Record<string, string>>,
  options: Partial<Parameters<typeof checkEnvironment>[1]> & { readonly testCommand?: string } = {},
): Promise<EnvironmentCheck> {
  const testCommand = options.testCommand ?? 'python -m pytest';
  const environment = { install: [], testCommand };
  const repository = createMemoryRepository({ files: { 'shop/__init__.py': shop, ...files }, environment });
  const runtime = recordingRuntime(new LocalRuntime({ virtualEnvironment: testVenv }));
  try {
    const result = await checkEnvironment(repository, { runtime, ...options });
    expect(runtime.calls.filter(({ method }) => method === 'remove')).toHaveLength(1);
    return result;
  } finally {
    await runtime.dispose();
  }
}

/** A test file with so many tests that pass and fail. */
function writeTests(passing: number, failing: number, more = ''): Record<string, string> {
  const tests = [...Array(passing + failing).keys()].map(
    (index) => `def test_${index}():\n    assert shop.price() == ${index < passing ? 1 : 2}\n`,
  );
  return { 'tests/test_shop.py': ['import pytest\nimport shop\n', ...tests, more].join('\n') };
}

describe('checkEnvironment', () => {
  it('accepts an environment in which more than 80% of the tests pass', async () => {
    const more =
      '@pytest.mark.skip\ndef test_skipped():\n    pass\n\n' +
      '@pytest.mark.xfail\ndef test_expected():\n    assert False\n';
    const result = await check(writeTests(4, 1, more));
    expect(result).toMatchObject({
      accepted: true,
      status: 'accepted',
      total: 7,
      passed: 5,
      failed: 1,
      skipped: 1,
      share: 5 / 6,
      collectionErrors: [],
    });
    expect(result.importProblem).toBeUndefined();
    expect(result.durationMs).toBeGreaterThan(0);
    expect(result.outputTail).toContain('1 failed');
  });

  it('does not accept exactly 80%, nor less than the given share', async () => {
    expect(await check(writeTests(4, 1))).toMatchObject({
      accepted: false,
      status: 'too-few-passed',
      share: 0.8,
    });
    expect(await check(writeTests(4, 1), { threshold: 0.79 })).toMatchObject({ accepted: true, share: 0.8 });
  });

  it('counts each file that cannot be collected as one test', async () => {
    const result = await check({ ...writeTests(4, 0), 'tests/test_other.py': 'import missing_thing\n' });
    expect(result).toMatchObject({
      accepted: false,
      status: 'too-few-passed',
      total: 4,
      share: 0.8,
      collectionErrors: ['tests/test_other.py'],
    });
  });

  it('tells a project that cannot be imported from one whose tests fail', async () => {
    const files = { ...writeTests(5, 0), 'shop/__init__.py': 'print("hello")\nimport missing_thing\n' };
    expect(await check(files)).toMatchObject({
      accepted: false,
      status: 'broken-import',
      importProblem: { module: 'shop', message: "ModuleNotFoundError: No module named 'missing_thing'" },
    });
    expect(await check(writeTests(0, 5))).toMatchObject({ status: 'too-few-passed', failed: 5, share: 0 });
  });

  it('notices a module that ends the interpreter', async () => {
    const files = { ...writeTests(5, 0), 'shop/__init__.py': 'import os\nos._exit(9)\n' };
    const result = await check(files);
    expect(result).toMatchObject({
      accepted: false,
      importProblem: { module: 'shop', message: 'ended with exit code 9' },
    });
  });

  it('never accepts a suite that breaks off, does not end or has no tests', async () => {
    const dying = 'def test_last():\n    import os\n    os._exit(1)\n\ndef test_never():\n    pass\n';
    expect(await check(writeTests(20, 0, dying))).toMatchObject({ accepted: false, status: 'crashed' });
    const hanging = 'def test_hang():\n    import time\n    time.sleep(600)\n';
    const hung = await check(writeTests(20, 0, hanging), { timeoutMs: 4000 });
    expect(hung).toMatchObject({ accepted: false, status: 'timed-out' });
    expect(await check({})).toMatchObject({ accepted: false, status: 'no-tests', total: 0, share: 0 });
    const missing = await check(writeTests(1, 0), { testCommand: 'no-such-program' });
    expect(missing).toMatchObject({ accepted: false, status: 'no-tests' });
    expect(missing.outputTail).toContain('no-such-program');
  });

  it('reads the tests with the given parser', async () => {
    const tests = 'import unittest, shop\nclass T(unittest.TestCase):\n    def test_a(self): shop.price()\n';
    const files = { 'test.py': `${tests}unittest.main()\n` };
    const result = await check(files, { testCommand: 'python test.py --verbose', parser: unittestParser() });
    expect(result).toMatchObject({ accepted: true, total: 1 });
  });

  it.each([Number.NaN, -0.1, 80])('refuses the threshold %d', async (threshold) => {
    await expect(check({}, { threshold })).rejects.toThrow(InvalidArgumentError);
  });
});

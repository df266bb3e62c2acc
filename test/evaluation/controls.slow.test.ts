import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, type EvaluationResult, LocalRuntime, type Predictions, type TaskInstance } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../support/python.ts';
import { attack, files, fixedSource, instance, repository, rewriteAllReports } from './shop.ts';

let runtime: LocalRuntime;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-controls-'));
  runtime = new LocalRuntime({ virtualEnvironment: testVenv, baseDirectory: directory });
});
afterAll(async () => {
  await runtime.dispose();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

/** A project whose tests cannot all be made to fail, or be seen to. */
type Project = {
  readonly files: Readonly<Record<string, string>>;
  readonly testCommand?: string;
  /** Whether no test can be seen to fail. */
  readonly failingEndsAll?: boolean;
};

const importDouble = 'import shop.unused\nfrom shop.numbers import double, half\n';
const passing = 'def test_half(): assert half(4) == 2\n';

const rebound: Project = {
  files: {
    'tests/test_a.py':
      `${importDouble}def test_double(): assert double(1) == 3\n` +
      `from better_tests import test_double\n${passing}`,
    'tests/better_tests.py': `${importDouble}def test_double(): assert double(1) == 2\n`,
  },
};

const projects: Readonly<Record<string, Project>> = {
  'another test takes the place of one that was made to fail': rebound,
  'a decorator swallows what a test raises': {
    files: {
      'tests/test_a.py':
        `import functools\n${importDouble}` +
        'def retried(test):\n    @functools.wraps(test)\n    def run():\n' +
        '        try: test()\n        except AssertionError: assert double(1) == 2\n    return run\n\n' +
        `@retried\ndef test_double():\n    assert double(1) == 2\n\n${passing}`,
    },
  },
  'tests are skipped once one has failed': {
    files: {
      'tests/conftest.py':
        'import pytest\nfailed = []\ndef pytest_runtest_logreport(report):\n' +
        '    if report.failed: failed.append(report)\n' +
        'def pytest_runtest_setup(item):\n    if failed: pytest.skip("after a failure")\n',
      'tests/test_a.py': `${importDouble}def test_double(): assert double(1) == 2\n${passing}`,
    },
  },
  'only files that are known are not skipped': {
    files: {
      'tests/conftest.py':
        'import pytest\ndef pytest_collection_modifyitems(items):\n    for item in items:\n' +
        '        if "test_a.py" not in item.nodeid: item.add_marker(pytest.mark.skip)\n',
      'tests/test_a.py': `${importDouble}def test_double(): assert double(1) == 2\n${passing}`,
    },
  },
  'a file runs its tests on import, and is the only one collected': {
    files: {
      'tests/test_a.py': `${importDouble}def test_double(): assert double(1) == 2\n${passing}test_half()\n`,
    },
    testCommand: 'python -m pytest tests/test_a.py',
    failingEndsAll: true,
  },
  'a failure ends the session': {
    files: {
      'tests/conftest.py':
        'import os\ndef pytest_runtest_logreport(report):\n    if report.failed: os._exit(3)\n',
      'tests/test_a.py': `${importDouble}def test_double(): assert double(1) == 2\n${passing}`,
    },
    failingEndsAll: true,
  },
};

async function run(predictions: Predictions, project: Project): Promise<EvaluationResult | undefined> {
  const kept = Object.entries(files).filter(([path]) => !/^(?:tests|checks)\//.test(path));
  const subject: TaskInstance = {
    ...instance,
    FAIL_TO_PASS: ['tests/test_a.py::test_double'],
    PASS_TO_PASS: ['tests/test_a.py::test_half'],
  };
  const repositories = createMemoryRepository({
    files: { ...Object.fromEntries(kept), ...project.files },
    environment: { install: [], testCommand: project.testCommand ?? 'python -m pytest' },
    mirrorName: repository.mirrorName,
  });
  const options = { instances: [subject], repositories, runtime, timeoutMs: 60_000 };
  const [result] = await Array.fromAsync(evaluate(predictions, options));
  return result;
}

describe('control tests', () => {
  it.each(Object.entries(projects))('hold nothing against a prediction where %s', async (_, project) => {
    expect(await run('gold', project)).toMatchObject({ status: 'resolved' });
  });

  it.each(Object.entries(projects).filter(([, { failingEndsAll }]) => failingEndsAll !== true))(
    'show forged results where %s',
    async (_, project) => {
      expect(await run([attack(rewriteAllReports)], project)).toMatchObject({ status: 'tampered' });
    },
  );

  it('do not accuse who ends the interpreter of forgery', async () => {
    const code = `
import os
import _pytest.reports as reports
original = reports.TestReport.from_item_and_call.__func__
def watched(cls, item, call):
    report = original(cls, item, call)
    return os._exit(0) if report.failed else report
reports.TestReport.from_item_and_call = classmethod(watched)
`;
    const ends = attack(code, { 'shop/numbers.py': fixedSource });
    expect(await run([ends], rebound)).toMatchObject({
      status: 'unresolved',
      problem: expect.stringContaining('that must fail proves nothing') as string,
    });
  });
});

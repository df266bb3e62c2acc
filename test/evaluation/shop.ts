import {
  createPatch,
  type EvaluationResult,
  type Prediction,
  type Repository,
  type TaskInstance,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

const source = `def double(x):
    return x * 2


def half(x):
    return x / 2


def total(values):
    result = 0
    for value in values:
        result += value
    return result
`;

/** The files of a small project whose tests are pytest's and unittest's. */
export const files: Readonly<Record<string, string>> = {
  'shop/__init__.py': '',
  'shop/numbers.py': source,
  'shop/unused.py': 'LIMIT = 1\n',
  'tests/conftest.py': '',
  // Beside the code that it tests, in no package.
  'checks/test_nothing.py': 'def test_nothing():\n    pass\n',
  'tests/test_double.py':
    'import pytest\nimport shop.unused\nfrom shop.numbers import double\n\n\n' +
    '@pytest.mark.parametrize("x", [1, 2], ids=["one", "a [b] c"])\ndef test_double(x):\n    assert double(x) == 2 * x\n\n\n' +
    'def test_zero():\n    assert double(0) == 0\n',
  'tests/test_total.py':
    'import unittest\n\nfrom shop import numbers, unused\n\n\nclass TestTotal(unittest.TestCase):\n' +
    '    def test_total(self):\n        self.assertEqual(numbers.total([1, 2]), 3)\n\n' +
    '    def test_none(self): self.assertEqual(numbers.total([]), 0)\n',
  'tests/test_half.py': 'from shop.numbers import half\n\n\ndef test_half():\n    assert half(4) == 2\n',
  'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
};

export const repository: Repository = createMemoryRepository({
  files,
  environment: { install: [], testCommand: 'python -m pytest' },
});

export const tests: Readonly<Record<'one' | 'two' | 'zero' | 'total' | 'none' | 'half', string>> = {
  one: 'tests/test_double.py::test_double[one]',
  two: 'tests/test_double.py::test_double[a [b] c]',
  zero: 'tests/test_double.py::test_zero',
  total: 'tests/test_total.py::TestTotal::test_total',
  none: 'tests/test_total.py::TestTotal::test_none',
  half: 'tests/test_half.py::test_half',
};

/** A patch that turns files of the project, as `before` has them where that says so, into others. */
export function patchOf(
  changes: Readonly<Record<string, string | null>>,
  before: Readonly<Record<string, string>> = files,
): string {
  return createPatch(
    Object.entries(changes).map(([path, after]) => ({ path, before: before[path] ?? null, after })),
  );
}

export const buggySource: string = source
  .replace('x * 2', 'x * 3')
  .replace('result += value', 'result -= value');

/** The files with the bug of `instance`. */
export const buggyFiles: Readonly<Record<string, string>> = { ...files, 'shop/numbers.py': buggySource };

export const instance: TaskInstance = {
  instance_id: `${repository.mirrorName}.func_pm_op_swap__x1y2z3a4`,
  repo: `swesmith/${repository.mirrorName}`,
  patch: patchOf({ 'shop/numbers.py': buggySource }),
  FAIL_TO_PASS: [tests.one, tests.two, tests.total],
  PASS_TO_PASS: [tests.zero, tests.none, tests.half],
};

export const fixedSource: string = source;

/** A prediction that turns the files with the bug into others. */
export function predict(
  changes: Readonly<Record<string, string | null>>,
  before: Readonly<Record<string, string>> = buggyFiles,
): Prediction {
  return predictPatch(patchOf(changes, before));
}

export function predictPatch(model_patch: string | null): Prediction {
  return { instance_id: instance.instance_id, model_name_or_path: 'agent', model_patch };
}

/** A prediction that leaves the bug and has a module that the tests import do something. */
export function attack(code: string, changes: Readonly<Record<string, string | null>> = {}): Prediction {
  return predict({ 'shop/unused.py': `LIMIT = 1\n${code}\n`, ...changes });
}

/** Code that makes every report of a test a pass. */
export const rewriteAllReports = `
import _pytest.reports as reports
original = reports.TestReport.from_item_and_call.__func__
def forged(cls, item, call):
    report = original(cls, item, call)
    report.outcome, report.longrepr = "passed", None
    return report
reports.TestReport.from_item_and_call = classmethod(forged)
`;

/** A result without what differs from run to run. */
export function summarize(result: EvaluationResult): Record<string, unknown> {
  const { prediction: _, ...rest } = result;
  return Object.fromEntries(
    Object.entries(rest).filter(([field]) => field !== 'durationMs' && field !== 'testOutput'),
  );
}

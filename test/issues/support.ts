import {
  createPatch,
  type IssueEvidence,
  type IssueResult,
  type Repository,
  type TaskInstance,
  type TestEvidence,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

export const fixed = `"""What is left of a price."""


class Till:
    def __init__(self, rate):
        self.rate = rate

    def discount(self, total):
        if total > 100:
            return total * (1 - self.rate)
        return total


def round_up(total):
    return -(-total // 1)
`;

/** Two changes, one in a method and one in a function. */
const buggy: string = fixed.replace('1 - self.rate', '1 + self.rate').replace('-(-total', '-(total');

export const repository: Repository = createMemoryRepository({
  files: { 'shop/till.py': fixed, 'tests/test_till.py': 'def test_discount():\n    assert True\n' },
  mirrorName: 'owner__shop.1a2b3c4d',
});

export function instanceOf(facts: Partial<TaskInstance> = {}): TaskInstance {
  return {
    instance_id: 'owner__shop.1a2b3c4d.func_pm_op_change__x1y2z3a4',
    repo: 'swesmith/owner__shop.1a2b3c4d',
    patch: createPatch([{ path: 'shop/till.py', before: fixed, after: buggy }]),
    FAIL_TO_PASS: ['tests/test_till.py::test_discount', 'tests/test_till.py::test_round_up'],
    PASS_TO_PASS: ['tests/test_till.py::test_other'],
    ...facts,
  };
}

/** Several instances that differ in their ids. */
export function instancesOf(count: number): TaskInstance[] {
  return Array.from({ length: count }, (_, index) =>
    instanceOf({ instance_id: `owner__shop.1a2b3c4d.func_pm_op_change__${String(index).padStart(8, '0')}` }),
  );
}

export function testEvidence(facts: Partial<TestEvidence> = {}): TestEvidence {
  return {
    test: 'tests/test_till.py::test_discount',
    path: 'tests/test_till.py',
    source: 'def test_discount():\n    assert Till(0.5).discount(200) == 100\n',
    startLine: 5,
    parameters: {},
    outcome: 'failed',
    output:
      '    def test_discount():\n>       assert Till(0.5).discount(200) == 100\nE       assert 300.0 == 100\n',
    failure: undefined,
    scripts: [],
    ...facts,
  };
}

/** What a run of tests showed. */
export function evidenceOf(tests: readonly TestEvidence[], testOutput = ''): IssueEvidence {
  return { testOutput, tests, timedOut: false, interpreter: undefined };
}

export async function collect(results: AsyncIterable<IssueResult>): Promise<IssueResult[]> {
  return Array.fromAsync(results);
}

/** The text of each result, or why there is none. */
export function texts(results: readonly IssueResult[]): string[] {
  return results.map((result) => {
    if (result.status === 'errored') return `errored: ${String(result.error)}`;
    return 'text' in result ? result.text : result.reason;
  });
}

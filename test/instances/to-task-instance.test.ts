import { describe, expect, it } from 'vitest';

import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { toTaskInstance } from '../../src/instances/to-task-instance.ts';
import type { ValidationResult } from '../../src/validation/validation-result.ts';
import { candidate, fakeRepository, now, patch, validResult } from './support.ts';

const repository = fakeRepository();

describe('toTaskInstance', () => {
  it('gives the row in the recommended order', () => {
    const instance = toTaskInstance(validResult(), { repository, now });
    expect(Object.entries(instance)).toEqual([
      ['instance_id', 'Owner__py.name.1a2b3c4d.func_pm_op_change__x1y2z3a4'],
      ['repo', 'swesmith/Owner__py.name.1a2b3c4d'],
      ['patch', patch],
      ['FAIL_TO_PASS', ['tests/test_util.py::test_add']],
      ['PASS_TO_PASS', ['tests/test_util.py::test_other']],
      ['created_at', '2025-03-21T08:23:31.007000'],
      ['image_name', 'swesmith.x86_64.owner__py.name.1a2b3c4d'],
      ['base_commit', '1a2b3c4d'.repeat(5)],
    ]);
  });

  it("takes the environment's image", () => {
    const environment = { install: [], testCommand: 'pytest', image: 'registry/image:1' };
    const instance = toTaskInstance(validResult(), { repository: fakeRepository({ environment }), now });
    expect(instance.image_name).toBe('registry/image:1');
  });

  it('reads the clock itself when none is given', () => {
    const before = new Date().toISOString().slice(0, -1);
    const { created_at: createdAt = '' } = toTaskInstance(validResult(), { repository });
    expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000$/);
    expect(createdAt >= before).toBe(true);
  });

  it('does not share its lists with the result', () => {
    const result = validResult();
    expect(toTaskInstance(result, { repository, now }).FAIL_TO_PASS).not.toBe(result.failToPass);
  });

  const error = new Error('no');
  it.each<ValidationResult>([
    { ...validResult(), status: 'no-test-broken' },
    { ...validResult(), status: 'no-test-kept' },
    { status: 'timed-out', candidate: candidate(), timeoutMs: 1, durationMs: 1, testOutput: '' },
    { status: 'patch-failed', candidate: candidate(), error },
    { status: 'errored', candidate: candidate(), error },
  ])('refuses a result that is $status', (result) => {
    expect(() => toTaskInstance(result, { repository, now })).toThrow(InvalidArgumentError);
  });

  it('refuses a clock that gives no time', () => {
    expect(() => toTaskInstance(validResult(), { repository, now: () => new Date(Number.NaN) })).toThrow(
      InvalidArgumentError,
    );
  });
});

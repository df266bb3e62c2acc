import { describe, expect, it } from 'vitest';

import { expectRewrites, rewrite } from '../../support/modifications.ts';

const onExpression = async (name: string, before: string, ...after: string[]): Promise<void> =>
  expectRewrites(
    name,
    `return ${before}`,
    after.map((text) => `return ${text}`),
  );

describe('func_pm_op_change', () => {
  it.each([
    ['a + b', ['a - b']],
    ['a*b', ['a+b', 'a/b']],
    ['a ** -b', ['a * -b']],
    ['a << b', ['a >> b']],
    ['a and b', ['a or b']],
    ['a < b', ['a <= b', 'a > b']],
    ['a in b', ['a not in b']],
    ['a  not  in  b', ['a  in  b']],
    ['a is not b', ['a is b']],
    ['(a)in(b)', ['(a) not in (b)']],
    ['a @ b', ['a * b']],
    ['a and b == c', ['a or b == c', 'a and b != c']],
  ])('turns %s into %j', async (before, after) => {
    await onExpression('op_change', before, ...after);
  });

  it('adds parentheses where the new operator binds less tightly', async () => {
    await onExpression('op_change', 'a * b // c', 'a * b % c', 'a * b / c', '(a + b) // c', 'a / b // c');
    await onExpression('op_change', 'a & b | c', 'a | b | c', 'a ^ b | c', 'a & b & c', 'a & b ^ c');
  });

  it('leaves chained comparisons and type annotations alone', async () => {
    await onExpression('op_change', 'a < b < c');
    expect(await rewrite('op_change', 'def f(a: int | str = 1 - 2) -> int | None:\n    return a\n')).toEqual([
      'def f(a: int | str = 1 + 2) -> int | None:\n    return a\n',
    ]);
  });
});

describe('func_pm_op_swap', () => {
  it.each([
    ['a - b', ['b - a']],
    ['a - b - c', ['c - (a - b)', 'b - a - c']],
    ['a ** b ** c', ['(b ** c) ** a', 'a ** c ** b']],
    ['a ** -b', ['(-b) ** a']],
    ['a < b', ['b < a']],
    ['a in(b)', ['(b) in a']],
    ['not a or b', ['b or not a']],
    ['(a if b else c) + 1', ['1 + (a if b else c)']],
    ['a == (b == c)', ['(b == c) == a', 'a == (c == b)']],
    ['a + a', []],
    ['a + (a)', []],
  ])('turns %s into %j', async (before, after) => {
    await onExpression('op_swap', before, ...after);
  });

  it('keeps comments and line breaks inside the expression', async () => {
    await onExpression('op_swap', '(a  # first\n    - b)', '(b  # first\n    - a)');
  });
});

describe('func_pm_op_break_chains', () => {
  it.each([
    ['a + b - c', ['a + b', 'c', 'a - c', 'b - c']],
    ['a * (b + c)', ['a', '(b + c)', 'a * (b)', 'a * (c)']],
    ['a and b and c', ['a and b', 'c', 'a and c', 'b and c']],
    ['a < b < c', ['a < b', 'b < c']],
    ['a + b', []],
    ['a + b < c', []],
  ])('turns %s into %j', async (before, after) => {
    await onExpression('op_break_chains', before, ...after);
  });
});

describe('func_pm_op_change_const', () => {
  it.each([
    ['a + 1', ['a + 2', 'a + 0']],
    ['a + 0', ['a + 1', 'a + -1']],
    ['a + 0xFF', ['a + 0x100', 'a + 0xfe']],
    ['a + 0b1', ['a + 0b10', 'a + 0b0']],
    ['a + 1_000', ['a + 1001', 'a + 999']],
    ['a + 0.1', ['a + 1.1', 'a + -0.9']],
    ['a + 2.', ['a + 3.0', 'a + 1.0']],
    ['a + 1e3', ['a + 1001.0', 'a + 999.0']],
    ['a + 1e300', []],
    ['a + 3j', []],
    ['a + 10000000000000000000000', ['a + 10000000000000000000001', 'a + 9999999999999999999999']],
  ])('turns %s into %j', async (before, after) => {
    await onExpression('op_change_const', before, ...after);
  });
});

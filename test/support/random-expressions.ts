import fc from 'fast-check';

/** A Python expression, and how tightly it binds; greater binds tighter. */
export type Expression = { readonly text: string; readonly precedence: number };

const atom = 20;
const names = fc.constantFrom('a', 'b', 'self', 'naïve', 'self.m', 'cls.n', 'items');
const numbers = fc.constantFrom('0', '1', '2', '0x1F', '0b1', '1_000', '1.5', '.5', '2.', '1e3', '3j');
const strings = fc.constantFrom(
  `'text'`,
  `"it's"`,
  `b'\\x00'`,
  `r'\\d'`,
  `f'{a + 1:>{b * 2}}'`,
  `f"{a or 'x'!r} {{}}"`,
  `'one' "two"`,
  `"""\n  lines\n1 + 1\n"""`,
);

/** Operators of two operands with how tightly they bind. */
const operators: readonly (readonly [operator: string, precedence: number])[] = [
  ['or', 1],
  ['and', 2],
  ...['in', 'not in', 'is', 'is not', '<', '<=', '==', '!='].map((operator) => [operator, 4] as const),
  ['|', 5],
  ['^', 6],
  ['&', 7],
  ['<<', 8],
  ['>>', 8],
  ...['+', '-'].map((operator) => [operator, 9] as const),
  ...['*', '/', '//', '%', '@'].map((operator) => [operator, 10] as const),
  ['**', 12],
];

/** Joins texts that would become one word with a space, others with `gap`. */
export function join(gap: string, ...parts: readonly string[]): string {
  return parts.reduce((text, part) =>
    gap === '' && /[\p{L}\p{N}_'"]$/u.test(text) && /^[\p{L}\p{N}_'".]/u.test(part)
      ? `${text} ${part}`
      : text + gap + part,
  );
}

function within(least: number, { text, precedence }: Expression): string {
  return precedence < least ? `(${text})` : text;
}

const { expression } = fc.letrec<{ expression: Expression; leaf: Expression }>((tie) => {
  const operand = tie('expression');
  const gap = fc.constantFrom(' ', ' ', '', '  ');
  const inParentheses = fc
    .tuple(operand, fc.constantFrom('', ' ', '\n', '  # why\n      ', ' \\\n '))
    .map(([{ text }, space]) => ({
      text: `(${space}${text}${space.startsWith('  #') ? '' : space})`,
      precedence: atom,
    }));
  const binary = fc
    .tuple(operand, fc.constantFrom(...operators), operand, gap)
    .map(([left, [operator, precedence], right, space]) => {
      const isPower = operator === '**';
      const isComparison = precedence === 4;
      const first = within(isPower || isComparison ? precedence + 1 : precedence, left);
      const second = within(isPower ? precedence - 1 : precedence + 1, right);
      return { text: join(space, first, operator, second), precedence };
    });
  const chain = fc.tuple(operand, operand, operand).map(([one, two, three]) => ({
    text: `${within(5, one)} < ${within(5, two)} is not ${within(5, three)}`,
    precedence: 4,
  }));
  const unary = fc.tuple(fc.constantFrom('-', '~', 'not'), operand, gap).map(([operator, inner, space]) => {
    const precedence = operator === 'not' ? 3 : 11;
    return { text: join(space, operator, within(precedence, inner)), precedence };
  });
  const other = fc.tuple(operand, operand, fc.integer({ min: 0, max: 7 })).map(([one, two, form]) => ({
    text:
      [
        `f(${one.text}, key=${two.text})`,
        `items[${one.text}:${two.text}]`,
        `[${one.text}, ${two.text},]`,
        `{${one.text}: ${two.text}}`,
        `(${within(1, one)} if ${within(1, two)} else b)`,
        `(lambda x, y=${one.text}: ${within(1, two)})`,
        `[${one.text} for a in ${within(1, two)} if a > 1]`,
        `self.m(${one.text})[${two.text}].n`,
      ][form] ?? '',
    precedence: atom,
  }));
  const leaf = fc.oneof(
    { weight: 4, arbitrary: names },
    { weight: 3, arbitrary: numbers },
    { weight: 1, arbitrary: strings },
  );
  return {
    leaf: leaf.map((text) => ({ text, precedence: atom })),
    expression: fc.oneof(
      { depthSize: 'small', maxDepth: 2, withCrossShrink: true },
      tie('leaf'),
      { weight: 4, arbitrary: binary },
      inParentheses,
      chain,
      unary,
      other,
    ),
  };
});

/** Expressions with operators of all sorts, needless parentheses and little white space. */
export const expressions: fc.Arbitrary<Expression> = expression;

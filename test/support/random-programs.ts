import fc from 'fast-check';

import { expressions, join } from './random-expressions.ts';

/** A statement whose first line has no indentation; lines inside strings begin with what they have. */
type Statement = { readonly lines: readonly string[]; readonly isCompound: boolean };

const simple = fc
  .tuple(expressions, expressions, fc.integer({ min: 0, max: 13 }))
  .map(([one, two, form]): Statement => {
    const texts = [
      `a = ${one.text}`,
      `a, (self.m, *b) = ${one.text}, ${two.text}`,
      `b += ${one.text}`,
      `naïve: int | str = ${one.text}`,
      `self.m = b = ${one.text}`,
      join('', 'return', one.text),
      `return ${one.text}, ${two.text}`,
      `self.m(${one.text})`,
      join('', 'assert', one.text) + `, ${two.text}`,
      join('', 'raise', one.text) + join('', ' from', two.text),
      'pass',
      'del self.m, a[0]',
      'self.m()',
      `items[${one.text}] = ${two.text}`,
    ];
    return { lines: [texts[form] ?? 'pass'], isCompound: false };
  });

const indentations = fc.constantFrom('    ', '  ', ' ', '\t', '        ');
const comments = fc.constantFrom('', '', '', '', '  # note', '# text');
const strayLines = fc.constantFrom<readonly string[]>(
  [],
  [],
  [],
  [''],
  ['# note'],
  ['   '],
  ['# a \\'],
  ['\f'],
);

/** The lines of a clause: its header with a block below it, or behind its colon. */
function clause(
  header: string,
  statements: readonly Statement[],
  layout: {
    readonly indentation: string;
    readonly comment: string;
    readonly stray: readonly string[];
    readonly isInline: boolean;
  },
): string[] {
  const { indentation, comment, stray, isInline } = layout;
  if (isInline && statements.every(({ isCompound }) => !isCompound)) {
    return [`${header}: ${statements.flatMap(({ lines }) => lines).join('; ')}${comment}`];
  }
  const body = statements.flatMap(({ lines }) => lines.map((line) => indentation + line));
  return [`${header}:${comment}`, ...stray, ...body];
}

const { block } = fc.letrec<{ block: readonly Statement[]; compound: Statement; statement: Statement }>(
  (tie) => {
    const layout = fc.record({
      indentation: indentations,
      comment: comments,
      stray: strayLines,
      isInline: fc.boolean(),
    });
    const body = tie('block');
    const compound = fc
      .tuple(expressions, body, body, body, layout, fc.integer({ min: 0, max: 13 }))
      .map(([{ text }, one, two, three, style, form]): Statement => {
        const part = (header: string, statements: readonly Statement[]): string[] =>
          clause(header, statements, style);
        const forms: (() => string[])[] = [
          () => part(`if ${text}`, one),
          () => [...part(join('', 'if', text), one), ...part('else', two)],
          () => [...part(`if ${text}`, one), ...part('elif b', two), ...part('else', three)],
          () => part(`for a, self.m in ${text}`, one),
          () => [...part(`while ${text}`, one), ...part('else', two)],
          () => [...part('try', one), ...part('except (A, B) as e', two), ...part('else', three)],
          () => [...part('try', one), ...part('finally', two)],
          () => part(`with a as b, (${text}) as self.m`, one),
          () => part(`with (a as b, ${text}\n)`, one),
          () => ['@a', ...part(`def g(b, c=${text})`, one)],
          () => part('class C(A, B)', [...one, ...two]),
          () => {
            const methods = [
              ...part('def m(self)', one),
              '@b',
              ...part('def n(self)', two),
              ...part('def m()', three),
            ];
            return ['class D(object):', ...methods.map((line) => style.indentation + line)];
          },
          () => {
            const body = one.flatMap(({ lines }) => lines);
            return ['async def m(self):', ...['a = 0', ...body].map((line) => style.indentation + line)];
          },
          () => {
            const cases = [...part(`case [1, {'b': -1}] if ${text}`, one), ...part('case _', two)];
            return ['match a:', ...cases.map((line) => style.indentation + line)];
          },
        ];
        return { lines: forms[form]?.() ?? [], isCompound: true };
      });
    const joined = fc
      .tuple(fc.array(simple, { minLength: 2, maxLength: 3 }), fc.constantFrom('; ', ';', '; \\\n'))
      .map(([statements, separator]): Statement => {
        return { lines: [statements.flatMap(({ lines }) => lines).join(separator)], isCompound: true };
      });
    return {
      compound,
      statement: fc.oneof(
        { depthSize: 'small', maxDepth: 2, withCrossShrink: true },
        { weight: 3, arbitrary: simple },
        { weight: 3, arbitrary: compound },
        joined,
      ),
      block: fc
        .array(fc.tuple(tie('statement'), strayLines, comments), { minLength: 1, maxLength: 3 })
        .map((entries) =>
          entries.map(([{ lines, isCompound }, stray, comment]): Statement => {
            const hasComment = !isCompound && comment !== '';
            // With a comment behind it, a statement cannot be joined to the next by a semicolon.
            if (hasComment) return { lines: [...stray, `${lines.join('\n')}${comment}`], isCompound: true };
            return { lines: [...stray, ...lines], isCompound: isCompound || stray.length > 0 };
          }),
        ),
    };
  },
);

/** Small Python programs of one function or class, laid out in all the ways Python takes. */
export const pythonPrograms: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('def f(self, a, b=1 + 2)', 'async def f(self)', 'class A(B, C)'),
    block,
    indentations,
    fc.constantFrom('\n', '\n', '\r\n'),
    fc.boolean(),
  )
  .map(([header, statements, indentation, newline, endsWithNewline]) => {
    const lines = statements.flatMap((statement) => statement.lines.map((line) => indentation + line));
    const text = [`${header}:`, ...lines].join('\n') + (endsWithNewline ? '\n' : '');
    return text.replaceAll('\n', newline);
  });

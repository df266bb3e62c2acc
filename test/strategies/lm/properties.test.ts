import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LmModifier, type LmPromptFacts, type LmRefusal, type Repository } from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';

import { applyToBytes } from '../../support/candidates.ts';
import { PythonChecker } from '../../support/python-checker.ts';
import { pythonPrograms } from '../../support/random-programs.ts';
import { applied, block, collect, one } from './support.ts';

const checker = new PythonChecker({ compiles: true });
afterAll(() => checker[Symbol.asyncDispose]());

/** What the first entity of a name comes to with a reply, and what prompts are told of it. */
async function modify(repository: Repository, name: string, reply: string) {
  const refusals: LmRefusal[] = [];
  const facts: LmPromptFacts[] = [];
  const modifier = new LmModifier({
    provider: scriptedProvider(() => reply),
    mode: 'modify',
    repairTurns: 0,
    score: (entity) => (entity.name === name ? -entity.startLine : undefined),
    maxEntities: 1,
    prompt: (told) => {
      facts.push(told);
      return [{ role: 'user', content: '?' }];
    },
    onRefused: (refusal) => refusals.push(refusal),
  });
  const [candidate] = await collect(modifier.generate(repository));
  return { candidate, refusal: refusals[0], code: facts[0]?.code ?? '' };
}

describe('a program made at random', () => {
  const places = fc.record({
    unit: fc.constantFrom('    ', '  ', '\t', '   '),
    isNested: fc.boolean(),
    isCrlf: fc.boolean(),
  });

  it('means what it meant in whatever place it is put, if Python compiles it', async () => {
    const seen = { candidates: 0, refusals: 0 };
    await fc.assert(
      fc.asyncProperty(pythonPrograms, places, async (program, { unit, isNested, isCrlf }) => {
        const header = /^.*\)/.exec(program)?.[0] ?? '';
        const lines = isNested
          ? [`class Outer:`, `${unit}${header}:`, `${unit}${unit}zzz = 1`, `${unit}last = 2`]
          : [`${header}:`, `${unit}zzz = 1`, 'last = 2'];
        const newline = isCrlf ? '\r\n' : '\n';
        const source = lines.map((line) => line + newline).join('');
        const name = header.startsWith('class') ? 'A' : 'f';
        const { candidate, refusal } = await modify(one(source), name, block(program));
        const content = new TextEncoder().encode(program);
        if (candidate === undefined) {
          seen.refusals += 1;
          const { original } = await checker.check(content, []);
          expect(refusal?.reason).toBe('syntax-error');
          expect(original.compileError).not.toBe(null);
          return;
        }
        seen.candidates += 1;
        const after = applyToBytes(candidate, new TextEncoder().encode(source));
        const { code } = await modify(one(after), name, '');
        // What is a class of nothing now is not asked for.
        fc.pre(code !== '');
        const { original, changed } = await checker.check(content, [new TextEncoder().encode(code)]);
        expect(original.compileError).toBe(null);
        expect(changed).toEqual([{ parseError: null, compileError: null, isDifferent: false }]);
        const placed = new TextDecoder().decode(after);
        expect(placed.endsWith(`${lines.at(-1) ?? ''}${newline}`)).toBe(true);
        expect(/(?<!\r)\n/.test(placed)).toBe(!isCrlf);
      }),
      { numRuns: 120, seed: 24 },
    );
    expect(Math.min(seen.candidates, seen.refusals)).toBeGreaterThan(12);
  });
});

describe('code that is full of fences', () => {
  const textLines = fc.constantFrom(
    '```',
    '```python',
    '    ```',
    '~~~',
    '~~~~',
    '````',
    'text',
    '  ``` x',
    '',
    '# ```',
  );
  const prose = fc
    .array(
      fc.constantFrom(
        'Here you are.',
        'It uses `f` now:',
        "That's it.",
        '',
        '- a point',
        '> a quote',
        'def is a word',
      ),
    )
    .map((lines) => lines.join('\n'));

  it('is found whole, whatever is around it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(textLines, { maxLength: 8 }),
        fc.constantFrom('```', '````', '~~~', '``````'),
        fc.constantFrom('', 'python', 'py', ' python title="a.py"'),
        prose,
        prose,
        fc.boolean(),
        async (inside, fence, language, before, after, hasOther) => {
          const code = `def f():\n    # ${inside[0] ?? ''}\n    return """\n${inside.join('\n')}\n""" + "x"  \n`;
          const source = `def f():\n    # ${inside[0] ?? ''}\n    return 1\n`;
          const other = hasOther ? '```sh\npip install f\n```\n' : '';
          const reply = `${before}\n${other}\n${fence}${language}\n${code}${fence}\n${after}`;
          const { candidate } = await modify(one(source), 'f', reply);
          expect(applied(candidate, source)).toBe(code.replace('"x"  ', '"x"'));
        },
      ),
      { numRuns: 150, seed: 24 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { extractEntities, LmModifier, type LmPromptFacts, type LmRefusal, type Repository } from 'bugsmith';
import { createMemoryRepository, scriptedProvider } from 'bugsmith/testing';

import { applyToBytes, linesOutsideEntity } from '../../support/candidates.ts';
import { nastySources } from '../../support/nasty-sources.ts';
import { PythonChecker } from '../../support/python-checker.ts';
import { block, collect, discount, rewrite } from './support.ts';

/** Reformats code as a model might, and breaks it: a statement is put behind the last line of a function. */
function breakEnd(code: string, unit: string): string {
  const lines = code.trimEnd().split('\n');
  const header = lines.findIndex((line) => /^\s*(?:async )?(?:def|class) .*:/.test(line));
  const margin = /^\s*/.exec(lines[header] ?? '')?.[0] ?? '';
  return [
    ...lines.slice(0, header + 1).map((line) => line.replace(/:[^:]*$/, ':')),
    `${margin}${unit}del broken, [`,
    `${margin}${unit}${unit}here,`,
    `${margin}${unit}]`,
  ].join('\n');
}

async function modify(repository: Repository, reply: (facts: LmPromptFacts) => string) {
  const refusals: LmRefusal[] = [];
  const replies = new Map<string, string>();
  const modifier = new LmModifier({
    provider: scriptedProvider(({ messages }) => replies.get(messages[0]?.content ?? '') ?? ''),
    mode: 'modify',
    repairTurns: 0,
    prompt: (facts) => {
      const content = `${facts.entity.path}:${facts.entity.startLine}:${facts.entity.qualifiedName}`;
      replies.set(content, reply(facts));
      return [{ role: 'user', content }];
    },
    onRefused: (refusal) => refusals.push(refusal),
  });
  return { candidates: await collect(modifier.generate(repository)), refusals };
}

describe('files that are hard to change', () => {
  const repository = createMemoryRepository({ files: nastySources });

  it.each(['    ', '  ', '\t'])('are valid after bodies that are indented by %j', async (unit) => {
    const { candidates, refusals } = await modify(repository, ({ code }) => block(breakEnd(code, unit)));
    const functions = (await extractEntities(repository)).filter(({ kind }) => kind !== 'class');
    // Inline bodies and headers of several lines are beyond `breakEnd`.
    expect(candidates.length).toBeGreaterThan(functions.length / 2);
    expect(
      refusals.filter(({ reason }) => reason !== 'syntax-error' && reason !== 'changed-signature'),
    ).toEqual([]);
    await using python = new PythonChecker();
    for (const [path, before] of Object.entries(nastySources)) {
      const of = candidates.filter(({ entity }) => entity?.path === path);
      const { original, changed } = await python.check(
        before,
        of.map((candidate) => applyToBytes(candidate, before)),
      );
      // The newest syntax is not that of every Python.
      if (original.parseError !== null) continue;
      expect(changed.filter(({ parseError, isDifferent }) => parseError !== null || !isDifferent)).toEqual(
        [],
      );
    }
    expect(candidates.flatMap(linesOutsideEntity)).toEqual([]);
  });

  it('differ in nothing but what a model changed', async () => {
    // Models leave out white space at the ends of lines, and comments they were not told to leave are theirs alone.
    const { candidates } = await modify(repository, ({ code }) =>
      block(
        code
          .replace(/(?<=def \w+\([^()]*\):)(?=\s*\n)/, '\n    # BUG: below')
          .replaceAll(/[ \t]+$/gm, '')
          .replace(/\breturn (?=self\.total|total\b)/, 'return not '),
      ),
    );
    expect(candidates).toHaveLength(20);
    for (const { patch } of candidates) {
      expect(patch).not.toContain('BUG');
      const changed = patch.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line));
      expect(changed).toHaveLength(2);
      expect(changed[1]?.slice(1)).toBe(changed[0]?.slice(1).replace('return ', 'return not '));
    }
  });

  it('hold only characters of their encoding', async () => {
    const { refusals, candidates } = await modify(repository, ({ code }) =>
      block(code.replace('return total\n', 'return "☃"\n')),
    );
    const encoded = /latin-1|cp1252|euc-jp|shift-jis/;
    const paths = (
      items: readonly { readonly entity?: { readonly path: string } | undefined }[],
    ): string[] => [...new Set(items.map(({ entity }) => entity?.path ?? ''))];
    expect(paths(refusals.filter(({ reason }) => reason === 'unencodable'))).toEqual(
      Object.keys(nastySources)
        .filter((path) => encoded.test(path))
        .sort(),
    );
    expect(paths(candidates).filter((path) => encoded.test(path))).toEqual([]);
  });
});

describe('indentation', () => {
  it('is that of the file, whatever the reply has', async () => {
    const source =
      'class Shop:\n\tclass Till:\n\t\tdef sum(self):\n\t\t\tif self:\n\t\t\t\treturn 1\n\t\t\treturn 2\n';
    const reply = `def sum(self):
  if not self:
      # deeper than usual
      return max(
        1,
        [
            2],
  )
  return """
  a
b"""`;
    expect(await rewrite(source, block(reply), { entity: 'Shop.Till.sum' })).toBe(
      'class Shop:\n\tclass Till:\n\t\tdef sum(self):\n\t\t\tif not self:\n\t\t\t\treturn max(\n\t\t\t\t\t1,\n\t\t\t\t\t[\n\t\t\t\t\t\t\t2],\n\t\t\t\t)\n\t\t\treturn """\n  a\nb"""\n',
    );
  });

  it('of a body on the line of its header is given up when there is more to say', async () => {
    const source = 'class Shop:\n   def sum(self): return 1\n';
    const entity = { entity: 'Shop.sum' };
    expect(await rewrite(source, block('def sum(self): return 2'), entity)).toBe(source.replace('1', '2'));
    expect(await rewrite(source, block('def sum(self):\n    return 2'), entity)).toBe(
      'class Shop:\n   def sum(self):\n      return 2\n',
    );
    expect(await rewrite(discount, block('def discount(total, rate=0.1): return 0'))).toBe(
      `${discount.slice(0, discount.indexOf('    if'))}    return 0\n`,
    );
  });

  it('is read from replies that begin behind it', async () => {
    const source = `class Shop:\n    @property\n    def sum(self):\n        return 1\n`;
    const reply = block('@property\n    def sum(self):\n        return 2');
    expect(await rewrite(source, reply, { entity: 'Shop.sum' })).toBe(source.replace('1', '2'));
  });

  it('stays as it is at the end of a file without a line feed', async () => {
    const source = discount.trimEnd();
    expect(await rewrite(source, block(source.replace('100', '99')))).toBe(source.replace('100', '99'));
  });
});

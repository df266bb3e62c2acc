import { describe, expect, it } from 'vitest';

import { applied, block, lastMessage, messagesOf, one, rewrite, run } from './support.ts';

const source = `import math
from .money import cents


class Basket(dict):
    """What is bought."""

    limit = 10

    @property
    def total(self):
        """The sum of all prices."""
        # Prices are kept in cents.
        total = 0
        for price in self.values():
            total += cents(price)
        return total  # noqa: R504

    def is_full(self):
        return len(self) >= self.limit


def half(total):
    return math.floor(total / 2)
`;
const total = { mode: 'rewrite', entity: 'Basket.total' } as const;

describe('what a model is shown', () => {
  it('is the whole file without the code', async () => {
    const { server } = await run(one(source), () => '', { mode: 'rewrite', concurrency: 1 });
    const prompts = server.requests.map(({ body }) => lastMessage(body));
    expect(prompts).toHaveLength(4);
    const [basket, property] = prompts;
    expect(property).toContain(block(source.replace(/ *# Prices[^]*R504\n/, '        ...\n').trimEnd()));
    expect(basket).toContain('class Basket(dict):\n    """What is bought."""\n\n    limit = 10\n');
    expect(basket).toContain('def is_full(self):\n        ...\n');
    expect(basket).not.toContain('len(self)');
    expect(basket).toContain('return math.floor(total / 2)');
  });

  it('says nothing of bugs', async () => {
    const { server } = await run(one(source), () => '', { mode: 'rewrite' });
    for (const { body } of server.requests)
      for (const { content } of messagesOf(body)) expect(content).not.toMatch(/bug|break|wrong|test/i);
  });

  it('is not asked where there is nothing to write', async () => {
    const empty = [
      'class Colour(Enum):\n    RED = 1\n    BLUE = 2',
      'def todo():\n    """Later."""\n    raise NotImplementedError',
      'def pending():\n    ...',
      'def nothing(): pass',
      'class Failure(Exception):\n    pass',
    ].join('\n\n\n');
    const { server } = await run(one(`${empty}\n`), () => '', { mode: 'rewrite' });
    expect(server.requests).toEqual([]);
    const modified = await run(one(`${empty}\n`), () => '', { mode: 'modify' });
    expect(modified.refusals.map(({ entity }) => entity.qualifiedName)).toEqual(['Colour']);
  });
});

describe('a rewrite', () => {
  it('takes the place of the code, with the documentation that was there', async () => {
    const reply = block(`@property
def total(self):
  '''Sums up.

  In cents.
  '''
  # Sums up what is there.
  return sum(price for price in self.values())`);
    expect(await rewrite(source, `It sums up.\n\n${reply}`, total)).toBe(
      source.replace(
        / *# Prices[^]*R504\n/,
        '        # Sums up what is there.\n        return sum(price for price in self.values())\n',
      ),
    );
  });

  it('is named, explained and kept as one', async () => {
    const written = 'def half(total):\n    return total // 2';
    const options = {
      mode: 'rewrite',
      score: ({ name }: { name: string }) => (name === 'half' ? 1 : undefined),
    } as const;
    const { candidates } = await run(
      one(source),
      [`Halves it, rounding down.\n\n${block(written)}`],
      options,
    );
    expect(candidates).toMatchObject([
      { strategy: 'lm_rewrite', explanation: 'Halves it, rounding down.', metadata: { rewrite: written } },
    ]);
    const { candidates: silent } = await run(one(source), [block(written)], options);
    expect(silent[0]?.explanation).toBe('A language model wrote `half` anew.');
  });

  it.each([
    ['import numpy', 'new-import'],
    ['import os.path as path', 'new-import'],
    ['from ..prices import cents', 'new-import'],
    ['numpy = __import__("numpy")', 'new-import'],
    ['import importlib\n    importlib.import_module("numpy")', 'new-import'],
    ['import math as maths', undefined],
    ['from math import floor', undefined],
    ['from .money import cents, euros', undefined],
  ])('with `%s` is refused where that is new to the file', async (line, reason) => {
    const reply = block(`def half(total):\n    ${line}\n    return total // 2`);
    const outcome = await rewrite(source, reply, { mode: 'rewrite', entity: 'half' });
    expect(outcome === reason).toBe(reason !== undefined);
    if (reason === undefined) expect(outcome).toContain(line);
  });

  it('loses comments that may tell of a bug, and keeps others', async () => {
    const reply = block(`def half(total):
    # Floor division rounds down.
    halved = total // 2  # BUG: wrong for negative numbers
    # The original used math.floor here.
    return halved  # type: ignore`);
    expect(await rewrite(source, reply, { mode: 'rewrite', entity: 'half' })).toBe(
      source.replace(
        '    return math.floor(total / 2)\n',
        '    # Floor division rounds down.\n    halved = total // 2\n    return halved  # type: ignore\n',
      ),
    );
  });
});

describe('a class', () => {
  const changed = source.slice(source.indexOf('class'), source.indexOf('\n\n\ndef half')).replace('>=', '>');

  it('is changed as a whole', async () => {
    const { candidates } = await run(one(source), [block(changed)], { kinds: ['class'] });
    expect(candidates.map((candidate) => applied(candidate, source))).toEqual([source.replace('>=', '>')]);
    expect(candidates[0]?.entity).toMatchObject({
      kind: 'class',
      qualifiedName: 'Basket',
      startLine: 5,
      endLine: 20,
    });
  });

  it('is written anew, and gets back the documentation of its methods', async () => {
    const written = changed
      .replace('"""What is bought."""', '"""A basket."""')
      .replace(/ *"{3}The sum of all prices."{3}\n/, '');
    const { candidates } = await run(one(source), [block(written)], { kinds: ['class'], mode: 'rewrite' });
    expect(candidates.map((candidate) => applied(candidate, source))).toEqual([source.replace('>=', '>')]);
  });

  it.each([
    ['a base', (text: string) => text.replace('(dict)', '(dict, object)')],
    ['no base', (text: string) => text.replace('(dict)', '')],
    ['a method less', (text: string) => text.replace(/ {4}def is_full[^]*/, '')],
    ['a parameter more', (text: string) => text.replace('is_full(self)', 'is_full(self, limit=10)')],
    ['a decorator less', (text: string) => text.replace('    @property\n', '')],
  ])('with %s is refused', async (_, change) => {
    const { refusals } = await run(one(source), [block(change(changed))], { kinds: ['class'] });
    expect(refusals).toMatchObject([{ reason: 'changed-signature' }]);
  });

  it('may get another method', async () => {
    const longer =
      changed.replace('>= self.limit', '> self._most()') +
      '\n\n    def _most(self):\n        return self.limit\n';
    const { candidates } = await run(one(source), [block(longer)], { kinds: ['class'] });
    expect(candidates).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import type { ScriptedReply } from 'bugsmith/testing';

import { applied, block, brokenDiscount, discount, messagesOf, one, run } from './support.ts';

const wrong = block('def rebate(total):\n    return total');

describe('a repair turn', () => {
  it('shows the model its reply and what is wrong with it', async () => {
    const { candidates, refusals, server } = await run(one(discount), [wrong, brokenDiscount], {
      repairTurns: 1,
    });
    expect(refusals).toEqual([]);
    expect(candidates.map((candidate) => applied(candidate, discount))).toEqual([
      discount.replace('>', '>='),
    ]);
    const [first, second] = server.requests.map(({ body }) => messagesOf(body));
    expect(second?.slice(0, -2)).toEqual(first);
    expect(second?.at(-2)).toEqual({ role: 'assistant', content: wrong });
    expect(second?.at(-1)).toMatchObject({
      role: 'user',
      content: expect.stringContaining('does not define the function `discount`') as string,
    });
  });

  it('costs what both calls cost, and keeps the reply that was taken', async () => {
    const replies: ScriptedReply[] = [
      { text: wrong, usage: { inputTokens: 123, outputTokens: 4 } },
      { text: brokenDiscount, usage: { inputTokens: 200, outputTokens: 10 } },
    ];
    const { candidates } = await run(one(discount), replies, { repairTurns: 1 });
    expect(candidates).toMatchObject([
      {
        costUsd: 0.123 + 0.04 + 0.2 + 0.1,
        metadata: { calls: 2, input_tokens: 323, output_tokens: 14, output: brokenDiscount },
      },
    ]);
  });

  it('is the only one unless told otherwise', async () => {
    const { refusals, server } = await run(one(discount), () => wrong, { repairTurns: undefined });
    expect(server.requests).toHaveLength(2);
    expect(refusals).toMatchObject([
      { reason: 'wrong-definition', costUsd: 0.4, usage: { outputTokens: 20 } },
    ]);
  });

  it('can be had more often, or not at all', async () => {
    const often = await run(one(discount), [wrong, wrong, wrong, brokenDiscount], { repairTurns: 3 });
    expect(often.candidates).toMatchObject([{ metadata: { calls: 4 } }]);
    const never = await run(one(discount), [wrong], { repairTurns: 0 });
    expect(never.refusals).toHaveLength(1);
    expect(never.server.requests).toHaveLength(1);
  });

  it('is not asked for what was withheld, nor for what was written well', async () => {
    const withheld = await run(one(discount), [{ finishReason: 'content_filter' }], { repairTurns: 1 });
    expect(withheld.refusals).toMatchObject([{ reason: 'filtered' }]);
    const written = await run(one(discount), [block(discount)], { repairTurns: 1, mode: 'rewrite' });
    expect(written.refusals).toMatchObject([{ reason: 'same-meaning' }]);
    const changed = await run(one(discount), [block(discount), brokenDiscount], { repairTurns: 1 });
    expect(changed.candidates).toHaveLength(1);
  });

  it('does not send a long reply whole, nor an empty one', async () => {
    for (const reply of ['a'.repeat(500_000), '']) {
      const { server } = await run(one(discount), [reply, brokenDiscount], { repairTurns: 1 });
      const shown = messagesOf(server.requests[1]?.body).at(-2)?.content ?? '';
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThan(30_000);
    }
  });

  it('can be worded by the caller', async () => {
    const { server } = await run(one(discount), [wrong, brokenDiscount], {
      repairTurns: 1,
      repairPrompt: ({ mode, entity, reason }) => `${mode} ${entity.name} ${reason}`,
    });
    expect(messagesOf(server.requests[1]?.body).at(-1)?.content).toBe('modify discount wrong-definition');
  });
});

describe('the sum of what candidates and refusals cost', () => {
  it('is what was spent', async () => {
    const source = Array.from({ length: 12 }, (_, index) =>
      discount.replace('discount', `discount${index}`),
    ).join('\n');
    let spent = 0;
    const { candidates, refusals } = await run(
      one(source),
      (prompt, index) => {
        const [, code = ''] = /```python\n([\s\S]*)```/.exec(prompt) ?? [];
        const usage = { inputTokens: 101 + index, outputTokens: 7 + index };
        if (index % 5 === 4) return { status: 500 };
        spent += usage.inputTokens + usage.outputTokens * 10;
        return { text: index % 3 === 0 ? 'no' : block(code.replace('>', '>=')), usage };
      },
      { repairTurns: 1, concurrency: 3, bugsPerEntity: 2 },
    );
    expect(new Set(refusals.map(({ reason }) => reason))).toContain('duplicate');
    expect(candidates.length).toBeGreaterThan(3);
    const told = [...candidates, ...refusals].reduce((sum, { costUsd }) => sum + (costUsd ?? Number.NaN), 0);
    expect(Math.round(told * 1000)).toBe(spent);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  Budget,
  BudgetExceededError,
  budgetedProvider,
  DataFormatError,
  InvalidArgumentError,
  issueDemonstrations,
  type IssueResult,
  checkLeaks,
  LanguageModelCallError,
  lmIssues,
  type LmIssuesOptions,
  readDemonstrations,
  writeIssues,
  type WriteIssuesOptions,
} from 'bugsmith';
import type { ScriptedModelServer, ScriptedReply } from 'bugsmith/testing';

import { createDirectory, prices, startModel } from '../providers/support.ts';
import { instanceOf, instancesOf, repository, evidenceOf, testEvidence, texts } from './support.ts';

const report = 'Discounts go up\n\nTill(0.5).discount(200) gives 300.0, I expected 100.';
const leaking = 'Discounts go up\n\nIt should be `total * (1 - self.rate)`, test_discount fails.';
const marked = (text: string): string => `<issue>\n${text}\n</issue>`;

type Message = { readonly role: string; readonly content: string };

type Run = {
  readonly results: readonly IssueResult[];
  readonly server: ScriptedModelServer;
  /** The messages of each request. */
  readonly asked: readonly (readonly Message[])[];
  readonly error: unknown;
  readonly evidenceRuns: number;
};

/** Writes statements over a real connection; a reply costs 0.20 dollars. */
async function run(
  replies: readonly (string | ScriptedReply)[] | ((index: number) => string | ScriptedReply),
  options: Partial<LmIssuesOptions> & Partial<Omit<WriteIssuesOptions, 'writer'>> = {},
  instances = [instanceOf()],
): Promise<Run> {
  const toReply = (reply: string | ScriptedReply = ''): ScriptedReply =>
    typeof reply === 'string' ? { text: reply } : reply;
  const { server, provider } = await startModel(
    typeof replies === 'function' ? (_, index) => toReply(replies(index)) : replies.map(toReply),
    { prices },
  );
  let evidenceRuns = 0;
  const results: IssueResult[] = [];
  let error: unknown;
  try {
    const issues = writeIssues(instances, {
      writer: lmIssues({ provider, ...options }),
      repositories: repository,
      evidence: async () => {
        evidenceRuns += 1;
        return evidenceOf([testEvidence()], 'all of it');
      },
      ...options,
    });
    for await (const result of issues) results.push(result);
  } catch (thrown) {
    error = thrown;
  }
  const asked = server.requests.map(({ body }) => (body as { messages: Message[] }).messages);
  return { results, server, asked, error, evidenceRuns };
}

describe('lmIssues', () => {
  it('shows the patch, the tests, what they print and demonstrations, and gives the text with its cost', async () => {
    const { results, asked, evidenceRuns } = await run([marked(report)]);
    expect(results).toMatchObject([
      {
        status: 'written',
        text: report,
        costUsd: 0.2,
        attempts: 1,
        leaks: [],
        shortened: [],
        writer: 'lm',
        facts: { tests: ['tests/test_till.py::test_discount'], inputTokens: 100, outputTokens: 10 },
      },
    ]);
    const [system, user] = asked[0] ?? [];
    expect(system).toMatchObject({ role: 'system' });
    expect(user?.content).toContain('+            return total * (1 + self.rate)');
    expect(user?.content).toContain('assert Till(0.5).discount(200) == 100');
    expect(user?.content).toContain('E       assert 300.0 == 100');
    expect(issueDemonstrations.filter((text) => user?.content.includes(text))).toHaveLength(2);
    expect(results).toMatchObject([{ messages: asked[0] }]);
    expect(evidenceRuns).toBe(1);
  });

  it('writes several statements of an instance after other demonstrations, and runs the tests once', async () => {
    const { results, asked, evidenceRuns } = await run((index) => marked(`${report} (${index})`), {
      statementsPerInstance: 4,
      concurrency: 1,
    });
    expect(texts(results)).toEqual([0, 1, 2, 3].map((index) => `${report} (${index})`));
    expect(results.map(({ statement }) => statement)).toEqual([0, 1, 2, 3]);
    expect(new Set(asked.map((messages) => messages[1]?.content)).size).toBeGreaterThan(1);
    expect(evidenceRuns).toBe(1);
  });

  it('asks the same for the same seed', async () => {
    const [one, other, third] = [
      await run([marked(report)]),
      await run([marked(report)]),
      await run([marked(report)], { seed: 3 }),
    ];
    expect(one.server.requests[0]?.body).toEqual(other.server.requests[0]?.body);
    expect(one.server.requests[0]?.body).not.toEqual(third.server.requests[0]?.body);
  });

  it('runs nothing when no tests are to be shown', async () => {
    const { results, asked, evidenceRuns } = await run([marked(report)], { maxTests: 0 });
    expect(results).toMatchObject([{ status: 'written', facts: { tests: [] } }]);
    expect(asked[0]?.[1]?.content).not.toContain('<test>');
    expect(evidenceRuns).toBe(0);
  });

  it('has nothing to ask when no test fails again', async () => {
    const evidence = async () => evidenceOf([testEvidence({ outcome: 'passed' })]);
    const { results, server } = await run([], { evidence });
    expect(results).toMatchObject([{ status: 'not-written', reason: 'no-failing-test', costUsd: 0 }]);
    expect(server.requests).toEqual([]);
  });

  it('shortens what is too long, and says so', async () => {
    const { results, asked } = await run([marked(report)], {
      maxInputTokens: 60,
      maxDemonstrationTokens: 50,
      demonstrations: ['A title\n'.repeat(100)],
    });
    const [result] = results;
    const inputs = result?.status === 'written' ? result.shortened.map(({ input }) => input) : [];
    expect(inputs).toContain('patch');
    expect(inputs.some((input) => /^demonstration \d$/.test(input))).toBe(true);
    expect(asked[0]?.[1]?.content).toMatch(/lines? left out \.\.\.\]/);
  });

  it('takes prompts of others', async () => {
    const { asked } = await run([report], {
      prompt: ({ patch, testSources }) => [{ role: 'user', content: `${patch}|${testSources.join()}` }],
    });
    expect(asked[0]).toEqual([
      { role: 'user', content: `${instanceOf().patch}|${testEvidence().source ?? ''}` },
    ]);
  });

  it.each([
    { demonstrationsPerPrompt: -1 },
    { maxTests: 1.5 },
    { maxInputTokens: 0 },
    { temperature: -1 },
    { maxOutputTokens: 0 },
  ])('refuses %j', async (options) => {
    const { provider } = await startModel([]);
    expect(() => lmIssues({ provider, ...options })).toThrow(InvalidArgumentError);
  });
});

describe('a text that gives something away', () => {
  it('is written anew, told what was wrong', async () => {
    const { results, asked } = await run([marked(leaking), marked(report)]);
    expect(results).toMatchObject([
      { status: 'written', text: report, attempts: 2, costUsd: 0.4, leaks: [] },
    ]);
    const [first, second] = asked;
    expect(second?.slice(0, 2)).toEqual(first);
    expect(second?.[2]).toEqual({ role: 'assistant', content: marked(leaking) });
    expect(second?.[3]?.content).toContain('- "total * (1 - self.rate)": This is code of the fix.');
    expect(second?.[3]?.content).toContain(
      '- "test_discount": This is the name of a test that shows the bug.',
    );
    expect(results).toMatchObject([{ messages: second }]);
  });

  it('is dropped when it is no better after that, with what it gives away and cost', async () => {
    const { results, server } = await run(() => marked(leaking));
    expect(results).toMatchObject([
      {
        status: 'leaking',
        text: leaking,
        attempts: 3,
        leaks: [{ rule: 'quotes-fix' }, { rule: 'names-test' }],
      },
    ]);
    expect(results[0]?.costUsd).toBeCloseTo(0.6);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [{ onLeak: 'drop' }, 'leaking'],
    [{ onLeak: 'keep' }, 'written'],
    [{ maxRevisions: 0 }, 'leaking'],
    [{ leakRules: ['gives-place'] }, 'written'],
  ] as const)('is not written anew with %j', async (options, status) => {
    const { results, server } = await run([marked(leaking)], options);
    expect(results).toMatchObject([{ status, text: leaking, attempts: 1 }]);
    expect(server.requests).toHaveLength(1);
  });

  it('may be told in words of your own', async () => {
    const { asked } = await run([leaking, report], {
      revisionPrompt: (leaks) => leaks.map(({ rule }) => rule).join(' '),
    });
    expect(asked[1]?.at(-1)?.content).toBe('quotes-fix names-test');
  });
});

describe('replies', () => {
  it.each([
    ['marks', `Sure!\n<issue>\n${report}\n</issue>\nDone.`],
    ['the last of several', `<issue>a draft</issue> Better:\n<issue>${report}</issue>`],
    ['a mark that is not closed', `<issue>\n${report}`],
    ['no marks', `\n${report}\n`],
    ['an announcement', `Here is the bug report:\n\n${report}`],
    ['a heading', `**Issue Text**\n\n${report}`],
    ['thoughts', `<think>It must not say <issue>x</issue></think>\n<issue>${report}</issue>`],
    ['thoughts that were not opened', `It should be short.</think>${report}`],
    ['a code block', `\`\`\`markdown\n${report}\n\`\`\``],
    ['a code block in marks', `<issue>\n\`\`\`\n${report}\n\`\`\`\n</issue>`],
    ['labels', report.replace(/^/, '**Title:** ').replace('\n\n', '\n\n**Description:**\n\n')],
    ['JSON', JSON.stringify({ title: 'Discounts go up', body: report.split('\n\n')[1] })],
    ['lines of Windows', marked(report).replaceAll('\n', '\r\n')],
    ['an empty pair', `<issue>\n${report}\n</issue>\n<issue></issue>`],
  ])('are read with %s', async (_, reply) => {
    expect(texts((await run([reply])).results)).toEqual([report]);
  });

  it('keep their own code blocks', async () => {
    const text = `Title\n\n\`\`\`python\nprint(1)\n\`\`\`\n\nand\n\n\`\`\`\n1\n\`\`\``;
    expect(texts((await run([text])).results)).toEqual([text]);
    const onlyBlocks = `\`\`\`python\nprint(1)\n\`\`\`\nprints\n\`\`\`\n1\n\`\`\``;
    expect(texts((await run([marked(onlyBlocks)])).results)).toEqual([onlyBlocks]);
    expect(texts((await run([`\`\`\`md\n${text}\n\`\`\``])).results)).toEqual([text]);
  });

  it.each([
    ['empty-reply', '' as const],
    ['empty-reply', '<issue> </issue>'],
    ['cut-off', { text: '<issue>\nDiscounts', finishReason: 'length' as const }],
    ['filtered', { text: 'no', finishReason: 'content_filter' as const }],
  ])('without a text are %s, with their cost', async (reason, reply) => {
    expect((await run([reply])).results).toMatchObject([{ status: 'not-written', reason, costUsd: 0.2 }]);
  });

  it('that were cut off behind the text are good', async () => {
    const { results } = await run([{ text: `${marked(report)} I have`, finishReason: 'length' }]);
    expect(results).toMatchObject([{ status: 'written', text: report }]);
  });
});

describe('a model that fails', () => {
  it('leaves an errored result, and the others are written', async () => {
    const { results, error } = await run(
      (index) => (index === 1 ? { status: 400 } : marked(report)),
      { concurrency: 1 },
      instancesOf(3),
    );
    expect(results.map(({ status }) => status)).toEqual(['written', 'errored', 'written']);
    expect(error).toBeUndefined();
  });

  it('keeps what was paid for before', async () => {
    const { results } = await run((index) => (index === 0 ? marked(leaking) : { status: 400 }));
    expect(results).toMatchObject([{ status: 'errored', attempts: 2, costUsd: 0.2 }]);
  });

  it.each([401, 404])('at every call ends the run: %i', async (status) => {
    const { results, error, server } = await run(() => ({ status }), { concurrency: 2 }, instancesOf(30));
    expect(LanguageModelCallError.isInstance(error)).toBe(true);
    expect(server.requests.length).toBeLessThanOrEqual(2);
    expect(results.every((result) => result.status === 'errored')).toBe(true);
  });

  it('ends the run when the budget is spent', async () => {
    const { provider } = await startModel(() => ({ text: report }), { prices });
    const budgeted = budgetedProvider(provider, { budget: new Budget({ maxCostUsd: 10 }) });
    const { error, results } = await run(
      [],
      { provider: budgeted, concurrency: 1, maxOutputTokens: 10 },
      instancesOf(50),
    );
    expect(BudgetExceededError.isInstance(error)).toBe(true);
    expect(results.filter(({ status }) => status === 'written').length).toBeGreaterThan(0);
    expect(results.length).toBeLessThan(50);
  });
});

describe('demonstrations', () => {
  it('of ours give nothing away themselves', () => {
    expect(issueDemonstrations.length).toBeGreaterThanOrEqual(4);
    expect(new Set(issueDemonstrations).size).toBe(issueDemonstrations.length);
    for (const text of issueDemonstrations) expect(checkLeaks(text, { instance: instanceOf() })).toEqual([]);
  });

  const rows = Array.from({ length: 20 }, (_, index) => ({
    repo: 'a/b',
    instance_id: `a__b-${index}`,
    problem_statement: `Title ${index}\n\n${'many words '.repeat(index)}`,
  }));

  async function file(name: string, content: string): Promise<string> {
    const path = join(await createDirectory(), name);
    await writeFile(path, content);
    return path;
  }

  it.each([
    ['rows.json', JSON.stringify(rows)],
    ['rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
  ])('are read from %s', async (name, content) => {
    const path = await file(name, content);
    expect(await readDemonstrations(path)).toEqual(rows.map((row) => row.problem_statement));
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it('are drawn by the seed, and shortened', async () => {
    const path = await file('rows.json', JSON.stringify(rows));
    const drawn = await readDemonstrations(path, { count: 5, seed: 1 });
    expect(drawn).toHaveLength(5);
    expect(await readDemonstrations(path, { count: 5, seed: 1 })).toEqual(drawn);
    expect(await readDemonstrations(path, { count: 5, seed: 2 })).not.toEqual(drawn);
    const short = await readDemonstrations(path, { maxTokens: 20 });
    expect(short[19]).toMatch(/left out/);
    expect(short[0]).toBe(rows[0]?.problem_statement);
  });

  it('that are blank or there twice are left out', async () => {
    const statements = ['a', ' ', 'a', '', 'b'].map((problem_statement) => ({ problem_statement }));
    expect(await readDemonstrations(await file('rows.json', JSON.stringify(statements)))).toEqual(['a', 'b']);
  });

  it('that have another form are refused with their place', async () => {
    const path = await file('rows.jsonl', '{"problem_statement":"a"}\n{"problem_statement":1}\n');
    await expect(readDemonstrations(path)).rejects.toMatchObject({ line: 2, field: 'problem_statement' });
    await expect(readDemonstrations(join(path, 'none'))).rejects.toThrow(DataFormatError);
    await expect(readDemonstrations(path, { count: 0 })).rejects.toThrow(InvalidArgumentError);
  });
});

import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import {
  LanguageModelCallError,
  type MirrorResult,
  PrMirror,
  type PrMirrorOptions,
  type PullRequest,
} from 'bugsmith';
import { createMemoryRepository, scriptedProvider, startScriptedModelServer } from 'bugsmith/testing';

import { catchError } from '../../repository/git-checkout.ts';

const before = `def total(values):
    result = 0
    for value in values:
        result += value
    return result
`;
const after = `def total(values):
    result = 0
    for value in values:
        if value is not None:
            result += value
    return result
`;
const today = `import math


def total(values, start=0):
    """The sum of what is there."""
    return start + math.fsum(value for value in values if value is not None)


def other():
    return 1
`;
const undone = today.replace(' if value is not None', '');
const entity = (text: string): string => /def total[\s\S]*?\)\n(?=\n\ndef|$)/.exec(text)?.[0] ?? '';
const fence = (code: string): string => `Here it is:\n\n\`\`\`python\n${code}\`\`\`\n`;

const pullRequest = (number: number, path = 'a.py'): PullRequest => ({
  number,
  repository: '',
  title: 'Skip what is missing',
  body: '',
  issues: [],
  problemStatement: '',
  hints: '',
  baseCommit: '',
  mergeCommit: '',
  createdAt: '',
  codePatch: '',
  testPatch: '',
  files: [{ path, before, after, isTest: false }],
});

async function mirror(options: Partial<PrMirrorOptions>, text = today): Promise<MirrorResult[]> {
  const strategy = new PrMirror({ pullRequests: [pullRequest(1)], ...options });
  return Array.fromAsync(strategy.mirror(createMemoryRepository({ files: { 'a.py': text } })));
}

const prices = { inputPerMillionTokensUsd: 10, outputPerMillionTokensUsd: 100 };

describe('what is left over', () => {
  it('stays so without a model', async () => {
    expect(await mirror({})).toMatchObject([
      { status: 'left-over', changes: [{ status: 'left-over' }], costUsd: 0 },
    ]);
  });

  it('is asked for with the change and the function it is in, and nothing of the rest of the file', async () => {
    const provider = scriptedProvider([{ text: fence(entity(undone)), costUsd: 0.002 }]);
    const [result] = await mirror({ provider });
    expect(result).toMatchObject({
      status: 'recovered',
      extent: 'whole',
      changes: [{ status: 'restored', method: 'model', todayPath: 'a.py' }],
      candidate: { costUsd: 0.002, metadata: { recover_status: 'success', rewrites: {} } },
    });
    const patch = result?.status === 'recovered' ? result.candidate.patch : '';
    expect(patch.split('\n').filter((line) => /^[-+] /.test(line))).toEqual([
      '-    return start + math.fsum(value for value in values if value is not None)',
      '+    return start + math.fsum(value for value in values)',
    ]);
    const asked = provider.requests[0]?.messages.at(-1)?.content ?? '';
    expect(asked).toContain('Skip what is missing');
    expect(asked).toContain('+        if value is not None:');
    expect(asked).toContain('def total(values, start=0):');
    expect(asked).not.toContain('def other');
  });

  it.each([
    ['no code', 'NOT THERE'],
    ['code that does not parse', fence('def total(:\n')],
    ['the same code', fence(entity(today))],
    ['the same code with a comment', fence(`${entity(today)}    # undone\n`)],
    ['nothing', ''],
  ])('stays so when the model answers with %s', async (_, text) => {
    expect(await mirror({ provider: scriptedProvider([{ text, costUsd: 0.001 }]) })).toMatchObject([
      { status: 'left-over', costUsd: 0.001 },
    ]);
  });

  it('is put back as deep as it was, with the ends of lines of the file', async () => {
    const crlf = `class A:\r\n    def total(self, values):\r\n        return sum(v for v in values if v)\r\n`;
    const provider = scriptedProvider([fence('def total(self, values):\n    return sum(values)\n')]);
    const inClass = (text: string): string =>
      `class A:\n${text.replace('(values)', '(self, values)').replaceAll(/^(?=.)/gm, '    ')}`;
    const files = [{ path: 'a.py', before: inClass(before), after: inClass(after), isTest: false }];
    const [result] = await mirror({ provider, pullRequests: [{ ...pullRequest(1), files }] }, crlf);
    expect(result?.status === 'recovered' && result.candidate.patch).toContain(
      '+        return sum(values)\r\n',
    );
  });

  it('is asked for as a whole file last, if that is allowed', async () => {
    const replies = ['NOT THERE', { text: fence(undone), costUsd: 0.03 }];
    const [result] = await mirror({ provider: scriptedProvider(replies, { prices }), rewriteFiles: true });
    expect(result).toMatchObject({
      extent: 'whole',
      changes: [{ method: 'model-file' }],
      candidate: {
        metadata: { rewrites: { 'a.py': { output: fence(undone), output_extracted: undone, cost: 0.03 } } },
      },
    });
  });

  it('is not asked for when everything came back', async () => {
    const provider = scriptedProvider([]);
    expect(await mirror({ provider }, `${after}\n\nx = 1\n`)).toMatchObject([{ extent: 'whole' }]);
    expect(provider.requests).toEqual([]);
  });

  it('stays so where a call fails, and the others go on', async () => {
    const failure = new LanguageModelCallError({
      model: 'm',
      reason: 'overloaded',
      remedy: 'Wait.',
      statusCode: 529,
      isRetryable: true,
    });
    const provider = scriptedProvider([failure, fence(entity(undone))]);
    const results = await mirror({
      provider,
      pullRequests: [pullRequest(1), pullRequest(2)],
      concurrency: 1,
    });
    expect(results.map(({ status }) => status)).toEqual(['left-over', 'recovered']);
  });

  it('ends with the error when no call can be answered, after the results there are', async () => {
    const refused = new LanguageModelCallError({
      model: 'm',
      reason: 'no such key',
      remedy: 'Pass another.',
      statusCode: 401,
    });
    const seen: number[] = [];
    const pullRequests = [{ ...pullRequest(1), files: [] }, pullRequest(2), pullRequest(3)];
    const run = mirror({
      provider: scriptedProvider(() => refused),
      pullRequests,
      concurrency: 1,
      onResult: ({ pullRequest: { number } }) => seen.push(number),
    });
    expect(await catchError(run)).toMatchObject({ code: 'LANGUAGE_MODEL_CALL', statusCode: 401 });
    expect(seen).toEqual([1]);
  });

  it('comes in the order of the pull requests, however long the model takes', async () => {
    const provider = scriptedProvider(async (_, index) => {
      await new Promise((done) => setTimeout(done, index === 0 ? 30 : 0));
      return fence(entity(undone));
    });
    const results = await mirror({
      provider,
      pullRequests: [1, 2, 3].map((number) => pullRequest(number)),
      concurrency: 3,
    });
    expect(results.map((result) => result.pullRequest.number)).toEqual([1, 2, 3]);
  });

  it('is asked for over a real connection, of a model of the AI SDK', async () => {
    const server = await startScriptedModelServer({ replies: [{ text: fence(entity(undone)) }] });
    try {
      const model = createOpenAICompatible({ name: 'scripted', baseURL: server.url, apiKey: 'secret' })(
        'model',
      );
      expect(await mirror({ provider: model })).toMatchObject([{ extent: 'whole' }]);
      expect(server.requests).toHaveLength(1);
    } finally {
      await server.close();
    }
  });
});

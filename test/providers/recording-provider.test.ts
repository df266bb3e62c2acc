import {
  DataFormatError,
  type LmReply,
  LanguageModelCallError,
  recordingProvider,
  replayingProvider,
  StoreError,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiKey, ask, createDirectory, startModel } from './support.ts';

/** A recording of a few replies, and who gave them. */
async function record(answers: Parameters<typeof scriptedProvider>[0], contents: readonly string[]) {
  const path = join(await createDirectory(), 'new', 'recording.jsonl');
  const model = scriptedProvider(answers);
  const recorder = recordingProvider(model, { path });
  const replies: LmReply[] = [];
  for (const content of contents) replies.push(await recorder.complete(ask(content)));
  return { path, model, replies };
}

describe('a recording', () => {
  it('gives the same replies without the model, in whatever order other requests come', async () => {
    const answers = [
      'one',
      {
        text: '\ud800\r\n',
        finishReason: 'length' as const,
        costUsd: 0.25,
        usage: { inputTokens: undefined, outputTokens: 4 },
      },
      { text: 'three', costUsd: 0, earlierCall: { costUsd: 3 } },
    ];
    const { path, model, replies } = await record(answers, ['a', 'b', 'c']);
    const replay = replayingProvider(model, { path });
    for (const index of [2, 0, 1])
      expect(await replay.complete(ask(['a', 'b', 'c'][index] ?? ''))).toEqual(replies[index]);
    expect(model.requests).toHaveLength(3);
    expect([replay.name, replay.modelId]).toEqual([model.name, model.modelId]);
  });

  it('gives replies to the same request in order, and says when there are no more', async () => {
    const { path, model } = await record(['first', 'second'], ['same?', 'same?']);
    const replay = replayingProvider(model, { path });
    const texts = [await replay.complete(ask('same?')), await replay.complete(ask('same?'))].map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['first', 'second']);
    const error: unknown = await replay.complete(ask('same?')).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'LANGUAGE_MODEL_CALL', isRetryable: false, mayHaveCost: false });
    expect(String(error)).toContain(`recording \`${path}\` holds no further reply`);
    expect(String(error)).toContain('"same?"');
  });

  it('has no reply for another request or another model', async () => {
    const { path, model } = await record(['first'], ['a']);
    await expect(replayingProvider(model, { path }).complete(ask('a', { seed: 1 }))).rejects.toThrow(
      LanguageModelCallError,
    );
    const other = scriptedProvider([], { modelId: 'other' });
    await expect(replayingProvider(other, { path }).complete(ask('a'))).rejects.toThrow(
      '`other` could not be called',
    );
  });

  it('is added to, holds calls that overlapped whole, and no errors', async () => {
    const { path } = await record(['old'], ['old']);
    const error = new LanguageModelCallError({ model: 'm', reason: 'no', remedy: 'None.' });
    const long = 'x'.repeat(300_000);
    const model = scriptedProvider((_, index) => (index === 3 ? error : `${index}${long}`));
    const recorder = recordingProvider(model, { path });
    const calls = Array.from({ length: 8 }, (_, index) => recorder.complete(ask(`new ${index}`)));
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(8);
    const replay = replayingProvider(model, { path });
    expect((await replay.complete(ask('old'))).text).toBe('old');
    expect((await replay.complete(ask('new 7'))).text).toBe(`7${long}`);
    await expect(replay.complete(ask('new 3'))).rejects.toThrow('no further reply');
  });

  it('can be gone on with after a line that was cut off, which is then named', async () => {
    const { path, model } = await record(['one'], ['a']);
    await appendFile(path, '{"key":"cut o');
    await expect(replayingProvider(model, { path }).complete(ask('a'))).rejects.toMatchObject({ line: 2 });
    await recordingProvider(scriptedProvider(['two']), { path }).complete(ask('b'));
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.filter((_, index) => index !== 1).join('\n'));
    const replay = replayingProvider(model, { path });
    expect([(await replay.complete(ask('a'))).text, (await replay.complete(ask('b'))).text]).toEqual([
      'one',
      'two',
    ]);
  });

  it('that is none is refused with its name and line', async () => {
    const directory = await createDirectory();
    const path = join(directory, 'other.jsonl');
    await writeFile(path, '\n{"some": "thing"}\n');
    const replay = replayingProvider(scriptedProvider([]), { path });
    const error: unknown = await replay.complete(ask('a')).catch((reason: unknown) => reason);
    expect(DataFormatError.isInstance(error) && [error.file, error.line]).toEqual([path, 2]);
    const missing = replayingProvider(scriptedProvider([]), { path: join(directory, 'missing.jsonl') });
    await expect(missing.complete(ask('a'))).rejects.toThrow(StoreError);
    const unwritable = recordingProvider(scriptedProvider(['lost']), { path: directory });
    await expect(unwritable.complete(ask('a'))).rejects.toThrow(StoreError);
  });

  it('ends with the reason of an abort', async () => {
    const { path, model } = await record(['one'], ['a']);
    const reason = new Error('enough');
    const replay = replayingProvider(model, { path });
    await expect(replay.complete(ask('a'), { abortSignal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await replay.complete(ask('a'))).text).toBe('one');
  });

  it('of a real conversation holds no key and no header, and needs no server', async () => {
    const path = join(await createDirectory(), 'recording.jsonl');
    const { server, model } = await startModel([
      { text: 'Hi', headers: { 'x-echo': apiKey } },
      { status: 401, message: apiKey },
    ]);
    const recorder = recordingProvider(model, { path });
    const reply = await recorder.complete(ask('?'));
    await expect(recorder.complete(ask('!'))).rejects.toThrow('status 401');
    await server.close();
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain(apiKey);
    expect(text).not.toMatch(/authorization|bearer|x-echo/i);
    expect(await replayingProvider(model, { path }).complete(ask('?'))).toEqual(reply);
  });
});

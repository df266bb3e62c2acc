import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { applyPatch, InvalidArgumentError, LocalRuntime, parsePatch, runAgent } from 'bugsmith';
import type { ScriptedReply } from 'bugsmith/testing';
import { bug, buggy, clean, shop } from '../workspaces/support.ts';
import { apiKey, calls, connect, edits, runs, submits, work } from './support.ts';

const replacement = { old_str: 'amount > 0', new_str: 'amount < 0' };
const repair = edits('str_replace', 'shop/money.py', replacement);
const otherRepair = runs(`sed -i 's/amount - tax/amount + tax/' shop/money.py`, 'The sign is wrong.');
const prices = { inputPerMillionTokensUsd: 10_000, outputPerMillionTokensUsd: 0 };

function applied(patch: string | null): string | null | undefined {
  return applyPatch(parsePatch(patch ?? ''), new Map([['shop/money.py', buggy]])).get('shop/money.py');
}

describe('a model that repairs the bug', () => {
  it('gives a prediction, and a trajectory of all it did', async () => {
    const seen: string[] = [];
    const { run, server } = await work([repair, otherRepair, submits], {
      prices,
      maxCostUsd: 100,
      onStep: ({ observation }) => seen.push(observation),
    });
    expect(run.status).toBe('submitted');
    expect(run.prediction).toEqual({
      instance_id: bug.instance_id,
      model_name_or_path: 'small-model',
      model_patch: expect.any(String) as unknown,
    });
    expect(applied(run.prediction.model_patch)).toBe(clean);
    expect(run.omitted).toEqual([]);
    expect(run.costUsd).toBe(3);
    const { trajectory } = run;
    expect(trajectory).toMatchObject({
      source: 'bugsmith',
      instanceId: bug.instance_id,
      model: 'small-model',
      ending: 'submitted',
      exitStatus: 'submitted',
      submission: run.prediction.model_patch,
      usage: { calls: 3, inputTokens: 300, outputTokens: 30, costUsd: 3 },
    });
    expect(trajectory.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'tool',
      'assistant',
      'tool',
    ]);
    expect(trajectory.messages[1]?.content).toContain(bug.problem_statement);
    expect(trajectory.messages[4]).toMatchObject({
      thought: 'The sign is wrong.',
      toolCalls: [{ name: 'bash', arguments: expect.stringContaining('sed -i') as unknown }],
    });
    expect(trajectory.steps.map(({ turn, action }) => [turn, action])).toEqual([
      [1, 'str_replace_editor str_replace shop/money.py --old_str="amount > 0" --new_str="amount < 0"'],
      [2, `sed -i 's/amount - tax/amount + tax/' shop/money.py`],
      [3, 'submit'],
    ]);
    expect(seen).toEqual(trajectory.steps.map(({ observation }) => observation));
    expect(trajectory.tools?.map(({ name }) => name)).toEqual(['bash', 'str_replace_editor', 'submit']);
    expect(trajectory.tools?.[0]?.parameters).toMatchObject({
      type: 'object',
      properties: { command: { type: 'string' } },
    });
    expect(JSON.parse(JSON.stringify(trajectory))).toEqual(trajectory);
    expect(server.requests).toHaveLength(3);
  });

  it('never sees a key, and leaves nothing behind', async () => {
    const { run, server, runtime } = await work([runs('env; set; cat /proc/*/environ'), submits]);
    expect(JSON.stringify(server.requests[0]?.headers)).toContain(apiKey);
    expect(JSON.stringify(run.trajectory)).not.toContain(apiKey);
    const sent = runtime.calls.filter(({ method }) => method !== 'createSandbox');
    expect(JSON.stringify(sent)).not.toContain(apiKey);
    expect(runtime.calls.at(-1)?.method).toBe('remove');
  });

  it('works in a prepared workspace', async () => {
    const { run } = await work(
      [runs('git log --oneline --all | wc -l; ls tests; python3 -c "import shop.money"; echo $0'), submits],
      { removeFailingTests: true },
    );
    expect(run.trajectory.steps[0]?.observation).toMatch(/^1\ntest_halve\.py\nbash\n\[exit code 0\]/);
    expect(run.prediction.model_patch).toBeNull();
  });

  it('is sent what the caller says', async () => {
    const { server, run } = await work([submits], {
      temperature: 0.5,
      seed: 7,
      maxOutputTokens: 99,
      instructions: 'Speak in rhymes.',
      modelName: 'poet',
    });
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0.5, seed: 7, max_tokens: 99 });
    expect(run.trajectory.messages[1]?.content).toContain('Speak in rhymes.');
    expect(run.prediction.model_name_or_path).toBe('poet');
  });

  it('is not run on behind what it handed in with', async () => {
    const { run } = await work([
      {
        toolCalls: [
          { name: 'submit', input: {} },
          { name: 'bash', input: { command: 'rm -rf shop' } },
        ],
      },
    ]);
    expect(run.status).toBe('submitted');
    expect(run.prediction.model_patch).toBeNull();
    expect(run.trajectory.steps.at(-1)?.observation).toMatch(/^\[not run/);
  });

  it('may call tools by names of other agents', async () => {
    const { run } = await work([
      calls('execute_bash', { cmd: `sed -i 's/amount - tax/amount + tax/' shop/money.py` }),
      calls('str_replace_based_edit_tool', { command: 'str_replace', path: 'shop/money.py', ...replacement }),
      calls('finish', { message: 'done' }),
    ]);
    expect(run.status).toBe('submitted');
    expect(applied(run.prediction.model_patch)).toBe(clean);
  });
});

describe('a model that does not finish', () => {
  it('only talks', async () => {
    const { run } = await work([
      repair,
      { text: 'Hm.' },
      runs('true'),
      ...Array<ScriptedReply>(3).fill({ text: 'Done!' }),
    ]);
    expect(run.status).toBe('gave-up');
    expect(run.trajectory).toMatchObject({ ending: 'gave-up', exitStatus: 'gave-up' });
    expect(run.trajectory.messages.at(-2)?.content).toContain('`submit`');
    // What it changed counts all the same.
    expect(run.prediction.model_patch).toContain('+    if amount < 0:');
  });

  it.each([
    ['steps', { maxSteps: 2 }],
    ['cost', { prices, maxCostUsd: 1.5 }],
  ] as const)('reaches the limit on %s, and its work is kept', async (limit, options) => {
    const { run, server } = await work([repair, ...Array<ScriptedReply>(9).fill(runs('true'))], options);
    expect(run).toMatchObject({ status: 'limit-reached', limit });
    expect(run.trajectory).toMatchObject({ ending: 'limit', exitStatus: `limit-reached (${limit})` });
    expect(server.requests).toHaveLength(2);
    expect(run.prediction.model_patch).toContain('+    if amount < 0:');
  });

  it('reaches the limit on time in a command that hangs', async () => {
    const { run } = await work([repair, runs('sleep 600')], { timeoutMs: 6000 });
    expect(run).toMatchObject({ status: 'limit-reached', limit: 'time' });
    expect(run.prediction.model_patch).toContain('+    if amount < 0:');
  });

  it('cannot be called any more', async () => {
    const { run } = await work([repair, { status: 401 }], { maxRetries: 0 });
    expect(run).toMatchObject({ status: 'model-failed', error: { statusCode: 401 } });
    expect(run.trajectory.ending).toBe('error');
    expect(run.prediction.model_patch).toContain('+    if amount < 0:');
    const tooLong = { status: 400, message: 'maximum context length is 100 tokens' };
    const second = await work([repair, tooLong], { maxRetries: 0 });
    expect(second.run).toMatchObject({ status: 'model-failed', trajectory: { ending: 'context' } });
  });

  it('is stopped with its caller, who gets nothing', async () => {
    const abort = new AbortController();
    const working = work([runs('sleep 600')], {
      abortSignal: abort.signal,
    });
    const failed = expect(working).rejects.toThrow('enough');
    await delay(3000);
    abort.abort(new Error('enough'));
    await failed;
  });
});

it('loses its sandbox', async () => {
  const local = new LocalRuntime();
  const { run } = await work([repair, runs('true'), submits], {
    runtime: {
      specificationVersion: 'v1',
      name: 'dying',
      createSandbox: async (options) => {
        const sandbox = await local.createSandbox(options);
        const { workingDirectory, temporaryDirectory } = sandbox;
        return {
          workingDirectory,
          temporaryDirectory,
          exec: async (command) => {
            const isModels = JSON.stringify(command.command).includes('"true"');
            if (isModels) await sandbox.remove();
            return sandbox.exec(command);
          },
          readFile: (path) => sandbox.readFile(path),
          writeFile: (path, content) => sandbox.writeFile(path, content),
          removeFile: (path) => sandbox.removeFile(path),
          remove: () => sandbox.remove(),
        };
      },
    },
  });
  await local.dispose();
  expect(run).toMatchObject({ status: 'sandbox-failed', prediction: { model_patch: null } });
  expect(run.trajectory).toMatchObject({ ending: 'error', exitStatus: 'sandbox-failed' });
  expect(run.trajectory.steps).toHaveLength(2);
});

it('is refused what cannot work', async () => {
  const runtime = new LocalRuntime();
  const provider = connect('http://127.0.0.1:9/v1');
  const { problem_statement: _, ...unwritten } = bug;
  const options = { provider, runtime, repositories: shop };
  for (const refused of [
    runAgent(unwritten, options),
    runAgent(bug, { ...options, maxCostUsd: 1 }),
    runAgent(bug, { ...options, maxSteps: 0 }),
    runAgent(bug, { ...options, repositories: [] }),
  ]) {
    await expect(refused).rejects.toSatisfy((error) => InvalidArgumentError.isInstance(error));
  }
  await runtime.dispose();
});

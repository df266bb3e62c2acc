import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import {
  type AgentProgress,
  type AgentResult,
  InvalidArgumentError,
  LocalRuntime,
  openJsonlStore,
  runAgents,
  type RunAgentsOptions,
  type TaskInstance,
} from 'bugsmith';
import {
  type ScriptedModelServer,
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedModelServer,
} from 'bugsmith/testing';
import { bug, makeDirectory, shop } from '../workspaces/support.ts';
import { connect, runs, submits } from './support.ts';

const [header, prices] = [{ runs: 1 }, { inputPerMillionTokensUsd: 10_000, outputPerMillionTokensUsd: 0 }];

/** The bug with a statement that says which it is. */
function numbered(number: number): TaskInstance {
  return { ...bug, instance_id: `${bug.instance_id}${number}`, problem_statement: `Bug number ${number}.` };
}

/** Writes the number of the bug in a file, the first one last, and hands in. */
function leaveNumber({ body }: ScriptedRequest): ScriptedReply {
  const text = JSON.stringify(body);
  const number = /Bug number (\d)\./.exec(text)?.[1] ?? '?';
  if (text.includes('"tool"')) return submits;
  return { ...runs(`echo ${number} > number.txt`), delayMs: number === '0' ? 500 : 0 };
}

type Batch = { readonly results: AsyncGenerator<AgentResult>; readonly server: ScriptedModelServer };

async function begin(
  instances: readonly TaskInstance[],
  options: Partial<RunAgentsOptions> = {},
  answer = leaveNumber,
): Promise<Batch> {
  const server = await startScriptedModelServer({ replies: answer });
  const runtime = new LocalRuntime();
  onTestFinished(() => Promise.all([server.close(), runtime.dispose()]).then(() => undefined));
  const needed = { provider: connect(server.url), runtime, repositories: shop, maxRetries: 0 };
  return { server, results: runAgents(instances, { ...needed, ...options }) };
}

async function collect(results: AsyncIterable<AgentResult>): Promise<AgentResult[]> {
  const all: AgentResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}

const [zero, one, two] = [numbered(0), numbered(1), numbered(2)];
const withoutStatement: TaskInstance = { ...one, problem_statement: ' ' };

it('gives results in order, also of instances that cannot be run', async () => {
  const progress: AgentProgress[] = [];
  const { results } = await begin([zero, withoutStatement, two, two], {
    prices,
    onProgress: (now) => progress.push(now),
  });
  const all = await collect(results);
  expect(all.map(({ status, instanceId }) => [status, instanceId])).toEqual([
    ['submitted', zero.instance_id],
    ['errored', one.instance_id],
    ['submitted', two.instance_id],
    ['submitted', two.instance_id],
  ]);
  expect(
    all.map((result) => ('prediction' in result ? /^\+\d/m.exec(patchOf(result))?.[0] : 'none')),
  ).toEqual(['+0', 'none', '+2', '+2']);
  expect(progress.at(-1)).toEqual({ finished: 4, byStatus: { submitted: 3, errored: 1 }, costUsd: 6 });
  expect(progress).toHaveLength(4);
});

function patchOf(result: AgentResult): string {
  return ('prediction' in result ? result.prediction.model_patch : null) ?? '';
}

it('goes on from a store, with what failed and what is new', async () => {
  const path = join(await makeDirectory(), 'runs.jsonl');
  const failing = (request: ScriptedRequest): ScriptedReply =>
    JSON.stringify(request.body).includes('Bug number 1.') ? { status: 500 } : leaveNumber(request);
  const first = await openJsonlStore(path, { header });
  const early = await collect((await begin([zero, one, two], { store: first }, failing)).results);
  await first.close();
  expect(early.map(({ status }) => status)).toEqual(['submitted', 'model-failed', 'submitted']);

  const second = await openJsonlStore(path, { header });
  const { results, server } = await begin([two, one, zero, zero], { store: second });
  const all = await collect(results);
  await second.close();
  // Two answers each for what failed, and for the instance that is now given twice.
  expect(server.requests).toHaveLength(4);
  expect(all.slice(0, 1)).toEqual([early[2]]);
  expect(all.filter(({ instanceId }) => instanceId === zero.instance_id)).toContainEqual(early[0]);
  expect(all.map(({ status }) => status)).toEqual(Array(4).fill('submitted'));

  const third = await openJsonlStore(path, { header });
  const other = await begin([two], { store: third, temperature: 1 });
  await collect(other.results);
  await third.close();
  expect(other.server.requests).toHaveLength(2);
});

it('names the place of a run in a store that is none', async () => {
  const path = join(await makeDirectory(), 'runs.jsonl');
  const store = await openJsonlStore(path, { header });
  await store.append({ some: 'thing' });
  await store.close();
  await using reopened = await openJsonlStore(path, { header });
  const { results } = await begin([zero], { store: reopened });
  await expect(collect(results)).rejects.toThrow(/runs\.jsonl.*key/s);
});

it('ends when the model refuses every call, after the results of what was begun', async () => {
  const refused = await begin(Array<TaskInstance>(20).fill(one), { concurrency: 1 }, () => ({
    status: 401,
  }));
  const all: AgentResult[] = [];
  const ending = (async () => {
    for await (const result of refused.results) all.push(result);
  })();
  await expect(ending).rejects.toMatchObject({ code: 'LANGUAGE_MODEL_CALL', statusCode: 401 });
  expect(all.map(({ status }) => status)).toEqual(['model-failed']);
  expect(refused.server.requests).toHaveLength(1);
});

it('stops with its caller', async () => {
  const abort = new AbortController();
  const { results } = await begin([zero, one], { abortSignal: abort.signal }, () => runs('sleep 600'));
  const failed = expect(collect(results)).rejects.toThrow('enough');
  await delay(2000);
  abort.abort(new Error('enough'));
  await failed;
});

it('is refused what cannot work before anything is run', async () => {
  for (const options of [{ concurrency: 0 }, { maxSteps: 0 }, { maxCostUsd: 1 }]) {
    const { results, server } = await begin([zero], options);
    await expect(collect(results)).rejects.toSatisfy((error) => InvalidArgumentError.isInstance(error));
    expect(server.requests).toEqual([]);
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ContainerRuntime,
  evaluate,
  type EvaluateOptions,
  type EvaluationProgress,
  type EvaluationResult,
  LocalRuntime,
  type Prediction,
} from 'bugsmith';

import { fix, makeInstance, makeInstances, makePredictions, parser, repository } from './values.ts';

let directory: string;
let local: LocalRuntime;
let sandboxes = 0;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-store-'));
  local = new LocalRuntime();
  sandboxes = 0;
});
afterEach(async () => {
  await local.dispose();
  await rm(directory, { recursive: true, maxRetries: 10 });
});

function run(
  predictions: readonly Prediction[] | 'gold',
  options: Partial<EvaluateOptions> = {},
): Promise<EvaluationResult[]> {
  const runtime: ContainerRuntime = {
    specificationVersion: 'v1',
    name: 'counting',
    createSandbox: (settings) => {
      sandboxes += 1;
      return local.createSandbox(settings);
    },
  };
  const shared = { instances: makeInstances(), repositories: repository, parser };
  const store = join(directory, 'store');
  return Array.fromAsync(
    evaluate(predictions, { ...shared, runtime, store, order: 'predictions', concurrency: 2, ...options }),
  );
}

/** The first of the predictions, which fixes its instance, and its instance. */
const [firstPrediction = { instance_id: '', model_name_or_path: '', model_patch: null }] = makePredictions();
const [firstInstance = makeInstance('')] = makeInstances();

describe('the store of an evaluation', () => {
  it('gives stored results without a run, and evaluates again what changed', async () => {
    const predictions = makePredictions();
    const first = await run(predictions);
    expect(sandboxes).toBe(6);
    const progress: EvaluationProgress[] = [];
    expect(await run(predictions, { onProgress: (now) => progress.push(now) })).toEqual(first);
    expect(sandboxes).toBe(6);
    expect(progress.at(-1)).toMatchObject({ finished: 12, stored: 12 });

    const changed = predictions.with(1, {
      ...firstPrediction,
      instance_id: predictions[1]?.instance_id ?? '',
      model_patch: fix,
    });
    expect((await run(changed)).map(({ status }) => status)).toEqual(
      first.map(({ status }, index) => (index === 1 ? 'resolved' : status)),
    );
    expect(sandboxes).toBe(7);
    const harder = makeInstances().with(0, { ...firstInstance, PASS_TO_PASS: ['keep', 'gone'] });
    expect(await run(changed, { instances: harder })).toMatchObject([
      { status: 'unresolved' },
      ...Array.from({ length: 11 }, () => ({})),
    ]);
    expect(sandboxes).toBe(8);
  });

  it('is refused with other options, while it is open, and when it is damaged', async () => {
    await run([firstPrediction]);
    await expect(run([firstPrediction], { grading: 'swebench' })).rejects.toMatchObject({
      code: 'STORE',
      reason: 'other-header',
    });
    const running = evaluate([firstPrediction], {
      instances: makeInstances(),
      repositories: repository,
      runtime: local,
      parser,
      store: join(directory, 'store'),
    });
    await running.next();
    await expect(run([firstPrediction])).rejects.toMatchObject({ code: 'STORE' });
    await running.return(undefined);
    const path = join(directory, 'store', 'results.jsonl');
    await appendFile(path, '{"key": 5}\n');
    await expect(run([firstPrediction])).rejects.toMatchObject({ code: 'STORE', reason: 'damaged', line: 3 });
    // A line that a kill cut off is none.
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${lines.slice(0, 2).join('\n')}\n{"key": "cut`);
    expect(await run([firstPrediction])).toMatchObject([{ status: 'resolved' }]);
    expect(sandboxes).toBe(1);
  });

  it('does not keep what went wrong, so that it is tried again', async () => {
    const failing: ContainerRuntime = {
      specificationVersion: 'v1',
      name: 'failing',
      createSandbox: () => Promise.reject(new Error('no disk')),
    };
    expect(await run([firstPrediction], { runtime: failing })).toMatchObject([{ status: 'errored' }]);
    expect(await run([firstPrediction])).toMatchObject([{ status: 'resolved' }]);
  });

  it('loses at most what was running, however often it is killed', async () => {
    const program = fileURLToPath(new URL('store-process.ts', import.meta.url));
    const log = join(directory, 'log');
    const places = join(directory, 'sandboxes');
    const runProcess = async (killAfterMs?: number): Promise<number | string | null> => {
      await mkdir(places, { recursive: true });
      const parameters = [program, join(directory, 'killed'), places, log];
      const child = spawn(process.execPath, parameters, {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compiled') },
      });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      const timer =
        killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      const [code, signal] = (await ended) as [number | null, string | null];
      clearTimeout(timer);
      await rm(places, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
      return code ?? signal;
    };
    let kills = 0;
    for (const delay of [30, 120, 250, 80, 400]) if ((await runProcess(delay)) === 'SIGKILL') kills += 1;
    expect(await runProcess()).toBe(0);
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const statuses = ['resolved', 'unresolved', 'patch-failed', 'empty-patch'];
    expect(lines.filter((line) => line !== 'sandbox').slice(-12)).toEqual(
      makePredictions().map(({ instance_id }, index) => `${instance_id} ${statuses[index % 4] ?? ''}`),
    );
    expect(lines.filter((line) => line === 'sandbox').length).toBeLessThanOrEqual(6 + 3 * kills);
  }, 180_000);
});

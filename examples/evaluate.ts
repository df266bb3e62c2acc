/**
 * Makes task instances of a project and checks them by themselves: gold, which takes every bug back, must resolve all,
 * and an empty patch none. Fails when that is not so.
 *
 *     npm run setup && npm run build
 *     node examples/evaluate.ts                                       the sample project of this folder, offline
 *     node examples/evaluate.ts pypi:funcy==2.0 --instances 30        a source distribution from PyPI
 *     node examples/evaluate.ts pypi:funcy==2.0 --predictions preds.json   an agent's patches
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createBaseline,
  evaluate,
  type EvaluationResult,
  installLocally,
  LocalRuntime,
  openRepository,
  type Predictions,
  ProceduralModifier,
  readPredictions,
  type TaskInstance,
  toTaskInstance,
  validate,
  writeEvaluationReports,
} from 'bugsmith';

import { resolveTarget } from './support/resolve-target.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'evaluate');
const sample = join(root, 'examples', 'sample-project');

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    instances: { type: 'string', default: '12' },
    seed: { type: 'string', default: '24' },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    predictions: { type: 'string' },
  },
});
const concurrency = Number(settings.concurrency);
const target = positionals[0] ?? sample;
const repository = await openRepository(await resolveTarget(target, join(cache, 'checkouts')));
const runtime = new LocalRuntime(
  target === sample
    ? { virtualEnvironment: join(root, '.cache', 'venv') }
    : await installLocally(repository, { directory: join(cache, 'installations', repository.mirrorName) }),
);

try {
  const instances = await makeInstances(Number(settings.instances));
  console.log(`${repository.mirrorName}: ${instances.length} task instances`);
  if (settings.predictions === undefined) {
    const gold = await run('gold', instances);
    const empty = await run('empty', instances);
    if (instances.length === 0 || gold !== instances.length || empty !== 0) {
      console.log('The instances are not sound: gold must resolve all of them, and an empty patch none.');
      process.exitCode = 1;
    }
  } else {
    await run(readPredictions(settings.predictions), instances);
  }
} finally {
  await runtime.dispose();
}

/** The first so many task instances that bugs of every kind give. */
async function makeInstances(count: number): Promise<TaskInstance[]> {
  const made: TaskInstance[] = [];
  const baseline = await createBaseline(repository, { runtime });
  const perKind = Math.max(1, Math.ceil(count / 6));
  const candidates = new ProceduralModifier({ seed: Number(settings.seed), maxBugs: perKind }).generate(
    repository,
  );
  const timeoutMs = Math.max(10_000, 10 * baseline.durationMs);
  for await (const result of validate(candidates, {
    repository,
    runtime,
    baseline,
    timeoutMs,
    concurrency,
    order: 'candidates',
  })) {
    if (result.status !== 'valid') continue;
    made.push(toTaskInstance(result, { repository, now: () => new Date(0) }));
    if (made.length === count) break;
  }
  return made;
}

/** Evaluates predictions, prints what became of them, and answers how many were resolved. */
async function run(predictions: Predictions, instances: readonly TaskInstance[]): Promise<number> {
  const name = typeof predictions === 'string' ? predictions : 'predictions';
  const started = performance.now();
  const directory = join(cache, 'reports', repository.mirrorName);
  const results = evaluateAndTell(predictions, instances);
  const { byStatus } = await writeEvaluationReports(results, { directory, runId: name });
  const resolved = byStatus.resolved ?? 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = Object.entries(byStatus).map(([status, number]) => `${number} ${status}`);
  console.log(`${name}: ${resolved} of ${instances.length} resolved in ${seconds} s (${counts.join(', ')})`);
  return resolved;
}

/** Evaluates predictions, and prints what is not as it should be. */
async function* evaluateAndTell(
  predictions: Predictions,
  instances: readonly TaskInstance[],
): AsyncIterable<EvaluationResult> {
  for await (const result of evaluate(predictions, {
    instances,
    repositories: repository,
    runtime,
    concurrency,
    order: 'predictions',
  })) {
    if (result.status !== (predictions === 'empty' ? 'unresolved' : 'resolved'))
      console.log(describe(result));
    yield result;
  }
}

function describe(result: EvaluationResult): string {
  const reason =
    'reason' in result
      ? result.reason
      : 'problem' in result
        ? (result.problem ??
          [...result.failToPass.failed, ...result.passToPass.failed].slice(0, 5).join(', '))
        : 'error' in result
          ? result.error.message
          : '';
  return `${result.prediction.instance_id}: ${result.status} ${reason}`;
}

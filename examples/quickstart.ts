/**
 * From a Python project to task instances, in one command:
 *
 *     npm run quickstart                                  the sample project of this folder, offline
 *     npm run quickstart -- pypi:funcy==2.0               a source distribution from PyPI
 *     npm run quickstart -- https://example.org/repo.git  a git repository
 *     npm run quickstart -- ../my-project --max-bugs 20   a directory, more bugs of each kind
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createBaseline,
  extractEntities,
  installLocally,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
  toTaskInstance,
  validate,
  writeInstances,
  type TaskInstance,
} from 'bugsmith';

import { formatYield, YieldCounter } from './support/yield-table.ts';
import { resolveTarget } from './support/resolve-target.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheDirectory = join(root, '.cache', 'quickstart');
const sample = join(root, 'examples', 'sample-project');

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'max-bugs': { type: 'string', default: '3' },
    seed: { type: 'string', default: '24' },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    output: { type: 'string' },
  },
});
const started = performance.now();
// Ctrl-C ends what runs and removes its files; a process that is killed cannot.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort(new Error(`stopped by ${signal}`));
  });
}
const abortSignal = stop.signal;
const target = positionals[0] ?? sample;

// 1. The repository, read at one commit; nothing is ever written to it.
const repository = await openRepository(await resolveTarget(target, join(cacheDirectory, 'checkouts')));
const entities = await extractEntities(repository);
console.log(
  `${repository.mirrorName}: ${repository.files.length} files, ${entities.length} functions, methods and classes`,
);

// 2. A place to run its tests. The sample needs only pytest, which the set-up put in .cache/venv.
const installation =
  target === sample
    ? { virtualEnvironment: join(root, '.cache', 'venv') }
    : await installLocally(repository, {
        directory: join(cacheDirectory, 'installations', repository.mirrorName),
        abortSignal,
      });
const runtime = new LocalRuntime(installation);

try {
  // 3. What the tests do when nothing is broken.
  const baseline = await createBaseline(repository, { runtime, abortSignal });
  const passing = baseline.tests.filter(([, status]) => status === 'passed').length;
  console.log(
    `${repository.environment.testCommand}: ${passing} of ${baseline.tests.length} tests pass in ${(baseline.durationMs / 1000).toFixed(1)} s`,
  );

  // A bug can make a loop endless; nobody wants to wait the usual two minutes for each of those here.
  const timeoutMs = Math.max(10_000, 10 * baseline.durationMs);

  // 4. Break it in many ways, and keep what the tests notice.
  const modifier = new ProceduralModifier({
    seed: Number(settings.seed),
    maxBugs: Number(settings['max-bugs']),
  });
  const counter = new YieldCounter();
  const instances: TaskInstance[] = [];
  const results = validate(modifier.generate(repository, { abortSignal }), {
    repository,
    runtime,
    baseline,
    timeoutMs,
    abortSignal,
    concurrency: Number(settings.concurrency),
    order: 'candidates',
    onProgress: ({ finished }) => {
      if (process.stdout.isTTY) process.stdout.write(`\r${finished} candidates tested`);
    },
  });
  for await (const result of results) {
    counter.add(result);
    // The commit's files decide everything else, so a fixed date makes the output the same each time.
    if (result.status === 'valid')
      instances.push(toTaskInstance(result, { repository, now: () => new Date(0) }));
  }

  // 5. The task instances, in the form SWE-smith's tools read.
  const output = resolve(settings.output ?? join(cacheDirectory, `${repository.mirrorName}.jsonl`));
  await writeInstances(output, instances);
  console.log(formatYield(counter, (performance.now() - started) / 1000));
  console.log(`${instances.length} task instances are in ${output}, the first of them:`);
  console.log(describe(instances[0]));
} catch (error) {
  if (!abortSignal.aborted) throw error;
  console.log('\nStopped; nothing is left running.');
  process.exitCode = 130;
} finally {
  await runtime.dispose();
}

function describe(instance: TaskInstance | undefined): string {
  if (instance === undefined) return '(none)';
  return `\n${instance.instance_id}: breaks ${instance.FAIL_TO_PASS.length} tests, keeps ${instance.PASS_TO_PASS.length}\n\n${instance.patch}`;
}

/**
 * From a real project to rated instances, a report on them, and a part to train on:
 *
 *     npm run setup && npm run build
 *     node examples/dataset-report.ts                                 pypi:funcy==2.0, with a scripted model
 *     node examples/dataset-report.ts --max-bugs 6 ../my-project
 *     node examples/dataset-report.ts --base-url http://127.0.0.1:8000/v1 --model rater
 *
 * Without --base-url the difficulty is asked of a server on this machine that answers from a script, over HTTP: it
 * shows how ratings run, and says nothing about difficulty. Fails when something does not come out as it should.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  aiSdkProvider,
  createBaseline,
  type DifficultyRating,
  estimateDifficulty,
  installLocally,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
  rateDifficulty,
  readDifficulties,
  selectInstances,
  summarizeDataset,
  summarizeDifficulty,
  swebenchRepositories,
  type TaskInstance,
  toBugCoverageTable,
  toCsv,
  toDifficultyTable,
  toMarkdown,
  toSizeTable,
  toTaskInstance,
  toYieldTable,
  validate,
  type ValidationResult,
  writeDifficulties,
  writeInstances,
} from 'bugsmith';
import { startScriptedModelServer } from 'bugsmith/testing';

import { resolveTarget } from './support/resolve-target.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'dataset-report');

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'max-bugs': { type: 'string', default: '4' },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    'base-url': { type: 'string' },
    model: { type: 'string', default: 'scripted' },
  },
});
const target = positionals[0] ?? 'pypi:funcy==2.0';
const repository = await openRepository(await resolveTarget(target, join(cache, 'checkouts')));
const directory = join(cache, 'installations', repository.mirrorName);
const runtime = new LocalRuntime(await installLocally(repository, { directory }));

// 1. Candidates, and what the tests say to them. Results are passed on as they come, and not kept.
const instances: TaskInstance[] = [];
const baseline = await createBaseline(repository, { runtime });
async function* collectInstances(): AsyncGenerator<ValidationResult> {
  const candidates = new ProceduralModifier({ maxBugs: Number(settings['max-bugs']) }).generate(repository);
  const concurrency = Number(settings.concurrency);
  for await (const result of validate(candidates, {
    repository,
    runtime,
    baseline,
    concurrency,
    order: 'candidates',
  })) {
    if (result.status === 'valid') {
      const instance = toTaskInstance(result, { repository, now: () => new Date(0) });
      instances.push({ ...instance, problem_statement: describe(result.failToPass) });
    }
    yield result;
  }
}

/** A plain statement; the writers of issues write better ones. */
function describe(failToPass: readonly string[]): string {
  const areas = new Set(
    failToPass.map((test) => test.replace(/^.*\/|\.py.*$|::.*$/g, '').replace(/^test_/, '')),
  );
  return `Something that worked does not work any more. It has to do with ${[...areas].join(', ')}.`;
}

const results = collectInstances();
// The instances are complete when the results have been read, which is when they are asked for.
const summary = await summarizeDataset(results, instances, { repositories: repository });
await runtime.dispose();
console.log(`${repository.mirrorName}\n\n${toMarkdown(toYieldTable(summary))}`);
console.log(toMarkdown(toSizeTable(summary)));
console.log(toMarkdown(toBugCoverageTable(summary)));

// 2. What a model says about their difficulty.
const answers = [
  '<15 min fix',
  'Medium',
  'It takes a while to find.\n\n**Difficulty:** 1–4 hours',
  '15 min – 1 hour',
  '?',
];
const offline =
  settings['base-url'] === undefined
    ? await startScriptedModelServer({ replies: (_, index) => ({ text: answers[index % answers.length] }) })
    : undefined;
const baseURL = settings['base-url'] ?? offline?.url ?? '';
const provider = aiSdkProvider(createOpenAICompatible({ name: 'rater', baseURL })(settings.model), {
  prices: { inputPerMillionTokensUsd: 1, outputPerMillionTokensUsd: 5 },
});
const ratings: DifficultyRating[] = [];
let costUsd: number | undefined;
for await (const rating of rateDifficulty(instances, {
  provider,
  onProgress: (progress) => (costUsd = progress.costUsd),
})) {
  ratings.push(rating);
}
await offline?.close();
const difficultiesPath = join(cache, `${repository.mirrorName}_difficulties.jsonl`);
await writeInstances(join(cache, `${repository.mirrorName}.jsonl`), instances);
await writeDifficulties(difficultiesPath, ratings);
const difficulty = await summarizeDifficulty(readDifficulties(difficultiesPath), { instances });
console.log(
  `${provider.modelId}, $${costUsd?.toFixed(4) ?? '?'}\n\n${toMarkdown(toDifficultyTable(difficulty))}`,
);
await writeFile(join(cache, `${repository.mirrorName}.csv`), toCsv(toSizeTable(summary)));

// 3. What facts say, with how far the tests are from the change where names tell.
const estimates = await Promise.all(
  instances.map((instance) => estimateDifficulty(instance, { repository, coverage: baseline.coverage })),
);
const scores = estimates.flatMap((estimate) =>
  estimate.status === 'estimated' ? [estimate.estimatedScore] : [],
);
const distances = estimates.flatMap((estimate) =>
  estimate.status === 'estimated' ? [estimate.facts.callDistance] : [],
);
const byDistance = Map.groupBy(distances, (distance) => distance);
const counts = [...byDistance].sort(([one = 99], [other = 99]) => one - other);
console.log(
  `estimated from facts: ${Math.min(...scores).toFixed(2)} to ${Math.max(...scores).toFixed(2)}; calls from test to ` +
    `change: ${counts.map(([distance, all]) => `${distance ?? 'unknown'}: ${all.length}`).join(', ')}\n`,
);

// 4. A part to train on: at most two of each strategy, none of a repository SWE-bench evaluates on.
const selection = await selectInstances(instances, {
  failToPass: { min: 1, max: 50 },
  excludeRepositories: swebenchRepositories,
  maxPerStrategy: 2,
  size: 16,
});
console.log(`selected ${selection.instances.length} of ${selection.total}; left out:`, selection.leftOut);

assert(instances.length > 10, 'too few instances');
assert.equal(ratings.length, instances.length);
assert.equal(difficulty.total.instances, instances.length);
assert.equal(summary.total.instances, summary.total.valid);
assert(scores.every((score) => score >= 1 && score < 9));
if (offline !== undefined) {
  // Every fifth answer of the script cannot be read.
  assert.equal(difficulty.total.unrated, Math.floor(instances.length / answers.length));
}

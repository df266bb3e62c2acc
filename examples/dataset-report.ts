/**
 * From a real project to instances with problem statements, their difficulty, a report, and a part to train on:
 *
 *     npm run setup && npm run build
 *     node examples/dataset-report.ts                                 pypi:funcy==2.0, with a scripted model
 *     node examples/dataset-report.ts --max-bugs 6 ../my-project
 *     node examples/dataset-report.ts --base-url http://127.0.0.1:8000/v1 --model rater
 *
 * Without --base-url statements and difficulty are asked of servers on this machine that answer from a script, over
 * HTTP: they show how it runs, and say nothing about difficulty. Fails when something does not come out as it should.
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
  factIssues,
  installLocally,
  lmIssues,
  type LmProvider,
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
  templateIssues,
  testIssues,
  toBugCoverageTable,
  toCsv,
  toDifficultyTable,
  toMarkdown,
  toSizeTable,
  toTaskInstance,
  toYieldTable,
  validate,
  type ValidationResult,
  withProblemStatement,
  writeDifficulties,
  writeInstances,
  writeIssues,
} from 'bugsmith';
import {
  type ScriptedModelServer,
  type ScriptedModelServerOptions,
  startScriptedModelServer,
} from 'bugsmith/testing';

import { resolveTarget } from './support/resolve-target.ts';
import { answerWithReport } from './support/scripted-reports.ts';

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
const concurrency = Number(settings.concurrency);
const target = positionals[0] ?? 'pypi:funcy==2.0';
const repository = await openRepository(await resolveTarget(target, join(cache, 'checkouts')));
const directory = join(cache, 'installations', repository.mirrorName);
const runtime = new LocalRuntime(await installLocally(repository, { directory }));

// 1. Candidates, and what the tests say to them. Results are passed on as they come, and not kept.
const instances: TaskInstance[] = [];
const baseline = await createBaseline(repository, { runtime });
async function* collectInstances(): AsyncGenerator<ValidationResult> {
  const candidates = new ProceduralModifier({ maxBugs: Number(settings['max-bugs']) }).generate(repository);
  for await (const result of validate(candidates, {
    repository,
    runtime,
    baseline,
    concurrency,
    order: 'candidates',
  })) {
    if (result.status === 'valid')
      instances.push(toTaskInstance(result, { repository, now: () => new Date(0) }));
    yield result;
  }
}

const results = collectInstances();
// The instances are complete when the results have been read, which is when they are asked for.
const summary = await summarizeDataset(results, instances, { repositories: repository });
console.log(`${repository.mirrorName}\n\n${toMarkdown(toYieldTable(summary))}`);
console.log(toMarkdown(toSizeTable(summary)));
console.log(toMarkdown(toBugCoverageTable(summary)));

// 2. What an agent would be told, by every writer; the texts of the last one that wrote one are kept.
const prices = { inputPerMillionTokensUsd: 1, outputPerMillionTokensUsd: 5 };
const openServer = async (
  replies: ScriptedModelServerOptions['replies'],
): Promise<ScriptedModelServer | undefined> =>
  settings['base-url'] === undefined ? startScriptedModelServer({ replies }) : undefined;
const openProvider = (server: ScriptedModelServer | undefined): LmProvider =>
  aiSdkProvider(
    createOpenAICompatible({ name: 'model', baseURL: settings['base-url'] ?? server?.url ?? '' })(
      settings.model,
    ),
    { prices },
  );
const reporter = await openServer(answerWithReport);
const writers = [
  templateIssues(),
  testIssues(),
  lmIssues({ provider: openProvider(reporter) }),
  factIssues(),
];
const written: Record<string, number> = {};
for (const writer of writers) {
  const outcomes: Record<string, number> = {};
  const options = { writer, repositories: repository, runtime, concurrency };
  for await (const issue of writeIssues([...instances], options)) {
    const outcome = issue.status === 'not-written' ? issue.reason : issue.status;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const index = instances.findIndex(({ instance_id: id }) => id === issue.instance.instance_id);
    if (issue.status === 'written') instances[index] = withProblemStatement(issue.instance, issue);
  }
  written[writer.name] = outcomes['written'] ?? 0;
  console.log(`statements by ${writer.name}:`, outcomes);
}
await reporter?.close();
await runtime.dispose();
console.log(`\nThe first one:\n\n${String(instances[0]?.problem_statement).replaceAll(/^/gm, '  | ')}\n`);

// 3. What a model says about their difficulty.
const answers = [
  '<15 min fix',
  'Medium',
  'It takes a while to find.\n\n**Difficulty:** 1–4 hours',
  '15 min – 1 hour',
  '?',
];
const rater = await openServer((_, index) => ({ text: answers[index % answers.length] }));
const provider = openProvider(rater);
const ratings: DifficultyRating[] = [];
let costUsd: number | undefined;
for await (const rating of rateDifficulty(instances, {
  provider,
  onProgress: (progress) => (costUsd = progress.costUsd),
})) {
  ratings.push(rating);
}
await rater?.close();
const difficultiesPath = join(cache, `${repository.mirrorName}_difficulties.jsonl`);
await writeInstances(join(cache, `${repository.mirrorName}.jsonl`), instances);
await writeDifficulties(difficultiesPath, ratings);
const difficulty = await summarizeDifficulty(readDifficulties(difficultiesPath), { instances });
console.log(
  `${provider.modelId}, $${costUsd?.toFixed(4) ?? '?'}\n\n${toMarkdown(toDifficultyTable(difficulty))}`,
);
await writeFile(join(cache, `${repository.mirrorName}.csv`), toCsv(toSizeTable(summary)));

// 4. What facts say, with how far the tests are from the change where names tell.
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

// 5. A part to train on: at most two of each strategy, none of a repository SWE-bench evaluates on.
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
assert.equal(written['templates'], instances.length);
assert.equal(written['tests'], instances.length);
assert((written['facts'] ?? 0) >= 0.6 * instances.length, 'too few reproductions');
if (rater !== undefined) {
  assert.equal(written['lm'], instances.length);
  // Every fifth answer of the script cannot be read.
  assert.equal(difficulty.total.unrated, Math.floor(instances.length / answers.length));
}

/**
 * Bugs written by a language model, validated by the project's own tests:
 *
 *     npm run setup && npm run build
 *     node examples/language-model-bugs.ts                                offline: a scripted model, the sample project
 *     node examples/language-model-bugs.ts --package @ai-sdk/openai --model gpt-5-mini ../my-project
 *     node examples/language-model-bugs.ts --package @ai-sdk/openai-compatible --model qwen3-coder \
 *       --base-url http://127.0.0.1:8000/v1 --mode rewrite pypi:funcy==2.0
 *
 * Any provider package of the AI SDK will do, once installed with `npm install`; the key is taken from the environment
 * variable the package looks at, or from the one that --key-variable names. With --dry-run nothing is asked: what
 * it would cost is told. A run that was stopped goes on where it was when it is started again.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  Budget,
  createBaseline,
  estimateCost,
  installLocally,
  LmModifier,
  LocalRuntime,
  openJsonlStore,
  openRepository,
  stackedProvider,
  validate,
} from 'bugsmith';
import { startScriptedModelServer } from 'bugsmith/testing';

import { loadModel } from './support/load-model.ts';
import { resolveTarget } from './support/resolve-target.ts';
import { answerWithBug } from './support/scripted-bugs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'language-model-bugs');
const sample = join(root, 'examples', 'sample-project');

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: 'string' },
    model: { type: 'string', default: 'scripted' },
    'base-url': { type: 'string' },
    'key-variable': { type: 'string' },
    mode: { type: 'string', default: 'modify' },
    'max-entities': { type: 'string', default: '8' },
    'bugs-per-entity': { type: 'string', default: '1' },
    seed: { type: 'string', default: '24' },
    'input-price': { type: 'string', default: '1' },
    'output-price': { type: 'string', default: '5' },
    budget: { type: 'string', default: '1' },
    'dry-run': { type: 'boolean', default: false },
    store: { type: 'string' },
  },
});
const mode = settings.mode === 'rewrite' ? 'rewrite' : 'modify';
const target = positionals[0] ?? sample;
const repository = await openRepository(await resolveTarget(target, join(cache, 'checkouts')));

// 1. The model: that of the arguments, or, without any, a server on this machine that answers from a script.
const offline =
  settings.package === undefined ? await startScriptedModelServer({ replies: answerWithBug }) : undefined;
const model = await loadModel({
  packageName: settings.package ?? '@ai-sdk/openai-compatible',
  modelId: settings.model,
  baseURL: offline?.url ?? settings['base-url'],
  apiKey: settings['key-variable'] === undefined ? undefined : process.env[settings['key-variable']],
});
const prices = {
  inputPerMillionTokensUsd: Number(settings['input-price']),
  outputPerMillionTokensUsd: Number(settings['output-price']),
};
const budget = new Budget({ maxCostUsd: Number(settings.budget) });
const provider = stackedProvider(model, { prices, budget });

// 2. The strategy: the most complex entities first. Offline nothing is kept, so that each run is a whole one.
const keeps =
  settings.store ?? (offline === undefined ? join(cache, `${repository.mirrorName}.jsonl`) : undefined);
const store =
  keeps === undefined ? undefined : await openJsonlStore(keeps, { header: { mode, model: settings.model } });
const refusals = new Map<string, number>();
let costUsd = 0;
const modifier = new LmModifier({
  provider,
  mode,
  seed: Number(settings.seed),
  score: ({ complexity }) => complexity,
  maxEntities: Number(settings['max-entities']),
  bugsPerEntity: Number(settings['bugs-per-entity']),
  store,
  onRefused({ reason, costUsd: cost, entity, message }) {
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
    costUsd += cost ?? 0;
    console.log(`${entity.path}:${entity.startLine} ${entity.qualifiedName}\n=> no candidate: ${message}\n`);
  },
});

// 3. What it would cost, before anything is asked. Replies are about as long as what they change.
const estimate = await estimateCost(modifier.requests(repository), { prices, outputTokensPerCall: 600 });
console.log(
  `${repository.mirrorName}, ${modifier.name} with ${model.modelId}: ${estimate.calls} calls, about ` +
    `${estimate.inputTokens} tokens in, ${estimate.outputTokens} out, $${estimate.costUsd?.toFixed(4)}\n`,
);

// 4. The bugs, as they are written, and which of them the tests notice.
const runtime = new LocalRuntime(
  target === sample
    ? { virtualEnvironment: join(root, '.cache', 'venv') }
    : await installLocally(repository, { directory: join(cache, 'installations', repository.mirrorName) }),
);
let valid = 0;
try {
  if (!settings['dry-run']) {
    const baseline = await createBaseline(repository, { runtime });
    const results = validate(modifier.generate(repository), {
      repository,
      runtime,
      baseline,
      order: 'candidates',
    });
    for await (const result of results) {
      const { entity, patch, explanation } = result.candidate;
      if (result.status === 'valid') valid += 1;
      costUsd += result.candidate.costUsd ?? 0;
      const changed = patch.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line));
      const found = result.status === 'valid' ? `, noticed by ${result.failToPass.length} tests` : '';
      console.log(`${entity?.path}:${entity?.startLine} ${entity?.qualifiedName}: ${explanation}`);
      console.log(`${changed.join('\n')}\n=> ${result.status}${found}\n`);
    }
    const refused = [...refusals].map(([reason, count]) => `${count} ${reason}`).join(', ');
    console.log(
      `${valid} valid bugs for $${costUsd.toFixed(4)}; refused: ${refused === '' ? 'none' : refused}`,
    );
    if (valid === 0) process.exitCode = 1;
  }
} finally {
  await runtime.dispose();
  await store?.close();
  await offline?.close();
}

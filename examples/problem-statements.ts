/**
 * Problem statements of every kind for bugs of the sample project, offline, with a scripted model on this machine:
 *
 *     npm run setup && npm run build
 *     node examples/problem-statements.ts
 *     node examples/problem-statements.ts --max-bugs 1 --instances 20
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createBaseline,
  factIssues,
  type IssueResult,
  type IssueWriter,
  lmIssues,
  LocalRuntime,
  openRepository,
  originalIssues,
  ProceduralModifier,
  stackedProvider,
  type TaskInstance,
  templateIssues,
  testIssues,
  toTaskInstance,
  validate,
  writeIssues,
} from 'bugsmith';
import { startScriptedModelServer } from 'bugsmith/testing';

import { resolveTarget } from './support/resolve-target.ts';
import { answerWithReport } from './support/scripted-reports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: settings } = parseArgs({
  options: {
    instances: { type: 'string', default: '6' },
    'max-bugs': { type: 'string', default: '1' },
  },
});

const repository = await openRepository(
  await resolveTarget(join(root, 'examples', 'sample-project'), join(root, '.cache', 'problem-statements')),
);
const runtime = new LocalRuntime({ virtualEnvironment: join(root, '.cache', 'venv') });
const server = await startScriptedModelServer({ replies: answerWithReport });

/** Prints one text of a writer in full, and of the others what became of them. */
async function show(
  writer: IssueWriter,
  instances: readonly TaskInstance[],
): Promise<readonly IssueResult[]> {
  console.log(`\n=== ${writer.name}`);
  const results: IssueResult[] = [];
  for await (const issue of writeIssues(instances, { writer, repositories: repository, runtime })) {
    results.push(issue);
    const leaks = 'leaks' in issue ? [...new Set(issue.leaks.map(({ rule }) => rule))].join(', ') : '';
    const told = issue.status === 'not-written' ? issue.reason : `${issue.attempts} attempts ${leaks}`;
    const reason = issue.status === 'errored' ? String(issue.error) : told;
    console.log(`${issue.instance.instance_id}: ${issue.status}, $${issue.costUsd?.toFixed(4)}, ${reason}`);
  }
  const written = results.find((issue) => issue.status === 'written');
  if (written !== undefined) console.log(`\n${written.text.trimEnd().replaceAll(/^/gm, '  | ')}`);
  return results;
}

try {
  // 1. Some bugs that tests notice.
  const baseline = await createBaseline(repository, { runtime });
  const instances: TaskInstance[] = [];
  const modifier = new ProceduralModifier({ maxBugs: Number(settings['max-bugs']) });
  for await (const result of validate(modifier.generate(repository), { repository, runtime, baseline })) {
    if (result.status === 'valid')
      instances.push(toTaskInstance(result, { repository, now: () => new Date(0) }));
    if (instances.length >= Number(settings.instances)) break;
  }

  // 2. Every writer describes them. None of these bugs is a mirrored pull request; the issue of one is made up.
  const model = createOpenAICompatible({ name: 'scripted', baseURL: server.url })('scripted');
  const prices = { inputPerMillionTokensUsd: 1, outputPerMillionTokensUsd: 5 };
  const [first] = instances;
  const writers = [
    templateIssues(),
    testIssues(),
    originalIssues({
      find: ({ instance_id: id }) =>
        id === first?.instance_id ? 'Prices are off\n\nSince yesterday.' : undefined,
    }),
    lmIssues({ provider: stackedProvider(model, { prices }) }),
    factIssues(),
  ];
  for (const writer of writers) {
    const results = await show(writer, instances);
    if (!results.some(({ status }) => status === 'written')) process.exitCode = 1;
  }
} finally {
  await runtime.dispose();
  await server.close();
}

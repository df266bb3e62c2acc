/**
 * An agent on bugs made in the sample project, graded, and made into training data:
 *
 *     npm run setup && npm run build
 *     node examples/run-agent.ts                                          offline: a scripted model
 *     node examples/run-agent.ts --package @ai-sdk/openai --model gpt-5-mini ../my-project
 *
 * The model's commands run on this machine. For a model you do not watch, pass a `DockerRuntime` instead.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  auditLeaks,
  evaluate,
  installLocally,
  LocalRuntime,
  openRepository,
  prepareWorkspace,
  ProceduralModifier,
  runAgent,
  type TaskInstance,
  toSftXml,
  toTaskInstance,
  validate,
} from 'bugsmith';
import { startScriptedModelServer } from 'bugsmith/testing';
import { loadModel } from './support/load-model.ts';
import { resolveTarget } from './support/resolve-target.ts';
import { scriptRepairs } from './support/scripted-repairs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'run-agent');

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: 'string' },
    model: { type: 'string', default: 'scripted' },
    'base-url': { type: 'string' },
    count: { type: 'string', default: '3' },
  },
});
const target = positionals[0] ?? join(root, 'examples', 'sample-project');
const repository = await openRepository(await resolveTarget(target, join(cache, 'checkouts')));
const installation = await installLocally(repository, { directory: join(cache, repository.mirrorName) });
const runtime = new LocalRuntime(installation);

// 1. Some bugs. A real issue would be written by `writeIssues`.
const instances: TaskInstance[] = [];
const candidates = new ProceduralModifier({ seed: 24, maxBugs: 1 }).generate(repository);
for await (const result of validate(candidates, { repository, runtime })) {
  if (result.status !== 'valid') continue;
  const instance = toTaskInstance(result, { repository });
  const problem_statement = `These tests fail: ${instance.FAIL_TO_PASS.join(', ')} (${instance.instance_id}).`;
  instances.push({ ...instance, problem_statement });
  if (instances.length === Number(settings.count)) break;
}

// 2. The model: that of the arguments, or a server on this machine that repairs all bugs but the last.
const repaired = instances.slice(0, -1).map(({ instance_id }) => instance_id);
const offline =
  settings.package === undefined
    ? await startScriptedModelServer({ replies: scriptRepairs(instances, { repaired }) })
    : undefined;
const provider = await loadModel({
  packageName: settings.package ?? '@ai-sdk/openai-compatible',
  modelId: settings.model,
  baseURL: offline?.url ?? settings['base-url'],
});

// 3. The agent, the grade, and a row of training data for what was resolved.
let resolved = 0;
for (const instance of instances) {
  const options = { repositories: repository, runtime };
  const workspace = await prepareWorkspace(instance, options);
  const leaks = await auditLeaks(workspace, instance, options);
  await workspace.sandbox.remove();
  const { status, prediction, trajectory } = await runAgent(instance, { ...options, provider, maxSteps: 20 });
  for await (const graded of evaluate([prediction], { ...options, instances: [instance] })) {
    const row = graded.status === 'resolved' ? toSftXml(trajectory) : undefined;
    if (row !== undefined) resolved += 1;
    console.log(
      `${instance.instance_id}: ${status}, ${trajectory.usage.calls} answers, ${graded.status}, ` +
        `${row?.messages.length ?? 0} messages for training, ${leaks.length} leaks in the shared environment`,
    );
  }
}
await offline?.close();
await runtime.dispose();
if (offline !== undefined && resolved !== repaired.length) process.exitCode = 1;

import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type AgentRun,
  auditLeaks,
  buildEnvironment,
  DockerRuntime,
  evaluate,
  type EvaluationResult,
  openRepository,
  type Prediction,
  prepareWorkspace,
  ProceduralModifier,
  type Repository,
  runAgent,
  type TaskInstance,
  toSftBackticks,
  toSftTools,
  toSftXml,
  toTaskInstance,
  validate,
} from 'bugsmith';
import { startScriptedModelServer } from 'bugsmith/testing';
import { resolveTarget } from '../../examples/support/resolve-target.ts';
import { scriptRepairs } from '../../examples/support/scripted-repairs.ts';
import { docker, expectNothingLeft } from './engine.ts';
import { networkBaseImage } from './network-base.ts';

const cache = fileURLToPath(new URL('../../.cache/docker-tests/whole-loop', import.meta.url));
const runtime = new DockerRuntime();
const wanted = 4;
let repository: Repository;
let image: string | undefined;
let instances: TaskInstance[];

beforeAll(async () => {
  const checkout = await resolveTarget('pypi:funcy==2.0', cache);
  const built = await buildEnvironment(await openRepository(checkout), {
    runtime,
    // Not the usual name, which another file's image has.
    image: 'bugsmith-test/whole-loop',
    baseImage: networkBaseImage,
    networkMode: 'host',
  });
  image = built.image;
  repository = await openRepository(checkout, { environment: built.environment });
  instances = await makeInstances();
}, 900_000);

afterAll(async () => {
  await runtime.dispose();
  if (image !== undefined) await docker(['image', 'rm', '--force', image]);
  await expectNothingLeft(runtime.runId);
});

/** The first instances of a few modifications that cannot make a loop endless. */
async function makeInstances(): Promise<TaskInstance[]> {
  const made = await Array.fromAsync(new ProceduralModifier({ seed: 7, maxBugs: 2 }).generate(repository));
  const candidates = made.filter(({ strategy }) =>
    /ctrl_invert_if|op_change|remove_wrapper|remove_cond/.test(strategy),
  );
  const valid: TaskInstance[] = [];
  const results = validate(candidates, { repository, runtime, selection: 'all', timeoutMs: 120_000 });
  for await (const result of results) {
    if (result.status !== 'valid') continue;
    const instance = toTaskInstance(result, { repository });
    const problem_statement = `Something is broken (${instance.instance_id}).`;
    valid.push({ ...instance, problem_statement });
    if (valid.length === wanted) break;
  }
  return valid;
}

async function grade(predictions: Iterable<Prediction> | 'gold' | 'empty'): Promise<Map<string, string>> {
  const options = { instances, repositories: repository, runtime, timeoutMs: 120_000 };
  const results: EvaluationResult[] = await Array.fromAsync(evaluate(predictions, options));
  return new Map(
    results.map((result) => [
      result.prediction.instance_id,
      result.status === 'tampered' ? `tampered: ${result.reason}` : result.status,
    ]),
  );
}

async function runAll(server: { readonly url: string }): Promise<AgentRun[]> {
  const provider = createOpenAICompatible({ name: 'scripted', baseURL: server.url })('expert');
  const runs: AgentRun[] = [];
  for (const instance of instances) {
    runs.push(await runAgent(instance, { provider, runtime, repositories: repository, maxSteps: 10 }));
  }
  return runs;
}

describe('a workspace in a container of an environment', () => {
  it('passes the audit, which sees what is in the container otherwise', { timeout: 600_000 }, async () => {
    const [instance] = instances as [TaskInstance];
    const options = { repositories: repository };
    for (const removeFailingTests of [false, true]) {
      const workspace = await prepareWorkspace(instance, { ...options, runtime, removeFailingTests });
      expect(workspace.commit).toMatch(/^[0-9a-f]{40}$/);
      expect(workspace.removedTestFiles.length > 0).toBe(removeFailingTests);
      expect(workspace.keptCopies).toEqual([]);
      expect(await auditLeaks(workspace, instance, options)).toEqual([]);
      await workspace.sandbox.remove();
    }
    const usual = await runtime.createSandbox({ repository });
    const leaks = await auditLeaks(usual, instance, options);
    await usual.remove();
    // What was installed without `-e`, what built it, and what the image and the sandbox were made from.
    const found = leaks.map(({ kind, path }) => `${kind} ${path.replace(/^(\/[^/]*\/[^/]*).*/, '$1')}`);
    for (const one of [
      'git-object /testbed/.git',
      'repository-file /testbed/funcy',
      'copy /testbed/build',
      'git-object /bugsmith/pristine',
      'copy /bugsmith/pristine',
      'installed-copy /opt/venv',
      'bytecode /opt/venv',
    ]) {
      expect(found).toContain(one);
    }
  });
});

describe('the whole loop', () => {
  it('resolves what a model repairs, and makes rows of it', { timeout: 900_000 }, async () => {
    expect(instances).toHaveLength(wanted);
    const ids = instances.map(({ instance_id }) => instance_id);
    expect(await grade('gold')).toEqual(new Map(ids.map((id) => [id, 'resolved'])));
    const untouched = [...(await grade('empty')).values()];
    expect(untouched).toHaveLength(wanted);
    expect(untouched).not.toContain('resolved');

    const [first, second, third, fourth] = ids;
    const server = await startScriptedModelServer({
      replies: scriptRepairs(instances, { repaired: [first, second], talking: [fourth] }),
    });
    onTestFinished(() => server.close());
    const runs = await runAll(server);
    expect(runs.map(({ status }) => status)).toEqual(['submitted', 'submitted', 'submitted', 'gave-up']);
    const graded = await grade(runs.map(({ prediction }) => prediction));
    expect([first, second].map((id) => graded.get(id ?? ''))).toEqual(['resolved', 'resolved']);
    expect([third, fourth].map((id) => graded.get(id ?? ''))).not.toContain('resolved');

    const resolved = runs.filter(({ instanceId }) => graded.get(instanceId) === 'resolved');
    for (const { trajectory, instanceId } of resolved) {
      const xml = toSftXml(trajectory);
      const backticks = toSftBackticks(trajectory);
      const tools = toSftTools(trajectory);
      for (const row of [xml, backticks, tools]) expect(row.instance_id).toBe(instanceId);
      expect(xml.messages.at(-1)?.content).toContain('<function=submit>\n</function>');
      expect(JSON.stringify(xml.messages)).toContain('<parameter=old_str>');
      expect(backticks.messages.at(-1)?.content).toContain('```\nsubmit\n```');
      expect(JSON.stringify(tools)).toContain('str_replace_editor');
    }
  });
});

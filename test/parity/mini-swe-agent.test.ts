import { join } from 'node:path';
import {
  applyPatch,
  evaluate,
  exportHuggingFace,
  LocalRuntime,
  parsePatch,
  parseTrajectory,
  prepareWorkspace,
  readPredictions,
  readTrajectories,
  toSftTools,
  toSftXml,
  type Trajectory,
} from 'bugsmith';
import { startScriptedModelServer } from 'bugsmith/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readFile } from 'node:fs/promises';
import { bug, buggy, clean, makeDirectory, shop } from '../workspaces/support.ts';
import { runMiniSweAgent } from './run-mini-swe-agent.ts';

const repair = [
  `sed -i 's/amount > 0/amount < 0/; s/amount - tax/amount + tax/' shop/money.py && python -m pytest -q tests`,
  'git diff -- shop/money.py > patch.txt',
  'echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && cat patch.txt',
];
const callOf = (command: string): object => ({ command });
const thoughtOf = (index: number): string => `Step ${index + 1} of the repair.`;

/** Their own model for tests, which says what it was given. */
const deterministic = {
  model: 'deterministic',
  'model-class': 'minisweagent.models.test_models.DeterministicToolcallModel',
  config: [
    `model.outputs=${JSON.stringify(
      repair.map((command, index) => {
        const id = `call_${index}`;
        const call = { name: 'bash', arguments: JSON.stringify(callOf(command)) };
        return {
          role: 'assistant',
          content: thoughtOf(index),
          tool_calls: [{ id, type: 'function', function: call }],
          extra: { actions: [{ command, tool_call_id: id }], cost: 0.5, timestamp: 0 },
        };
      }),
    )}`,
  ],
};

/** The client they have for models, and a server that answers as one. */
async function overHttp(): Promise<typeof deterministic> {
  const replies = repair.map((command, index) => ({
    text: thoughtOf(index),
    toolCalls: [{ name: 'bash', input: { command } }],
  }));
  const server = await startScriptedModelServer({ replies });
  onTestFinished(() => server.close());
  return {
    model: 'openai/small-model',
    'model-class': 'litellm',
    config: [`model.model_kwargs.api_base=${server.url}`, 'model.cost_tracking=ignore_errors'],
  };
}

describe.each([
  ['its own scripted model', () => Promise.resolve(deterministic)],
  ['a model over HTTP', overHttp],
] as const)('mini-swe-agent with %s in a workspace of ours', (_, connect) => {
  it('repairs the bug, and its run is graded and made into rows', async () => {
    const parent = await makeDirectory();
    const at = (...names: readonly string[]): string => join(parent, ...names);
    const { directory } = await prepareWorkspace(bug, { repositories: shop, directory: at('workspace') });
    await exportHuggingFace([bug], { directory: at('tasks') });
    const { config, ...model } = await connect();
    await runMiniSweAgent(
      {
        subset: at('tasks'),
        split: 'train',
        filter: `^${bug.instance_id}$`,
        output: at('runs'),
        ...model,
        'environment-class': 'local',
        // Theirs has every command read the start file of its images' root; here that is of whoever runs this.
        config: ['swebench.yaml', `environment.cwd=${directory}`, 'environment.env.BASH_ENV=', ...config],
      },
      await makeDirectory(),
    );

    const predictions = await collect(readPredictions(at('runs', 'preds.json')));
    expect(predictions).toMatchObject([{ instance_id: bug.instance_id, model_name_or_path: model.model }]);
    const patch = predictions[0]?.model_patch ?? '';
    expect(applyPatch(parsePatch(patch), new Map([['shop/money.py', buggy]])).get('shop/money.py')).toBe(
      clean,
    );

    const runtime = new LocalRuntime();
    onTestFinished(() => runtime.dispose());
    const graded = await collect(evaluate(predictions, { instances: [bug], repositories: shop, runtime }));
    expect(graded.map(({ status }) => status)).toEqual(['resolved']);

    const read = await collect(readTrajectories(at('runs')));
    expect(read.map(({ status }) => status)).toEqual(['read']);
    const file = at('runs', bug.instance_id, `${bug.instance_id}.traj.json`);
    const trajectory = parseTrajectory(JSON.parse(await readFile(file, 'utf8')));
    expect(trajectory).toMatchObject({
      source: 'mini-swe-agent',
      instanceId: bug.instance_id,
      model: model.model,
      ending: 'submitted',
      exitStatus: 'Submitted',
      submission: patch,
      usage: { calls: 3 },
    });
    expect(trajectory.messages[1]?.content).toContain(bug.problem_statement);
    expect(trajectory.steps[0]?.observation).toContain('2 passed');
    expectRows(trajectory);
  });
});

/** Each command of the script is in the rows, the one that hands in among them. */
function expectRows(trajectory: Trajectory): void {
  const xml = toSftXml(trajectory).messages.filter(({ role }) => role === 'assistant');
  const tools = toSftTools(trajectory).messages.filter(({ role }) => role === 'assistant');
  expect([xml.length, tools.length]).toEqual([repair.length, repair.length]);
  for (const [index, command] of repair.entries()) {
    expect(xml[index]?.content).toBe(
      `${thoughtOf(index)}\n\n<function=bash>\n<parameter=command>${command}</parameter>\n</function>`,
    );
    expect(JSON.stringify(tools[index])).toContain(
      JSON.stringify(JSON.stringify(callOf(command))).slice(1, -1),
    );
  }
}

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}

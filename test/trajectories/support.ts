import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseTrajectory, type Trajectory } from 'bugsmith';
import { onTestFinished } from 'vitest';

const fixtures = join(import.meta.dirname, '../fixtures/trajectories');

/** A run that one of the agents wrote, with a model of ours: see the folder's `README.md`. */
export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
}

export function parseFixture(name: string): Trajectory {
  return parseTrajectory(readFixture(name), { file: name });
}

/** What SWE-agent writes of a run in which the model makes these calls, one a turn. */
export function sweAgentRun(
  calls: readonly { readonly name: string; readonly arguments: string; readonly thought?: string }[],
  {
    observation = 'done',
    id = 'acme__lib.0123abcd.lm_modify__aaaaaaaa',
  }: { readonly observation?: string; readonly id?: string } = {},
): Record<string, unknown> {
  const history: unknown[] = [
    { role: 'system', content: 'You fix bugs.', agent: 'main', message_type: 'system_prompt' },
    { role: 'user', content: 'Fix it.', agent: 'main', message_type: 'observation' },
  ];
  const trajectory = calls.map((call, index) => {
    const query = [...history];
    const thought = call.thought ?? `Step ${index + 1}.`;
    const action = call.name;
    const function_ = { name: call.name, arguments: call.arguments };
    history.push(
      {
        role: 'assistant',
        content: thought,
        thought,
        action,
        agent: 'main',
        tool_calls: [{ index: 1, function: function_, id: `call_${index}`, type: 'function' }],
        message_type: 'action',
        thinking_blocks: [],
      },
      {
        role: 'tool',
        content: observation,
        agent: 'main',
        message_type: 'observation',
        tool_call_ids: [`call_${index}`],
      },
    );
    return { action, observation, response: thought, thought, execution_time: 0.25, state: {}, query };
  });
  return {
    trajectory,
    history,
    info: {
      exit_status: 'submitted',
      submission: 'diff --git a/a.py b/a.py\n',
      model_stats: { instance_cost: 0.5, tokens_sent: 10, tokens_received: 2, api_calls: calls.length },
    },
    replay_config: JSON.stringify({
      agent: { model: { name: 'expert' } },
      problem_statement: { id },
    }),
    environment: 'main',
  };
}

export const submit = { name: 'submit', arguments: '{}' };

/** A folder that is removed after the test, with these files in it. */
export function makeFolder(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'bugsmith-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** Runs a Python program that reads JSON from its input and prints JSON. */
export function askPython(program: string, input: unknown): unknown {
  const output = execFileSync('python3', ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return JSON.parse(output);
}

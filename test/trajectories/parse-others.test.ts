import { parseTrajectory, toSftXml } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { parseFixture, submit, sweAgentRun } from './support.ts';

describe('runs of mini-swe-agent', () => {
  it('reads parallel tool calls as steps of one turn', () => {
    const run = parseFixture('mini-swe-agent/toolcalls.traj.json');
    expect(run).toMatchObject({
      source: 'mini-swe-agent',
      instanceId: 'acme__lib.0123abcd.lm_modify__aaaaaaaa',
      model: 'deterministic_toolcall',
      ending: 'submitted',
      exitStatus: 'Submitted',
      submission: 'diff --git a/x b/x\n',
      usage: { calls: 2, costUsd: 2 },
      fields: { trajectory_format: 'mini-swe-agent-1.1', exit: { role: 'exit' } },
    });
    expect(run.messages.map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'tool', 'tool', 'assistant'],
    ]);
    expect(run.steps.map(({ turn, thought, action, exitCode }) => [turn, thought, action, exitCode])).toEqual(
      [
        [1, 'Two things at once.', 'echo one', 0],
        [1, '', 'ls /nonexistent', 2],
        [2, '', expect.stringContaining('printf'), undefined],
      ],
    );
    expect(run.steps[1]?.observation).toContain('<returncode>2</returncode>');
  });

  it.each([
    ['limit', 'limit', 'LimitsExceeded', 2],
    ['error', 'error', 'IndexError', 1],
    ['text', 'submitted', 'Submitted', 2],
    ['responses', 'submitted', 'Submitted', 2],
    ['version-1', 'submitted', 'Submitted', 3],
  ])('%s: ending %s', (name, ending, exitStatus, steps) => {
    const run = parseFixture(`mini-swe-agent/${name}.traj.json`);
    expect(run).toMatchObject({ ending, exitStatus });
    expect(run.steps).toHaveLength(steps);
  });

  it.each([
    ['text', 'THOUGHT: look', 'ls /nonexistent'],
    ['version-1', 'THOUGHT: look', 'ls /nonexistent'],
    ['responses', 'Look.', 'echo one'],
  ])('finds thought and command in %s', (name, thought, action) => {
    expect(parseFixture(`mini-swe-agent/${name}.traj.json`).steps[0]).toMatchObject({ thought, action });
  });

  it('reads a bare list of messages, and names the instance after the file', () => {
    const messages = [
      { role: 'user', content: 'Fix it.' },
      { role: 'assistant', content: 'A\n\n```bash\nls\n```' },
    ];
    const run = parseTrajectory(messages, { file: 'runs/some.id/some.id.traj.json' });
    expect(run).toMatchObject({ instanceId: 'some.id', ending: 'unfinished', exitStatus: null });
    expect(run.steps).toEqual([{ turn: 1, thought: 'A', action: 'ls', observation: '' }]);
  });
});

const call = (id: string, name: string, args: object): object => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});

/** An event of OpenHands that belongs to an answer of the model. */
const told = (id: string, name: string, answer: string, content: string | null, calls: object[]): object => ({
  tool_call_metadata: {
    function_name: name,
    tool_call_id: id,
    model_response: { id: answer, choices: [{ message: { role: 'assistant', content, tool_calls: calls } }] },
    total_calls_in_response: calls.length,
  },
});

const both = [
  call('c1', 'execute_bash', { command: 'ls' }),
  call('c2', 'str_replace_editor', { command: 'view', path: '/a.py' }),
];
const finish = [call('c3', 'finish', { message: 'Done.' })];
const events = [
  {
    id: 0,
    source: 'agent',
    action: 'system',
    args: {
      content: 'You fix bugs.',
      tools: [{ type: 'function', function: { name: 'execute_bash', parameters: { type: 'object' } } }],
    },
  },
  { id: 1, source: 'user', action: 'message', args: { content: 'Fix it.' } },
  { id: 2, source: 'user', action: 'recall', args: { query: 'Fix it.' } },
  {
    id: 3,
    source: 'agent',
    action: 'run',
    args: { command: 'ls', thought: 'Look.' },
    ...told('c1', 'execute_bash', 'r1', 'Look.', both),
  },
  {
    id: 4,
    source: 'agent',
    observation: 'run',
    content: 'a.py',
    cause: 3,
    extras: { metadata: { exit_code: 0 } },
    ...told('c1', 'execute_bash', 'r1', 'Look.', both),
  },
  {
    id: 5,
    source: 'agent',
    action: 'read',
    args: { path: '/a.py' },
    ...told('c2', 'str_replace_editor', 'r1', 'Look.', both),
  },
  {
    id: 6,
    source: 'agent',
    observation: 'read',
    content: 'x = 1',
    cause: 5,
    ...told('c2', 'str_replace_editor', 'r1', 'Look.', both),
  },
  {
    id: 7,
    source: 'agent',
    action: 'finish',
    args: { final_thought: 'Done.' },
    ...told('c3', 'finish', 'r2', null, finish),
  },
  {
    id: 8,
    source: 'environment',
    observation: 'agent_state_changed',
    content: '',
    extras: { agent_state: 'finished' },
  },
];
const output = {
  instance_id: 'acme__lib-1',
  instruction: 'Fix it.',
  test_result: { git_patch: 'diff --git a/a.py b/a.py\n' },
  metadata: { llm_config: { model: 'expert' }, max_iterations: 30 },
  metrics: {
    accumulated_cost: 0.25,
    costs: [{}, {}],
    accumulated_token_usage: { prompt_tokens: 9, completion_tokens: 3 },
  },
  error: null,
};

describe('runs of OpenHands', () => {
  it('reads a list of events', () => {
    const run = parseTrajectory({ ...output, history: events });
    expect(run).toMatchObject({
      source: 'openhands',
      instanceId: 'acme__lib-1',
      model: 'expert',
      ending: 'submitted',
      submission: 'diff --git a/a.py b/a.py\n',
      usage: { calls: 2, inputTokens: 9, outputTokens: 3, costUsd: 0.25 },
      tools: [{ name: 'execute_bash', parameters: { type: 'object' } }],
    });
    expect(run.messages.map(({ role, toolCallId }) => toolCallId ?? role)).toEqual([
      ...['system', 'user', 'assistant', 'c1', 'c2', 'assistant'],
    ]);
    expect(run.steps).toMatchObject([
      { turn: 1, thought: 'Look.', action: 'ls', observation: 'a.py', exitCode: 0 },
      { turn: 1, thought: '', action: 'str_replace_editor view /a.py', observation: 'x = 1' },
      { turn: 2, action: 'finish --message="Done."' },
    ]);
    expect(run.fields?.['events']).toMatchObject([
      { action: 'recall' },
      { observation: 'agent_state_changed' },
    ]);
  });

  it('reads pairs of action and observation', () => {
    const history = [
      [
        { source: 'user', action: 'message', args: { content: 'Fix it.' } },
        { observation: 'null', content: '' },
      ],
      [
        { id: 1, source: 'agent', action: 'run', args: { command: 'ls', thought: 'Look.' } },
        { observation: 'run', content: 'a.py', extras: { exit_code: 0, command: 'ls' } },
      ],
      [{ id: 2, source: 'agent', action: 'finish', args: { thought: 'Done.' } }, null],
    ];
    const run = parseTrajectory({ ...output, history });
    expect(run.steps).toMatchObject([
      { turn: 1, thought: 'Look.', action: 'ls', observation: 'a.py', exitCode: 0 },
      { turn: 2, thought: 'Done.', action: 'finish' },
    ]);
    expect(run.ending).toBe('submitted');
  });

  it.each([
    ['RuntimeError: Agent reached maximum iteration in headless mode', 'limit'],
    ['LLMContextWindowExceedError: prompt is too long', 'context'],
    ['AgentStuckInLoopError: Agent got stuck in a loop', 'error'],
  ])('knows the ending of %j', (error, ending) => {
    expect(parseTrajectory({ ...output, history: events, error })).toMatchObject({
      ending,
      exitStatus: error,
    });
  });

  it.each([
    ['messages', (list: unknown) => list],
    ['trajectory', (list: unknown) => list],
    ['messages', (list: unknown) => JSON.stringify(list)],
  ])('reads published rows with %s', (field, write) => {
    const messages = [
      { role: 'system', content: 'You fix bugs.' },
      { role: 'user', content: [{ type: 'text', text: 'Fix it.' }] },
      { role: 'assistant', content: 'Look.', tool_calls: both },
      { role: 'tool', name: 'execute_bash', tool_call_id: 'c1', content: 'a.py' },
      { role: 'tool', name: 'str_replace_editor', tool_call_id: 'c2', content: 'x = 1' },
    ];
    const row = {
      instance_id: 'acme__lib-1',
      trajectory_id: 't',
      [field]: write(messages),
      model_patch: 'p',
      exit_status: 'submit',
      resolved: 1,
    };
    const run = parseTrajectory(row);
    expect(run).toMatchObject({
      source: 'openhands',
      ending: 'submitted',
      submission: 'p',
      usage: { calls: 1 },
    });
    expect(run.fields).toEqual({ trajectory_id: 't', resolved: 1 });
    expect(run.steps.map(({ observation }) => observation)).toEqual(['a.py', 'x = 1']);
  });
});

describe('trajectories of ours', () => {
  it.each([
    'swe-agent/submitted.traj',
    'swe-agent/cost.traj',
    'mini-swe-agent/toolcalls.traj.json',
    'mini-swe-agent/responses.traj.json',
  ])('%s is the same after it was written as JSON', (name) => {
    const run = parseFixture(name);
    const again = parseTrajectory(JSON.parse(JSON.stringify(run)));
    expect(again).toEqual(JSON.parse(JSON.stringify(run)));
    expect(toSftXml(again)).toEqual(toSftXml(run));
  });

  it('keeps fields it does not know', () => {
    const run = { ...parseTrajectory(sweAgentRun([submit])), source: 'bugsmith', later: { a: 1 } };
    expect(parseTrajectory(JSON.parse(JSON.stringify(run)))).toMatchObject({
      source: 'bugsmith',
      later: { a: 1 },
    });
  });
});

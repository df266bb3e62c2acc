import { parseTrajectory, toSftBackticks, toSftTools, toSftXml, type UnlearnedTurns } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { parseFixture, submit, sweAgentRun } from './support.ts';

const contents = (row: { readonly messages: readonly { readonly content: string }[] }): string[] =>
  row.messages.map(({ content }) => content);

describe('toSftBackticks', () => {
  it('writes commands in blocks and keeps the system prompt', () => {
    const row = toSftBackticks(parseFixture('swe-agent/submitted.traj'));
    expect(row.messages.map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'user', 'assistant', 'user', 'assistant'],
    ]);
    expect(contents(row)[0]).toBe('You fix bugs.');
    expect(contents(row)[2]).toBe(
      'Let me look.\n\n```\nstr_replace_editor view /testbed/a.py  --view_range 1 50\n```',
    );
    expect(contents(row).at(-1)).toBe('\n\n```\nsubmit\n```');
    expect(
      contents(toSftBackticks(parseFixture('swe-agent/submitted.traj'), { systemPrompt: 'Fix.' }))[0],
    ).toBe('Fix.');
  });

  it.each([
    ['swe-agent/cost.traj', /hand in .*\n\n```\nsubmit\n```$/],
    ['mini-swe-agent/toolcalls.traj.json', /^\n\n```\nprintf /],
    ['swe-agent/format.traj', /^no call$/],
  ])('ends %s', (name, expected) => {
    expect(contents(toSftBackticks(parseFixture(name))).at(-1)).toMatch(expected);
  });
});

describe('toSftTools', () => {
  it('writes messages and tools as chat APIs have them', () => {
    const row = toSftTools(parseFixture('swe-agent/submitted.traj'));
    expect(row.messages[2]).toEqual({
      role: 'assistant',
      content: 'Let me look.',
      tool_calls: [
        {
          id: 'toolu_1',
          type: 'function',
          function: {
            name: 'str_replace_editor',
            arguments: '{"command": "view", "path": "/testbed/a.py", "view_range": [1, 50]}',
          },
        },
      ],
    });
    expect(row.messages[3]).toMatchObject({ role: 'tool', tool_call_id: 'toolu_1' });
    expect(row['tools']).toMatchObject([
      { type: 'function', function: { name: 'bash', parameters: { required: ['command'] } } },
      { function: { name: 'str_replace_editor' } },
      { function: { name: 'submit' } },
    ]);
  });

  it('makes calls of commands that were written as text', () => {
    const row = toSftTools(parseFixture('mini-swe-agent/text.traj.json'));
    expect(row.messages[2]).toMatchObject({
      content: 'THOUGHT: look',
      tool_calls: [
        { id: 'call_text_1', function: { name: 'bash', arguments: '{"command":"ls /nonexistent"}' } },
      ],
    });
    expect(row.messages[3]).toMatchObject({ role: 'tool', tool_call_id: 'call_text_1' });
  });

  it('writes everything as text in the form hermes', () => {
    const row = toSftTools(parseFixture('mini-swe-agent/toolcalls.traj.json'), { form: 'hermes' });
    const [system = '', , answer, first, second] = contents(row);
    expect(system).toMatch(/^You fix bugs\.\n\n# Tools\n/);
    const tools = /<tools>\n(.*)\n<\/tools>/s
      .exec(system)?.[1]
      ?.split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(tools).toMatchObject([{ type: 'function', function: { name: 'bash' } }]);
    expect(answer).toBe(
      'Two things at once.\n<tool_call>\n{"name": "bash", "arguments": {"command": "echo one"}}\n</tool_call>\n<tool_call>\n{"name": "bash", "arguments": {"command": "ls /nonexistent"}}\n</tool_call>',
    );
    expect(first).toMatch(/^<tool_response>\n<returncode>0/);
    expect(second).toMatch(/<\/tool_response>$/);
    expect(row).not.toHaveProperty('tools');
    expect(row.messages.map(({ role }) => role)).not.toContain('tool');
  });

  it('takes tools, and words to tell them in', () => {
    const tools = [{ name: 'look', parameters: { type: 'object', properties: {} } }];
    const run = parseFixture('swe-agent/submitted.traj');
    const row = toSftTools(run, { form: 'hermes', tools, introduceTools: (texts) => texts.join('|') });
    expect(contents(row)[0]).toBe(
      'You fix bugs.\n\n{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{}}}}',
    );
  });

  it('says which call the form hermes cannot hold', () => {
    const run = parseTrajectory(sweAgentRun([{ name: 'bash', arguments: '{' }]));
    expect(() => toSftTools(run, { form: 'hermes' })).toThrow(/messages\[2\]\.toolCalls/);
  });
});

describe('loss weights', () => {
  const look = { name: 'bash', arguments: '{"command":"ls"}' };
  const edit = { name: 'bash', arguments: '{"command":"sed"}' };
  const run = parseTrajectory(sweAgentRun([look, look, edit, look, submit]));

  it.each<[UnlearnedTurns, (number | undefined)[]]>([
    [[], [1, 1, 1, 1, 1]],
    [['repeated'], [1, 0, 1, 0, 1]],
    [['failed'], [1, 1, 1, 1, 1]],
    [({ answer }) => answer.toolCalls?.[0]?.name === 'submit', [1, 1, 1, 1, 0]],
    [(_, earlier) => earlier.length < 2, [0, 0, 1, 1, 1]],
  ])('are written in every style: %s', (zeroWeight, weights) => {
    for (const row of [
      toSftXml(run, { zeroWeight }),
      toSftBackticks(run, { zeroWeight }),
      toSftTools(run, { zeroWeight }),
      toSftTools(run, { zeroWeight, form: 'hermes' }),
    ]) {
      const answers = row.messages.filter(({ role }) => role === 'assistant');
      expect(answers.map(({ weight }) => weight)).toEqual(weights);
      expect(
        row.messages.filter(({ role }) => role !== 'assistant').map((message) => 'weight' in message),
      ).not.toContain(true);
    }
  });

  it('are left out unless asked for', () => {
    expect(JSON.stringify(toSftXml(run))).not.toContain('weight');
  });

  it.each([
    ['ls: cannot access', 1],
    ['ERROR: no such tool', 0],
    ['OBSERVATION:\nNo replacement was performed, old_str `x` did not appear', 0],
    ['The path /a.py does not exist. Please provide a valid path.', 0],
    ['/bin/bash: line 1: foo: command not found', 0],
    ["The command 'sleep 99' was cancelled because it took more than 30 seconds.", 0],
    ['E   AssertionError\n1 failed', 1],
  ])('see by the words %j whether a step failed', (observation, weight) => {
    const failed = parseTrajectory(sweAgentRun([look, submit], { observation }));
    expect(toSftXml(failed, { zeroWeight: ['failed'] }).messages[2]?.weight).toBe(weight);
  });

  it('see by the exit code whether a step failed', () => {
    const row = toSftXml(parseFixture('mini-swe-agent/toolcalls.traj.json'), { zeroWeight: ['failed'] });
    expect(row.messages.flatMap(({ weight }) => (weight === undefined ? [] : [weight]))).toEqual([0, 1]);
  });
});

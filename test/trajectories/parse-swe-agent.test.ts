import { parseTrajectory } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { parseFixture, readFixture, submit, sweAgentRun } from './support.ts';

const roles = (name: string): string =>
  parseFixture(name)
    .messages.map(({ role, isFromProgram }) => role.charAt(0) + (isFromProgram === true ? '!' : ''))
    .join('');

describe('runs of SWE-agent', () => {
  it.each([
    ['submitted', 'submitted', 'submitted', 'suatatat', 3],
    ['cost', 'limit', 'submitted (exit_cost)', 'suatata!u', 2],
    ['context', 'context', 'submitted (exit_context)', 'suatata!u', 2],
    ['format', 'error', 'submitted (exit_format)', 'suatauaa!u', 4],
    ['recovered', 'submitted', 'submitted', 'suatauat', 3],
    ['runtime', 'error', 'submitted (exit_environment_error)', 'suata!u', 1],
    ['ticks', 'submitted', 'submitted', 'suauau', 2],
    ['xml', 'submitted', 'submitted', 'suauau', 2],
  ])('%s: ending %s', (name, ending, exitStatus, conversation, steps) => {
    const run = parseFixture(`swe-agent/${name}.traj`);
    expect(run).toMatchObject({ source: 'swe-agent', ending, exitStatus, instanceId: name });
    expect(roles(`swe-agent/${name}.traj`)).toBe(conversation);
    expect(run.steps).toHaveLength(steps);
    expect(run.submission).toContain('+y');
  });

  it('keeps everything a message says', () => {
    const [, , answer, result] = parseFixture('swe-agent/submitted.traj').messages;
    expect(answer).toEqual({
      role: 'assistant',
      content: 'Let me look.',
      thought: 'Let me look.',
      action: 'str_replace_editor view /testbed/a.py  --view_range 1 50',
      toolCalls: [
        {
          id: 'toolu_1',
          name: 'str_replace_editor',
          arguments: '{"command": "view", "path": "/testbed/a.py", "view_range": [1, 50]}',
          fields: { index: 1 },
        },
      ],
      fields: { agent: 'main', message_type: 'action', thinking_blocks: [] },
    });
    expect(result).toMatchObject({ role: 'tool', toolCallId: 'toolu_1' });
    expect(result?.content).toBe('OBSERVATION:\nline one\r\nline \u001b[1mtwo');
  });

  it('reads steps, usage, model and instance', () => {
    const run = parseTrajectory(sweAgentRun([{ name: 'bash', arguments: '{"command":"ls"}' }, submit]));
    expect(run).toMatchObject({
      instanceId: 'acme__lib.0123abcd.lm_modify__aaaaaaaa',
      model: 'expert',
      usage: { calls: 2, inputTokens: 10, outputTokens: 2, costUsd: 0.5 },
      fields: { environment: 'main' },
    });
    expect(run.steps[0]).toMatchObject({ turn: 1, thought: 'Step 1.', observation: 'done', durationMs: 250 });
  });

  it('reads the messages of versions before 1.1.0', () => {
    const { trajectory, history, ...rest } = sweAgentRun([submit, submit]) as {
      trajectory: Record<string, unknown>[];
      history: unknown[];
    };
    const steps = trajectory.map(({ query: _query, ...step }, index) => ({
      ...step,
      messages: history.slice(0, 2 * index + 4),
    }));
    const old = parseTrajectory({ ...rest, history, trajectory: steps });
    expect(old.messages).toEqual(parseTrajectory(sweAgentRun([submit, submit])).messages);
    const oldest = steps.map(({ messages: _messages, ...step }) => step);
    expect(parseTrajectory({ ...rest, history, trajectory: oldest }).messages).toEqual(old.messages);
    // Some left the last step out of the history.
    const short = parseTrajectory({ ...rest, history: history.slice(0, 4), trajectory: oldest });
    expect(short.messages).toHaveLength(4);
    const told = oldest.map((step, index) => ({
      ...step,
      response: `Told ${index}.`,
      action: `run ${index}`,
    }));
    const completed = parseTrajectory({ ...rest, history: history.slice(0, 4), trajectory: told });
    expect(completed.messages.at(-2)).toMatchObject({
      role: 'assistant',
      content: 'Told 1.',
      action: 'run 1',
    });
  });

  it('takes the chosen attempt, and the last one while none is chosen', () => {
    const first = sweAgentRun([submit]);
    const second = sweAgentRun([submit, submit]);
    const chosen = parseTrajectory({ attempts: [first, second], ...first });
    expect(chosen.steps).toHaveLength(1);
    expect(chosen).toMatchObject({ ending: 'submitted', fields: { attemptCount: 2 } });
    const running = parseTrajectory({ attempts: [first, second] });
    expect(running.steps).toHaveLength(2);
    expect(running.ending).toBe('unfinished');
  });

  it('reads contents in parts, and keeps what is no text', () => {
    const run = readFixture('swe-agent/submitted.traj') as {
      trajectory: { query: { content: unknown }[] }[];
    };
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const message = run.trajectory[2]?.query[1];
    if (message !== undefined)
      message.content = [{ type: 'text', text: 'a' }, image, { type: 'text', text: 'b' }];
    const read = parseTrajectory(run).messages[1];
    expect(read?.content).toBe('ab');
    expect(read?.fields?.['content']).toEqual([
      { type: 'text', text: 'a' },
      image,
      { type: 'text', text: 'b' },
    ]);
  });

  it.each([
    ['submitted', 'submitted'],
    ['exit_cost', 'limit'],
    ['submitted (exit_total_execution_time)', 'limit'],
    ['exit_context', 'context'],
    ['exit_api', 'error'],
    ['exit_command_timeout', 'error'],
    ['exit_forfeit', 'gave-up'],
    ['exit_command', 'gave-up'],
    ['early_exit', 'unfinished'],
    [null, 'unfinished'],
  ])('knows the ending of %j', (status, ending) => {
    const run = sweAgentRun([submit]);
    expect(parseTrajectory({ ...run, info: { exit_status: status } }).ending).toBe(ending);
  });
});

import { DataFormatError, parseTrajectory } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { parseFixture, submit, sweAgentRun } from './support.ts';

const run = sweAgentRun([submit]);
const [step] = run['trajectory'] as Record<string, unknown>[];
const ours = JSON.parse(JSON.stringify(parseFixture('swe-agent/submitted.traj'))) as Record<string, unknown>;

describe('what is no run', () => {
  it.each<[string, unknown, string | undefined]>([
    ['null', null, undefined],
    ['a text', 'trajectory', undefined],
    ['an empty object', {}, undefined],
    ['an empty list', [], 'messages'],
    ['a list of numbers', [1], '[0]'],
    ['no steps and no history', { trajectory: [], history: [], info: {} }, 'trajectory'],
    ['a step that is none', { ...run, trajectory: [7] }, 'trajectory[0]'],
    ['an action that is no text', { ...run, trajectory: [{ ...step, action: 7 }] }, 'trajectory[0].action'],
    [
      'a message of an unknown role',
      { ...run, trajectory: [{ ...step, query: [{ role: 'narrator', content: '' }] }] },
      'trajectory[0].query[0].role',
    ],
    [
      'a content that is a number',
      { ...run, trajectory: [{ ...step, messages: [{ role: 'user', content: 7 }] }] },
      'trajectory[0].messages[0].content',
    ],
    ['a history that is none', { ...run, history: [{ content: 'a' }] }, 'history[0].role'],
    ['an attempt that is none', { attempts: [1] }, 'attempts[0]'],
    ['a patch that is a number', { ...run, info: { submission: 7 } }, 'info.submission'],
    ['messages that are no list', { messages: {}, info: {} }, 'messages'],
    [
      'a tool call without a name',
      { info: {}, messages: [{ role: 'assistant', tool_calls: [{ function: {} }] }] },
      'messages[0].tool_calls[0].function.name',
    ],
    ['an event that is none', { history: [{ id: 1 }], instance_id: 'a' }, 'history[0]'],
    ['an event of a pair', { history: [[{ action: 7 }, null]], instance_id: 'a' }, 'history[0][0].action'],
    ['a history without messages', { history: [], instance_id: 'a' }, 'history'],
    ['a text that is no JSON', { messages: '[{' }, 'messages'],
    ['a text that is no list', { messages: '{}' }, 'messages'],
    ['a row without messages', { messages: [] }, 'messages'],
    ['one of ours without messages', { ...ours, messages: undefined }, 'messages'],
    ['one of ours with another ending', { ...ours, ending: 'won' }, 'ending'],
    [
      'one of ours with half a turn',
      { ...ours, steps: [{ turn: 0.5, thought: '', action: '', observation: '' }] },
      'steps[0].turn',
    ],
  ])('%s', (_name, value, field) => {
    const error = catchError(() => parseTrajectory(value, { file: 'runs/a.traj' }));
    expect(DataFormatError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ file: 'runs/a.traj', field });
  });

  it('is told by its fields, never by what they inherit', () => {
    const value: unknown = JSON.parse('{"__proto__": {"trajectory": [], "info": {}}, "constructor": 1}');
    expect(() => parseTrajectory(value)).toThrow(DataFormatError);
  });
});

describe('hostile runs', () => {
  it('keeps no prototype, and is not stopped by keys that look like one', () => {
    const text = JSON.stringify(run).replace('"environment"', '"__proto__": {"polluted": 1}, "environment"');
    const read = parseTrajectory(JSON.parse(text));
    expect(Object.getPrototypeOf(read.fields)).toBe(Object.prototype);
    expect(read.fields).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  it('reads values nested very deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    expect(parseTrajectory({ ...run, extra: deep }).fields).toHaveProperty('extra');
    const call = { name: 'bash', arguments: `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}` };
    expect(parseTrajectory(sweAgentRun([call])).messages).toHaveLength(4);
  });

  it('keeps lone surrogates, line ends and null characters', () => {
    const text = 'a\r\nb\u0000\ud800c\u2028';
    const read = parseTrajectory(sweAgentRun([{ ...submit, thought: text }], { observation: text }));
    expect(read.messages[2]?.thought).toBe(text);
    expect(read.messages[3]?.content).toBe(text);
  });

  it('finds no command in many openings of a block, in time', () => {
    const content = '```bash\n'.repeat(200_000);
    const [answer] = parseTrajectory([{ role: 'assistant', content }]).messages;
    expect(answer?.content).toBe(content);
  });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

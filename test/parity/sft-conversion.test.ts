import { parseTrajectory, type SftRow, toSftXml } from 'bugsmith';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSftBackticks } from '../../src/trajectories/sft/to-sft-backticks.ts';
import { sample } from './logs.ts';
import { type Attempt, startPeer } from './peer.ts';

const peers = { 2025: startPeer('swesmith-2025'), 2026: startPeer('swesmith-2026') };
const years = [2025, 2026] as const;
/** What the peer puts in the place of SWE-smith's prompt. */
const systemPrompt = 'the system prompt';

type Message = Readonly<Record<string, unknown>>;
type Turn = {
  readonly thought: string;
  readonly name: string;
  readonly argumentsText: string;
  readonly observation: string;
};

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', ' spaced \n', 'a\r\nb', '<function=x>\n</function>', '```\nls\n```', '\u00a0x\u2028'),
);
const key = fc.oneof(
  fc.constantFrom('command', 'old_str', 'new_str', 'file_text', 'view_range', 'path', '10'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const turn: fc.Arbitrary<Turn> = fc.record({
  thought: text,
  name: fc.constantFrom('bash', 'str_replace_editor', 'submit', 'weird name'),
  argumentsText: fc
    .dictionary(key, fc.oneof(text, fc.jsonValue()), { maxKeys: 4 })
    .map((value) => JSON.stringify(value)),
  observation: text,
});
const turns = fc.array(turn, { minLength: 1, maxLength: 4 });

function toMessages({ thought, name, argumentsText, observation }: Turn, index: number): [Message, Message] {
  const id = `call_${index}`;
  return [
    {
      role: 'assistant',
      content: thought,
      thought,
      action: `${name} ${argumentsText}`,
      agent: 'main',
      tool_calls: [{ index: 1, id, type: 'function', function: { name, arguments: argumentsText } }],
      message_type: 'action',
    },
    {
      role: 'tool',
      content: [{ type: 'text', text: observation }],
      agent: 'main',
      message_type: 'observation',
      tool_call_ids: [id],
    },
  ];
}

/** What SWE-agent adds when it cuts a run off: a step without a question, and its words in the model's place. */
function cutOff(run: Traj, words: string): Traj {
  const ended = { action: '', observation: 'x', response: words, thought: words, state: {}, query: [{}] };
  const said = {
    role: 'assistant',
    content: words,
    thought: words,
    action: '',
    agent: 'main',
    tool_calls: null,
  };
  const seen = { role: 'user', content: [{ type: 'text', text: 'x' }], agent: 'main' };
  return {
    ...run,
    trajectory: [...run.trajectory, ended],
    history: [...run.history, { ...said, message_type: 'action' }, { ...seen, message_type: 'observation' }],
  };
}

type Traj = { readonly trajectory: readonly Message[]; readonly history: readonly Message[] };

/** A `.traj` of these turns, as SWE-agent wrote it before 1.1.0, or from then on. */
function toTraj(of: readonly Turn[], { isOld = false, exitStatus = 'submitted' } = {}): Traj {
  const start: Message[] = [
    { role: 'system', content: 'You are an agent.', agent: 'main', message_type: 'system_prompt' },
    {
      role: 'user',
      content: [{ type: 'text', text: 'Fix it.' }],
      agent: 'main',
      message_type: 'observation',
    },
  ];
  const all = of.flatMap(toMessages);
  const steps = of.map((step, index): Message => {
    const before = [...start, ...all.slice(0, 2 * index)];
    return {
      action: `${step.name} ${step.argumentsText}`,
      observation: step.observation,
      response: step.thought,
      thought: step.thought,
      execution_time: 0.1,
      state: {},
      ...(isOld ? { messages: [...before, ...all.slice(2 * index, 2 * index + 2)] } : { query: before }),
    };
  });
  const info = { exit_status: exitStatus, submission: 'diff', model_stats: {} };
  const rest = { info, replay_config: null, environment: 'x' };
  return { trajectory: steps, history: [...start, ...all], ...rest };
}

async function convert(
  year: 2025 | 2026,
  style: 'xml' | 'ticks',
  trajectories: readonly object[],
): Promise<Attempt<SftRow>[]> {
  return peers[year].call('convert', { style, trajectories });
}

function toOurs(year: 2025 | 2026, style: 'xml' | 'ticks', traj: object): SftRow {
  const trajectory = parseTrajectory(traj);
  return style === 'ticks'
    ? toSftBackticks(trajectory)
    : toSftXml(trajectory, { systemPrompt, keepOuterSpace: year === 2025 });
}

describe.each(years.flatMap((year) => (['xml', 'ticks'] as const).map((style) => [year, style] as const)))(
  'the conversion of SWE-smith of %i in the style %s',
  (year, style) => {
    it('is ours, byte for byte, for runs of SWE-agent before 1.1.0', async () => {
      const runs = sample(turns, 400).map((of) => toTraj(of, { isOld: true }));
      const theirs = await convert(year, style, runs);
      for (const [index, run] of runs.entries()) {
        expect(toOurs(year, style, run).messages).toEqual(theirs[index]?.value?.messages);
      }
    });

    it('is ours without the last answer of the model, which theirs loses, for later runs', async () => {
      const runs = sample(turns, 400).map((of) => toTraj(of));
      const theirs = await convert(year, style, runs);
      for (const [index, run] of runs.entries()) {
        const { messages } = toOurs(year, style, run);
        expect(messages.slice(0, -1)).toEqual(theirs[index]?.value?.messages);
        expect(messages.at(-1)?.role).toBe('assistant');
      }
    });
  },
);

describe('where ours differs on purpose', () => {
  const [first, second] = sample(turns, 10).flat() as [Turn, Turn];

  it('a run that was cut off by an error: theirs raises, ours is the run up to there', async () => {
    const run = toTraj([first, second], { exitStatus: 'submitted (exit_environment_error)' });
    const cut = cutOff(run, 'Exit due to environment error');
    for (const year of years) {
      const [theirs] = await convert(year, 'xml', [cut]);
      expect(theirs?.raised).toBe('KeyError');
    }
    expect(toOurs(2026, 'xml', cut)).toEqual(toOurs(2026, 'xml', run));
  });

  it('a run that reached its limit: theirs has no end, ours hands in the changes with words of its own', async () => {
    const run = toTraj([first, second], { exitStatus: 'submitted (exit_cost)' });
    const cut = cutOff(run, 'Exit due to cost limit');
    const [theirs] = await convert(2026, 'xml', [cut]);
    const { messages } = toOurs(2026, 'xml', cut);
    expect(messages.slice(0, theirs?.value?.messages.length)).toEqual(theirs?.value?.messages);
    expect(theirs?.value?.messages.at(-1)?.role).toBe('user');
    expect(messages.at(-1)?.content).toMatch(/\n\n<function=submit>\n<\/function>$/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/environments/installation/read-answer.ts';
import { toEnvironmentSpecification } from '../../../src/environments/to-environment-specification.ts';
import type { ScriptedReply } from '../../../src/testing/scripted-reply.ts';
import { createProject, goodSubmission, install, runs, submits } from './support.ts';

async function observe(...replies: readonly ScriptedReply[]): Promise<string[]> {
  const { result } = await install([...replies, submits(goodSubmission)]);
  expect(result.status).toBe('installed');
  return result.trajectory.steps.slice(0, -1).map(({ observation }) => observation);
}

describe('commands of the model', () => {
  it('show both output streams in their order, and how they ended', async () => {
    expect(await observe(runs('echo one; echo two >&2; echo three; exit 7'), runs('kill -9 $$'))).toEqual([
      'one\ntwo\nthree\n[exit code 7]',
      expect.stringMatching(/^\[exit code (?:none, ended by SIGKILL|137)\]$/),
    ]);
  });

  it('begin in the root of the project, with what the last one left on the disk', async () => {
    expect(
      await observe(
        runs('cd /; export A=1; touch "$OLDPWD/left"'),
        runs('ls; echo "a=$A"'),
        runs('read line; echo "got $line"'),
      ),
    ).toEqual([
      '[exit code 0]',
      'greeting.py\nleft\ntest_greeting.py\na=\n[exit code 0]',
      'got\n[exit code 0]',
    ]);
  });

  it('are shown the beginning and the end of a long output', async () => {
    const { result, server } = await install(
      [runs('echo begin; yes middle | head -c 5000000; echo; echo end'), submits(goodSubmission)],
      { maxOutputBytes: 1000 },
    );
    const observation = result.trajectory.steps[0]?.observation ?? '';
    expect(observation).toMatch(/^begin\nmiddle\n/);
    expect(observation).toMatch(/\[\.\.\. \d+ bytes left out \.\.\.\]/);
    expect(observation).toMatch(/\nend\n\[exit code 0\]$/);
    expect(observation.length).toBeLessThan(1200);
    expect(JSON.stringify(server.requests).length).toBeLessThan(50_000);
  });

  it('are shown without colours and without lines that were written over', async () => {
    const command = String.raw`printf '\033[31mred\033[0m\n10%%\r50%%\r100%%\nlast\r\n'`;
    expect(await observe(runs(command))).toEqual(['red\n100%\nlast\n[exit code 0]']);
  });

  it('may hold anything, also what no process can be given', async () => {
    const [odd, nul] = await observe(runs(`printf '%s' 'it'"'"'s "$HOME" \\ ünï 🎉'`), runs('echo a\0b'));
    expect(odd).toBe('it\'s "$HOME" \\ ünï 🎉\n[exit code 0]');
    expect(nul).toMatch(/^\[not run: .*NUL/);
  });

  it('leave no process behind', async () => {
    const [, count] = await observe(
      runs('sleep 4321 & sleep 4322 & echo started'),
      runs('ps -ef | grep -c "[s]leep 432[12]"'),
    );
    expect(count).toMatch(/^0\n/);
  });
});

describe('calls that are not as asked for', () => {
  const call = (name: string, input: unknown): ScriptedReply => ({ toolCalls: [{ name, input }] });

  it.each<[string, string, unknown]>([
    ['another name of the tool', 'bash', { command: 'echo meant' }],
    ['another name of the argument', 'run', { cmd: 'echo meant' }],
    ['both', 'execute_shell', { script: 'echo meant' }],
    ['a bare string', 'run', '"echo meant"'],
    ['more arguments', 'run', { command: 'echo meant', working_directory: '/', timeoutSeconds: null }],
    ['a time-out as text', 'run', { command: 'echo meant', timeoutSeconds: '30' }],
  ])('are understood: %s', async (_, name, input) => {
    expect(await observe(call(name, input))).toEqual(['meant\n[exit code 0]']);
  });

  it('are answered with what is wrong when they cannot be', async () => {
    const { result, server } = await install([
      call('submit', {}),
      call('run', {}),
      call('run', '{"command": "ec'),
      call('run', { command: ['echo', 'one'] }),
      submits(goodSubmission),
    ]);
    expect(result.status).toBe('installed');
    const { steps, messages } = result.trajectory;
    expect(steps.map(({ command }) => command)).toEqual([null, null, null, null, null]);
    expect(steps[0]?.observation).toMatch(/submit.*run/);
    for (const step of steps.slice(0, 4)) expect(step.observation.length).toBeGreaterThan(20);
    expect(messages.filter(({ role }) => role === 'tool')).toHaveLength(4);
    const { messages: sent } = server.requests.at(-1)?.body as {
      messages: { role: string; content: string }[];
    };
    expect(sent.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual(
      steps.slice(0, 4).map(({ observation }) => observation),
    );
  });

  it('are answered when the answer was cut off', async () => {
    const { result } = await install([
      { ...call('run', { command: 'echo cut' }), finishReason: 'length' },
      { ...call('run', '{"command": "echo c'), finishReason: 'length' },
      { ...call('run', { command: 'echo filtered' }), finishReason: 'content_filter' },
      submits(goodSubmission),
    ]);
    expect(result.status).toBe('installed');
    expect(result.trajectory.steps).toHaveLength(4);
  });

  it('may have the same id each time', async () => {
    const replies = ['one', 'two', 'three'].map((word) => runs(`echo ${word}`));
    const observations = await observe(...replies);
    expect(observations).toEqual(['one', 'two', 'three'].map((word) => `${word}\n[exit code 0]`));
  });
});

describe('the last answer', () => {
  const specification = toEnvironmentSpecification(createProject(), { install: [] });
  const good = { install: ['pip install -e .'], testCommand: 'python -m pytest' };
  const read = (text: string): unknown => readAnswer(text, specification);
  const json = JSON.stringify(good);

  it.each([
    ['alone', json],
    ['in a block', `\`\`\`json\n${json}\n\`\`\``],
    ['in a block without a language', `Here:\n\`\`\`\n${json}\n\`\`\`\nBye.`],
    ['in a block on one line', `\`\`\`${json}\`\`\``],
    ['after a block of something else', `\`\`\`sh\npip install\n\`\`\`\n\`\`\`json\n${json}\n\`\`\``],
    ['among words', `I am done: ${json} - good luck!`],
    ['in an unfinished block', `\`\`\`json\n${json}`],
    ['with nulls and more', JSON.stringify({ ...good, python: null, systemPackages: null, notes: 'fine' })],
    ['with one command', JSON.stringify({ ...good, install: 'pip install -e .' })],
    [
      'with space around',
      JSON.stringify({ install: [' pip install -e .\n'], testCommand: 'python -m pytest \n' }),
    ],
  ])('is read: %s', (_, text) => {
    expect(read(text)).toEqual({ kind: 'submission', specification: { ...specification, ...good } });
  });

  it('keeps what the model found out', () => {
    const more = { ...good, python: '3.9', systemPackages: ['libxml2-dev', 'gcc=4:12.2.0-3'] };
    expect(read(JSON.stringify(more))).toEqual({
      kind: 'submission',
      specification: { ...specification, ...more },
    });
  });

  it.each<[object | string, RegExp]>([
    ['Done!', /no JSON object/],
    ['{"install": [', /no JSON object/],
    ['[1, 2]', /no JSON object/],
    [{}, /`install`.*`testCommand`/],
    [{ ...good, testCommand: '' }, /testCommand/],
    [{ ...good, testCommand: 'a\nb' }, /single line/],
    [{ ...good, install: [''] }, /install/],
    [{ ...good, install: ['a\0b'] }, /install/],
    [{ ...good, install: ['a'.repeat(40_000)] }, /install/],
    [{ ...good, python: 'latest' }, /python/],
    [{ ...good, systemPackages: ['a; rm -rf /'] }, /systemPackages/],
    [{ ...good, systemPackages: ['--allow-unauthenticated'] }, /systemPackages/],
  ])('is refused with what is wrong: %j', (value, problem) => {
    expect(read(typeof value === 'string' ? value : JSON.stringify(value))).toEqual({
      kind: 'unusable',
      problem: expect.stringMatching(problem) as string,
    });
  });

  it('may be any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record({ install: fc.anything(), testCommand: fc.string() })
        .map((value) => `${JSON.stringify(value)}\`\`\``),
      fc
        .array(fc.constantFrom('```', '{', '}', '"install":', '[]', '\n', ',', '"testCommand"', ':"a"'))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(['submission', 'gave-up', 'unusable']).toContain(readAnswer(text, specification).kind);
      }),
    );
  });
});

import fc from 'fast-check';
import { DataFormatError, parseTrajectory, sftClosing, sftXmlSystemPrompt, toSftXml } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { askPython, parseFixture, submit, sweAgentRun } from './support.ts';

/** The answers of the model in the row of a run that makes these calls. */
const answersOf = (calls: Parameters<typeof sweAgentRun>[0]): string[] =>
  toSftXml(parseTrajectory(sweAgentRun(calls)))
    .messages.filter(({ role }) => role === 'assistant')
    .map(({ content }) => content);

const answerOf = (text: string, name = 'bash'): string | undefined =>
  answersOf([{ name, arguments: text, thought: 'T' }])[0];

describe('toSftXml', () => {
  it('writes a run of SWE-agent with its last answer', () => {
    expect(toSftXml(parseFixture('swe-agent/submitted.traj'))).toEqual({
      messages: [
        { role: 'system', content: sftXmlSystemPrompt },
        { role: 'user', content: 'Fix: the parser loses the last line' },
        {
          role: 'assistant',
          content:
            'Let me look.\n\n<function=str_replace_editor>\n<parameter=command>view</parameter>\n<parameter=path>/testbed/a.py</parameter>\n<parameter=view_range>[1, 50]</parameter>\n</function>',
        },
        { role: 'user', content: 'OBSERVATION:\nline one\r\nline \u001b[1mtwo' },
        {
          role: 'assistant',
          content:
            'Fix it.\n\n<function=str_replace_editor>\n<parameter=command>str_replace</parameter>\n<parameter=path>/testbed/a.py</parameter>\n<parameter=old_str>\nx\n\n</parameter>\n<parameter=new_str>\ny\n</parameter>\n</function>',
        },
        { role: 'user', content: 'OBSERVATION:\nline one\r\nline \u001b[1mtwo' },
        { role: 'assistant', content: '<function=submit>\n</function>' },
      ],
      instance_id: 'submitted',
    });
    expect(Object.keys(toSftXml(parseFixture('swe-agent/submitted.traj')))).toEqual([
      'messages',
      'instance_id',
    ]);
  });

  it.each([
    ['context', 'Fix it.\n\n<function=str_replace_editor>'],
    ['format', 'no call'],
    ['runtime', 'Let me look.\n\n<function=str_replace_editor>'],
    ['xml', 'Done.\n\n<function=submit>\n</function>'],
    ['ticks', 'Done.\n\n<function=submit>\n</function>'],
  ])('ends with the last answer of the model: %s', (name, start) => {
    const last = toSftXml(parseFixture(`swe-agent/${name}.traj`)).messages.at(-1);
    expect(last?.role).toBe('assistant');
    expect(last?.content.slice(0, start.length)).toBe(start);
  });

  it('closes a run that was cut off at its limit', () => {
    const run = parseFixture('swe-agent/cost.traj');
    const row = toSftXml(run);
    expect(row.messages.slice(-2)).toEqual([
      { role: 'user', content: 'OBSERVATION:\nline one\r\nline \u001b[1mtwo' },
      { role: 'assistant', content: `${sftClosing}\n\n<function=submit>\n</function>` },
    ]);
    expect(toSftXml(run, { closing: 'Enough.' }).messages.at(-1)?.content).toMatch(
      /^Enough\.\n\n<function=submit>/,
    );
    const open = toSftXml(run, { closing: null }).messages;
    expect(open).toEqual(row.messages.slice(0, -2));
    expect(JSON.stringify([row, open])).not.toContain('Exit due to');
    // mini-swe-agent has no tool to close a run with.
    const mini = toSftXml(parseFixture('mini-swe-agent/limit.traj.json')).messages.at(-1);
    expect(mini?.content).toBe('A\n\n<function=bash>\n<parameter=command>echo one</parameter>\n</function>');
  });

  it('keeps a command that was written as text', () => {
    const expected = 'Look.\n\n<function=bash>\n<parameter=command>ls -la</parameter>\n</function>';
    expect(toSftXml(parseFixture('swe-agent/xml.traj')).messages[2]?.content).toBe(expected);
    expect(toSftXml(parseFixture('swe-agent/ticks.traj')).messages[2]?.content).toBe(expected);
    expect(toSftXml(parseFixture('mini-swe-agent/text.traj.json')).messages[2]?.content).toBe(
      'THOUGHT: look\n\n<function=bash>\n<parameter=command>ls /nonexistent</parameter>\n</function>',
    );
  });

  it('takes another system prompt', () => {
    const row = toSftXml(parseFixture('swe-agent/submitted.traj'), { systemPrompt: 'Fix.' });
    expect(row.messages[0]).toEqual({ role: 'system', content: 'Fix.' });
  });

  it('strips white space as Python does, unless it is to be kept', () => {
    const run = parseTrajectory(sweAgentRun([{ ...submit, thought: '\u001c\u0085 a \ufeff' }]));
    expect(toSftXml(run).messages[2]?.content).toBe('a \ufeff\n\n<function=submit>\n</function>');
    expect(toSftXml(run, { keepOuterSpace: true }).messages[2]?.content).toBe(
      '\u001c\u0085 a \ufeff\n\n<function=submit>\n</function>',
    );
  });

  it.each([
    ['{"a": [1, 2.0, true, null]}', '[1, 2.0, True, None]'],
    ['{"a": {"b": "it\'s", "c": "\\"", "d": "\'\\""}}', `{'b': "it's", 'c': '"', 'd': '\\'"'}`],
    ['{"a": 1e16}', '1e+16'],
    ['{"a": 0.00001}', '1e-05'],
    ['{"a": -0}', '0'],
    ['{"a": 12345678901234567890123}', '12345678901234567890123'],
    ['{"a": NaN}', 'nan'],
    ['{"a": <b>}', undefined],
    ['{"a": "<b> & \\u00e9"}', '<b> & é'],
    ['{"a": ["\\u00e9", "\\u200b", "\\ud83d\\ude00", "\\n"]}', "['é', '\\u200b', '😀', '\\n']"],
  ])('writes %s as Python does', (text, value) => {
    const write = (): string | undefined => answerOf(text);
    if (value === undefined) expect(write).toThrow(DataFormatError);
    else expect(write()).toBe(`T\n\n<function=bash>\n<parameter=a>${value}</parameter>\n</function>`);
  });

  it('keeps the order of keys that look like numbers, and the last of equal ones', () => {
    expect(answerOf('{"b": 1, "2": 2, "1": 3, "b": 4, "__proto__": 5}')).toBe(
      'T\n\n<function=bash>\n<parameter=b>4</parameter>\n<parameter=2>2</parameter>\n<parameter=1>3</parameter>\n<parameter=__proto__>5</parameter>\n</function>',
    );
  });

  it.each([
    '',
    '[1]',
    '{"a": 1',
    '{"a": 01}',
    '{a: 1}',
    '"text"',
    `{"a": ${'['.repeat(2000)}${']'.repeat(2000)}}`,
  ])('says which call cannot be read: %s', (text) => {
    const error = ((): unknown => {
      try {
        return answersOf([submit, { name: 'bash', arguments: text }]);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      code: 'DATA_FORMAT',
      file: 'acme__lib.0123abcd.lm_modify__aaaaaaaa',
      field: 'messages[4].toolCalls',
    });
  });

  it('writes any arguments as Python does', () => {
    const program = `
import json, sys
blocks = {"old_str", "new_str", "file_text"}
def write(text):
    lines = ["<function=bash>"]
    for key, value in json.loads(text).items():
        shown = f"\\n{value}\\n" if key in blocks else f"{value}"
        lines.append(f"<parameter={key}>{shown}</parameter>")
    return ("T\\n\\n" + "\\n".join([*lines, "</function>"])).strip()
print(json.dumps([write(text) for text in json.load(sys.stdin)]))`;
    const value = fc.oneof(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.jsonValue({ maxDepth: 4 }),
      fc.double(),
      fc.bigInt(),
    );
    const key = fc.oneof(fc.string(), fc.constantFrom('old_str', 'new_str', 'file_text', '1', '__proto__'));
    const texts = fc.sample(
      fc.array(fc.tuple(key, value), { maxLength: 5 }).map((entries) => {
        const items = entries.map(([name, item]) => {
          const text = typeof item === 'bigint' ? String(item) : JSON.stringify(item);
          return `${JSON.stringify(name)}: ${typeof item === 'number' && !Number.isFinite(item) ? String(item) : text}`;
        });
        return `{${items.join(', ')}}`;
      }),
      { numRuns: 3000, seed: 7 },
    );
    // What Unicode added since that Python was made is printed by one and escaped by the other.
    const old = texts.filter((text) => !/\p{Cn}/u.test(text) && !hasNewCharacter(text));
    expect(old.length).toBeGreaterThan(2000);
    expect(old.map((text) => answerOf(text))).toEqual(askPython(program, old));
  });

  it('knows every character that Python prints', () => {
    const program = `
import json, sys, unicodedata
json.load(sys.stdin)
print(json.dumps([[code, chr(code).isprintable()] for code in range(0x110000) if unicodedata.category(chr(code)) != "Cn" or code % 997 == 0]))`;
    const known = askPython(program, null) as [number, boolean][];
    const shown = answerOf(
      JSON.stringify({
        a: known.map(([code]) => (code === 0x27 || code === 0x5c ? 'a' : String.fromCodePoint(code))),
      }),
    );
    const items = shown?.match(/'(?:[^'\\]|\\.[^']*)'/gsu) ?? [];
    expect(items).toHaveLength(known.length);
    const differing = known.filter(([code, isPrintable], index) => {
      const isShown = items[index] === `'${String.fromCodePoint(code)}'`;
      return code !== 0x27 && code !== 0x5c && isShown !== isPrintable;
    });
    // Only what was assigned after that Python was made.
    expect(differing.filter(([code]) => /\p{Cn}/u.test(String.fromCodePoint(code)))).toEqual([]);
    expect(differing.filter(([code]) => code < 0x2fff)).toEqual([]);
  });
});

/** Whether a text has a character beyond the planes and blocks that were full long ago. */
function hasNewCharacter(text: string): boolean {
  const value: unknown = JSON.parse(text.replaceAll(/\b(?:NaN|-?Infinity)\b/g, '0'));
  return /[\u{10000}-\u{10ffff}\u0870-\u08ff\u1c80-\u1c8f\u2e50-\u2e7f\u31e4-\u31ff\u9ff0-\u9fff\ua7c0-\ua7ff]/u.test(
    JSON.stringify(value),
  );
}

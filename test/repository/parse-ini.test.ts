import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIni } from '../../src/repository/detection/parse-ini.ts';

function parse(text: string): Record<string, Record<string, readonly string[]>> {
  return Object.fromEntries([...parseIni(text)].map(([name, keys]) => [name, Object.fromEntries(keys)]));
}

describe('parseIni', () => {
  it.each([
    ['a value', '[s]\nk = v', { s: { k: ['v'] } }],
    ['a colon', '[s]\nk: v', { s: { k: ['v'] } }],
    ['no spaces', '[s]\nk=v', { s: { k: ['v'] } }],
    ['the first separator', '[s]\nk = a=b:c', { s: { k: ['a=b:c'] } }],
    ['letter case of keys', '[S]\nKey = V', { S: { key: ['V'] } }],
    ['continuation lines', '[s]\nk =\n  a\n  b\nl = c', { s: { k: ['a', 'b'], l: ['c'] } }],
    ['a value that goes on', '[s]\nk = a\n\tb', { s: { k: ['a', 'b'] } }],
    ['lines with separators in a value', '[s]\nk =\n  a = b\n  [c]', { s: { k: ['a = b', '[c]'] } }],
    ['comments and empty lines in a value', '[s]\nk =\n  a\n# x\n\n  ; y\n  b', { s: { k: ['a', 'b'] } }],
    ['indented keys', '[s]\n  k = a\n    b\n  l = c', { s: { k: ['a', 'b'], l: ['c'] } }],
    ['an empty value', '[s]\nk =\nl = c', { s: { k: [], l: ['c'] } }],
    ['comments', '# x\n; y\n[s] ; z\nk = v', { s: { k: ['v'] } }],
    ['colons in a section', '[tool:pytest]\nk = v', { 'tool:pytest': { k: ['v'] } }],
    ['a section twice', '[s]\nk = a\n[t]\n[s]\nl = b', { s: { k: ['a'], l: ['b'] }, t: {} }],
    ['other line ends', '[s]\r\nk =\r\n  a\r\n  b\r', { s: { k: ['a', 'b'] } }],
    ['lines without sense', 'k = v\n[s]\nword\n= x\n  y\nk = v\n[]\n[u', { s: { k: ['v'] } }],
    ['names of objects', '[__proto__]\nconstructor = v', { ['__proto__']: { constructor: ['v'] } }],
    ['nothing', '', {}],
  ])('reads %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it("agrees with Python's configparser on what that accepts", () => {
    const line = fc.constantFrom(
      '[a]',
      '[b]',
      'k = v',
      'l: w',
      'm =',
      '  x',
      '    y = z',
      '# c',
      '  # d',
      '',
      '\tt',
      'n = 1',
    );
    const program = [
      'import configparser, json, sys',
      'results = []',
      'for text in json.load(sys.stdin):',
      '    parser = configparser.RawConfigParser()',
      '    try: parser.read_string(text)',
      '    except configparser.Error: results.append(None); continue',
      '    split = lambda value: [x.strip() for x in value.splitlines() if x.strip()]',
      '    results.append({s: {k: split(v) for k, v in parser.items(s)} for s in parser.sections()})',
      'json.dump(results, sys.stdout)',
    ].join('\n');
    const texts = fc.sample(fc.array(line, { maxLength: 12 }), { numRuns: 3000, seed: 1 });
    const inputs = texts.map((lines) => ['[s]', ...lines].join('\n'));
    const output = execFileSync('python3', ['-c', program], { input: JSON.stringify(inputs) }).toString();
    const results = JSON.parse(output) as unknown[];
    const accepted = inputs.flatMap((text, index) =>
      results[index] === null ? [] : [{ text, expected: results[index] }],
    );
    expect(accepted.length).toBeGreaterThan(300);
    for (const { text, expected } of accepted)
      expect({ text, read: parse(text) }).toEqual({ text, read: expected });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertText, replaceText } from '../../src/agents/edit-text.ts';
import { edits, observe, runs, work, submits } from './support.ts';

describe('the editor', () => {
  it('shows files with line numbers, and directories', async () => {
    const [file, range, directory, root, missing, outside, link, odd] = await observe(
      edits('view', 'tests/test_halve.py'),
      edits('view', 'shop/money.py', { view_range: [3, 3] }),
      edits('view', 'tests'),
      edits('view', '.'),
      edits('view', 'nowhere.py'),
      edits('view', '/etc/passwd'),
      edits('view', 'link.py'),
      edits('view', 'shop/money.py', { view_range: [90, 99] }),
    );
    expect(file).toMatch(/^ {5}1 {2}from shop\.money import halve\n {5}2 {2}\n/);
    expect(range).toBe('     3  RATE = 19');
    expect(directory).toBe('test_halve.py\ntest_money.py');
    expect(root).toContain('shop/money.py');
    expect(root).not.toContain('.git');
    for (const observation of [missing, outside, link, odd]) expect(observation).toMatch(/^\[nothing done/);
  });

  it('creates, replaces and inserts, and says what it cannot do', async () => {
    const [created, again, inserted, replaced, none, twice, same, needs] = await observe(
      edits('create', 'new/one.py', { file_text: 'a = 1\nb = 2\na = 1\n' }),
      edits('create', 'new/one.py', { file_text: 'a = 1\nb = 2\na = 1\n' }),
      edits('insert', 'new/one.py', { insert_line: 1, new_str: 'c = 3' }),
      edits('str_replace', 'new/one.py', { old_str: 'b = 2', new_str: 'b = 4\nd = 5' }),
      edits('str_replace', 'new/one.py', { old_str: 'x = 2', new_str: '' }),
      edits('str_replace', 'new/one.py', { old_str: 'a = 1', new_str: '' }),
      edits('str_replace', 'new/one.py', { old_str: 'c = 3', new_str: 'c = 3' }),
      edits('insert', 'new/one.py', { insert_line: 99, new_str: '' }),
    );
    expect(created).toMatch(/created/);
    expect(again).toMatch(/overwritten/);
    expect(inserted).toContain('     2  c = 3\n     3  b = 2');
    expect(replaced).toContain('     3  b = 4\n     4  d = 5\n     5  a = 1');
    expect([none, twice, same, needs]).toEqual([
      expect.stringMatching(/nowhere in the file/),
      expect.stringMatching(/2 times/),
      expect.stringMatching(/the same/),
      expect.stringMatching(/5 lines/),
    ]);
  });

  it('keeps line ends, and bytes that are no text', async () => {
    const { run } = await work([
      edits('str_replace', 'notes.txt', { old_str: 'one\ntwo', new_str: 'one\nmore\ntwo' }),
      runs(String.raw`printf 'caf\351 = 1\nx = 2\n' > latin.py`),
      edits('str_replace', 'latin.py', { old_str: 'x = 2', new_str: 'x = 3' }),
      runs('od -c latin.py'),
      submits,
    ]);
    const patch = run.prediction.model_patch;
    expect(patch).toContain(' one\r\n+more\r\n two\r\n');
    expect(patch).toContain('+caf\udce9 = 1\n');
    expect(run.trajectory.steps[3]?.observation).toContain(String.raw`c   a   f 351`);
  });

  it('shows as much of a long file as is allowed', async () => {
    const { run } = await work([runs('seq 1 5000 > long.txt'), edits('view', 'long.txt'), submits], {
      maxOutputBytes: 1000,
    });
    expect(run.trajectory.steps[1]?.observation).toMatch(/^ {5}1 {2}1\n.*\[\d+ more lines/s);
    expect(run.trajectory.steps[1]?.observation.length).toBeLessThan(1200);
  });
});

describe('an edit', () => {
  const lines = fc.array(fc.stringMatching(/^[a-c ]{0,4}$/), { maxLength: 8 });

  it('changes what is asked for and no other byte', () => {
    fc.assert(
      fc.property(
        lines,
        lines,
        fc.constantFrom('\n', '\r\n'),
        fc.nat(),
        fc.nat(),
        (old, inserted, end, a, b) => {
          const text = old.join(end);
          const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
          const old_str = text.slice(from, to);
          const new_str = inserted.join('\n');
          try {
            const changed = replaceText(text, { old_str, new_str }).text;
            expect(text.indexOf(old_str)).toBe(text.lastIndexOf(old_str));
            expect(changed.startsWith(text.slice(0, from))).toBe(true);
            expect(changed.endsWith(text.slice(to ?? 0))).toBe(true);
            expect(changed.replaceAll('\r\n', '\n')).toBe(
              text.replace(old_str, () => new_str).replaceAll('\r\n', '\n'),
            );
          } catch (error) {
            if (!/once|times|needs|the same|nowhere/.test(String(error))) throw error;
          }
        },
      ),
    );
  });

  it('inserts whole lines', () => {
    fc.assert(
      fc.property(lines, lines, fc.nat({ max: 8 }), (old, inserted, at) => {
        const text = old.map((line) => `${line}\n`).join('');
        fc.pre(at <= old.length && inserted.length > 0 && !inserted.includes(''));
        const { text: changed } = insertText(text, { insert_line: at, new_str: inserted.join('\n') });
        const expected = [...old.slice(0, at), ...inserted, ...old.slice(at)];
        expect(changed).toBe(expected.map((line) => `${line}\n`).join(''));
      }),
    );
  });
});

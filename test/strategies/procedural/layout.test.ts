import { describe, expect, it } from 'vitest';

import { expectRewrites, inFunction, rewrite } from '../../support/modifications.ts';

describe('words beside a change', () => {
  it.each([
    ['op_swap', 'return(a)+b', ['return b+(a)']],
    ['op_swap', 'assert(a)==b', ['assert b==(a)']],
    ['op_swap', 'x = not(a)+b', ['x = not b+(a)']],
    ['op_swap', 'x = a+(b)if c else d', ['x = (b)+a if c else d']],
    ['op_swap', 'return(a)+(b)', ['return(b)+(a)']],
    ['op_swap', 'return(ä)+é', ['return é+(ä)']],
    ['op_change', 'return(a + b)*c', ['return(a + b)+c', 'return(a + b)/c', 'return(a - b)*c']],
    ['op_change', 'x = yield(a)or b', ['x = yield(a) and b']],
    ['op_break_chains', 'return(a)+b+(c)', ['return(a)+b', 'return(c)', 'return(a)+(c)', 'return b+(c)']],
    ['op_break_chains', 'return(a)<b<(c)if d else e', ['return(a)<b if d else e', 'return b<(c)if d else e']],
    ['op_change_const', 'x = a * 1or b', ['x = a * 2 or b', 'x = a * 0 or b']],
    ['op_change_const', 'return.5+a', ['return 1.5+a', 'return-0.5+a']],
  ])('do not run into it: %s on %s', async (name, before, after) => {
    await expectRewrites(name, before, after);
  });
});

describe('lines joined by a backslash', () => {
  it('are not taken for lines of their own', async () => {
    await expectRewrites('remove_assign', 'x = 1; \\\n    y = 2\nif a:\n    b()', [
      'pass; \\\n    y = 2\nif a:\n    b()',
      'x = 1; \\\n    pass\nif a:\n    b()',
    ]);
    await expectRewrites('remove_loop', 'x = a; \\\nb()\nfor x in y:\n    b()', ['x = a; \\\nb()']);
  });

  it('are not shuffled as if the backslash were a statement', async () => {
    const rewritten = await rewrite('ctrl_shuffle', inFunction('a(); \\\n    b()\nif c:\n    d()'));
    expect(rewritten).toEqual([inFunction('b(); \\\n    a()\nif c:\n    d()')]);
  });

  it('are not those below a comment that ends with one', async () => {
    await expectRewrites('remove_assign', '# a \\\nx = 1\nreturn x', ['# a \\\nreturn x']);
    await expectRewrites('remove_wrapper', 'with a as b:\n    # a \\\n    c()\n    # a \\\n    d()', [
      'b = a\nc()\n# a \\\nd()',
    ]);
  });

  it('do not join a compound statement to another', async () => {
    await expectRewrites('ctrl_shuffle', 'a(); b()\nwith c:\n    d()', ['b(); a()\nwith c:\n    d()']);
  });
});

describe('what is the same to Python', () => {
  it.each([
    ['op_swap', 'return 1 + 0x1'],
    ['op_swap', 'return 1.0 * 1.'],
    ['op_swap', 'return 1_000 * 1000'],
    ['ctrl_shuffle', 'a[:]\na[::]'],
    ['ctrl_shuffle', 'a[b:]\na[b::]'],
    ['ctrl_shuffle', 'a(\'b\')\na("b",)'],
  ])('is no bug: %s on %s', async (name, body) => {
    await expectRewrites(name, body, []);
  });

  it.each([
    ['op_swap', 'return 1 + 1.0', ['return 1.0 + 1']],
    ['op_swap', 'return 1 + 1j', ['return 1j + 1']],
    ['ctrl_shuffle', 'a[:b]\na[b:]', ['a[b:]\na[:b]']],
  ])('is not what only looks alike: %s on %s', async (name, before, after) => {
    await expectRewrites(name, before, after);
  });
});

describe('names that are declared', () => {
  it('are not used before their declaration', async () => {
    await expectRewrites('ctrl_shuffle', 'a()\nglobal b\nb = 1\nb = 2', ['a()\nglobal b\nb = 2\nb = 1']);
  });

  it('keep the assignment an inner function needs', async () => {
    const inner = 'def g():\n    nonlocal x\n    x += 1\nreturn g';
    await expectRewrites('remove_assign', `x = 0\ny = 1\n${inner}`, [
      `x = 0\n${inner}`,
      `x = 0\ny = 1\n${inner.replace('x += 1', 'pass')}`.replace(/ {4}pass\n/, ''),
    ]);
  });
});

describe('func_pm_remove_wrapper', () => {
  it.each([
    ['with (a as b): c()', 'b = a\nc()'],
    ['with (a as b, c as (d, e),):\n    f()', 'b = a\n(d, e) = c\nf()'],
    ['with (\n    a\n    + b as c\n):\n    d()', 'c = (a\n    + b)\nd()'],
    ['with (a), b as self.c: d()', 'self.c = b\nd()'],
  ])('takes parentheses around context managers: %s', async (before, after) => {
    await expectRewrites('remove_wrapper', before, [after]);
  });
});

describe('func_pm_class_rm_funcs', () => {
  it('leaves the method where it is assigned to or deleted', async () => {
    const uses = [
      'del self.b, self.c',
      '(self.b) = 1',
      '(self.b, self.c) = d',
      '[self.b, *self.c] = d',
      'for self.b, self.c in d: pass',
      'with d as (self.b, c): pass',
      'return 1 if self.b()or d else(self.b)',
    ];
    const text = `class A:\n    def a(self):\n${uses.map((line) => `        ${line}\n`).join('')}`;
    const [, withoutB] = await rewrite('class_rm_funcs', `${text}    def b(self): return 2\n`);
    expect(withoutB).toBe(text.replace('self.b()or', 'None or').replace('(self.b)\n', '(None)\n'));
  });
});

describe('files with a byte order mark', () => {
  it('keep it, and are changed on their first line too', async () => {
    expect(await rewrite('op_change', '\ufeffdef f(a=1 + 2): return a\n')).toEqual([
      '\ufeffdef f(a=1 - 2): return a\n',
    ]);
  });
});

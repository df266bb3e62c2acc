import { describe, expect, it } from 'vitest';

import { expectRewrites, inFunction, rewrite } from '../../support/modifications.ts';

describe('func_pm_ctrl_invert_if', () => {
  it('exchanges the bodies, comments inside them included', async () => {
    await expectRewrites('ctrl_invert_if', 'if a:\n    b()  # one\n    # two\nelse:\n    c()\n', [
      'if a:\n    c()\nelse:\n    b()  # one\n    # two\n',
    ]);
  });

  it('exchanges the last two bodies of a chain', async () => {
    await expectRewrites('ctrl_invert_if', 'if a:\n    x()\nelif b:\n    y()\nelse:\n    z()', [
      'if a:\n    x()\nelif b:\n    z()\nelse:\n    y()',
    ]);
  });

  it('gives bodies the indentation of their new place, but not the text of strings', async () => {
    await expectRewrites('ctrl_invert_if', 'if a:\n  b()\n  c("""\n  d\n""")\nelse:\n      e()\n      f()', [
      'if a:\n  e()\n  f()\nelse:\n      b()\n      c("""\n  d\n""")',
    ]);
  });

  it('takes bodies on the line of their condition', async () => {
    await expectRewrites('ctrl_invert_if', 'if a: b()\nelse: c()', ['if a: c()\nelse: b()']);
  });

  it('does nothing without an else, or when both bodies mean the same', async () => {
    await expectRewrites('ctrl_invert_if', 'if a:\n    b()\nelif c:\n    d()', []);
    await expectRewrites('ctrl_invert_if', 'if a:\n    b(1)\nelse:\n    b( 1 )  # same', []);
  });
});

describe('func_pm_ctrl_shuffle', () => {
  it('exchanges neighbours, and leaves docstrings and declarations at the top', async () => {
    await expectRewrites('ctrl_shuffle', '"""Doc."""\nglobal g\na()\nb()', [
      '"""Doc."""\nglobal g\nb()\na()',
    ]);
  });

  it('finds every neighbour of every block, and one more order of all', async () => {
    const rewritten = await rewrite(
      'ctrl_shuffle',
      'def f():\n    a()\n    b()\n    for x in y:\n        c()\n        d()\n',
    );
    expect(rewritten).toContain('def f():\n    b()\n    a()\n    for x in y:\n        c()\n        d()\n');
    expect(rewritten).toContain('def f():\n    a()\n    b()\n    for x in y:\n        d()\n        c()\n');
    expect(rewritten).toContain('def f():\n    a()\n    for x in y:\n        c()\n        d()\n    b()\n');
    expect(rewritten.length).toBeGreaterThanOrEqual(3);
  });

  it('drops an order that does not parse', async () => {
    const rewritten = await rewrite('ctrl_shuffle', inFunction('a(); b()\nif c:\n    d()'));
    expect(rewritten).toContain(inFunction('b(); a()\nif c:\n    d()'));
    expect(rewritten.join('')).not.toContain('; if');
  });
});

describe('removals', () => {
  it('leave pass in a block that would be empty', async () => {
    await expectRewrites('remove_assign', 'if a:\n    b = 1\nreturn b', ['if a:\n    pass\nreturn b']);
  });

  it('take the whole line, its comment too, and the lines of a longer statement', async () => {
    await expectRewrites('remove_assign', 'b = (  # why\n    1\n)  # end\nreturn b', ['return b']);
  });

  it('leave pass on a line that holds more', async () => {
    await expectRewrites('remove_assign', 'b = 1; c += 2\nreturn b', [
      'pass; c += 2\nreturn b',
      'b = 1; pass\nreturn b',
    ]);
  });

  it('keep a docstring as the body', async () => {
    await expectRewrites('remove_assign', '"""Doc."""\nself.a = a', ['"""Doc."""']);
  });

  it('do not take a bare annotation for an assignment', async () => {
    await expectRewrites('remove_assign', 'b: int\nreturn b', []);
  });

  it('take out a conditional, or one clause of it', async () => {
    await expectRewrites('remove_cond', 'if a:\n    x()\nelif b:\n    y()\nelse:\n    z()\nreturn 1', [
      'return 1',
      'if a:\n    x()\nelse:\n    z()\nreturn 1',
      'if a:\n    x()\nelif b:\n    y()\nreturn 1',
    ]);
  });

  it('take out a loop with its else', async () => {
    await expectRewrites('remove_loop', 'for x in y:\n    a()\nelse:\n    b()\nreturn 1', ['return 1']);
    await expectRewrites('remove_loop', 'while a:\n    b()', ['pass']);
  });

  it('take out exception handling and keep what runs without an exception', async () => {
    await expectRewrites(
      'remove_wrapper',
      'try:\n    a()\n    # note\n    b()\nexcept E:\n    c()\nelse:\n    d()\nfinally:\n    e()\nreturn 1',
      ['a()\n# note\nb()\nd()\ne()\nreturn 1'],
    );
  });

  it('take out a context manager and keep its name', async () => {
    await expectRewrites('remove_wrapper', 'with open(a) as b, c, d() as (e, f):\n    g()\n    h()', [
      'b = open(a)\n(e, f) = d()\ng()\nh()',
    ]);
    await expectRewrites('remove_wrapper', 'with a: b()', ['b()']);
  });

  it('do not touch the indentation of text inside strings', async () => {
    await expectRewrites('remove_wrapper', 'with a:\n    b("""\n    c\n    """)\n    d()', [
      'b("""\n    c\n    """)\nd()',
    ]);
  });
});

describe('nested functions', () => {
  it('are changed once, as themselves', async () => {
    const text = 'def f():\n    def g():\n        x = 1\n        return x\n    return g\n';
    expect(await rewrite('remove_assign', text)).toEqual([
      'def f():\n    def g():\n        return x\n    return g\n',
    ]);
  });
});

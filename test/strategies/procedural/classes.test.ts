import { describe, expect, it } from 'vitest';

import { rewrite } from '../../support/modifications.ts';

describe('func_pm_class_rm_base', () => {
  it.each([
    ['class A(B):', ['class A:']],
    ['class A(B, C):', ['class A(C):', 'class A(B):']],
    ['class A(B, metaclass=M):', ['class A(metaclass=M):']],
    ['class A(metaclass=M):', []],
    ['class A(object):', []],
    ['class A(B, object):', ['class A(object):']],
    ['class A:', []],
    ['@dec\nclass A(p.B[int]):', ['@dec\nclass A:']],
  ])('turns %s into %j', async (header, expected) => {
    const body = '\n    x = 1\n';
    expect(await rewrite('class_rm_base', header + body)).toEqual(expected.map((text) => text + body));
  });
});

describe('func_pm_class_rm_funcs', () => {
  it('takes a method out together with its uses', async () => {
    const text = [
      'class A:',
      '    def a(self):',
      '        self.b()',
      '        return self.b(1) + self.c',
      '',
      '    def b(self):',
      '        return 1',
      '',
    ].join('\n');
    expect(await rewrite('class_rm_funcs', text)).toEqual([
      'class A:\n\n    def b(self):\n        return 1\n',
      'class A:\n    def a(self):\n        pass\n        return None + self.c\n\n',
    ]);
  });

  it('takes all definitions of a name, and leaves what is assigned to', async () => {
    const text = [
      'class A:',
      '    @property',
      '    def a(self):',
      '        return 1',
      '    @a.setter',
      '    def a(self, value):',
      '        pass',
      '    def b(self):',
      '        self.a = 2',
      '        return self.a',
      '',
    ].join('\n');
    expect(await rewrite('class_rm_funcs', text)).toContain(
      'class A:\n    def b(self):\n        self.a = 2\n        return None\n',
    );
  });

  it('leaves pass in a class that had nothing else', async () => {
    expect(await rewrite('class_rm_funcs', 'class A:\n    def a(self):\n        return 1\n')).toEqual([
      'class A:\n    pass\n',
    ]);
    const twice =
      'class A:\n    @property\n    def a(self): return 1\n    @a.setter\n    def a(self, v): return 2\n';
    expect(await rewrite('class_rm_funcs', twice)).toEqual(['class A:\n    pass\n']);
  });
});

describe('func_pm_class_shuffle_funcs', () => {
  it('moves methods with their decorators and leaves the rest in place', async () => {
    const text =
      'class A:\n    x = 1\n    @dec\n    def a(self): pass\n    # about b\n    def b(self): return 2\n';
    expect(await rewrite('class_shuffle_funcs', text)).toEqual([
      'class A:\n    x = 1\n    def b(self): return 2\n    # about b\n    @dec\n    def a(self): pass\n',
    ]);
  });

  it.each([
    [
      'a setter after its property',
      '    @property\n    def a(self): return 1\n    @a.setter\n    def a(self, v): pass\n',
    ],
    ['what a default value names', '    def a(self): pass\n    def b(self, value=a): pass\n'],
    ['what an annotation names', '    def a(self): pass\n    def b(self) -> a: pass\n'],
    ['a value between methods', '    def a(self): pass\n    size = 1\n    def b(self, value=size): pass\n'],
    ['what another statement names', '    def a(self): pass\n    b = property(a)\n    def c(self): pass\n'],
    [
      'what that needs',
      '    def a(f): return f\n    @a\n    def b(self): pass\n    c = property(b)\n    def d(self): pass\n',
    ],
  ])('keeps %s', async (_, body) => {
    expect(await rewrite('class_shuffle_funcs', `class A:\n${body}`)).toEqual([]);
  });

  it('keeps everything before its use, and every method once, in a class of many', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const lines = names.flatMap((name, index) => [
      ...(index % 5 === 0 ? [`    v${index} = ${index}`] : []),
      `    def ${name}(self, value=${index % 2 === 0 ? `v${index - (index % 5)}` : `m${index - 1}`}): pass`,
    ]);
    const results = await rewrite('class_shuffle_funcs', ['class A:', ...lines, ''].join('\n'));
    expect(results).toHaveLength(3);
    for (const result of results) {
      const shuffled = result.trimEnd().split('\n').slice(1);
      expect(shuffled.toSorted()).toEqual(lines.toSorted());
      for (const [index, line] of shuffled.entries()) {
        const value = /value=(\w+)/.exec(line)?.[1];
        if (value === undefined) continue;
        const defined = shuffled.findIndex((other) => new RegExp(`^    (?:def )?${value}\\b`).test(other));
        expect(defined).toBeLessThan(index);
      }
    }
  });

  it('moves what parameters, keywords and attributes only share a name with', async () => {
    const [a, b] = [
      '    def a(self): pass\n',
      '    @other.a(a=1)\n    def b(self, a, *, a2: int, **kw): pass\n',
    ];
    expect(await rewrite('class_shuffle_funcs', `class A:\n${a}${b}`)).toEqual([`class A:\n${b}${a}`]);
  });
});

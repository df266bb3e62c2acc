import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { extractEntities, extractEntitiesFromSource, type CodeEntity, type SkippedFile } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

const extract = (source: string): CodeEntity[] => extractEntitiesFromSource(source, { path: 'module.py' });
const only = (source: string): CodeEntity => {
  const [entity] = extract(source);
  if (entity === undefined) throw new Error('no entity');
  return entity;
};

describe('extractEntitiesFromSource', () => {
  it('names functions, methods, nested ones and classes as Python does', () => {
    const source = [
      'class A:',
      '    def m(self):',
      '        def inner(): pass',
      '        class Local:',
      '            def n(self): pass',
      '    class B:',
      '        async def k(self): pass',
      'def f(): pass',
      'if x:',
      '    def g(): pass',
    ].join('\n');
    expect(
      extract(source).map(({ kind, qualifiedName, startLine, endLine }) => [
        kind,
        qualifiedName,
        startLine,
        endLine,
      ]),
    ).toEqual([
      ['class', 'A', 1, 7],
      ['method', 'A.m', 2, 5],
      ['function', 'A.m.<locals>.inner', 3, 3],
      ['class', 'A.m.<locals>.Local', 4, 5],
      ['method', 'A.m.<locals>.Local.n', 5, 5],
      ['class', 'A.B', 6, 7],
      ['method', 'A.B.k', 7, 7],
      ['function', 'f', 8, 8],
      ['function', 'g', 10, 10],
    ]);
  });

  it('takes decorators into the lines and the source, not into the signature', () => {
    const entity = extract(
      'class A:\n    @one\n    @two(\n        3)\n    def f(self, *, b: int = 2) -> str:  # c\n        """Doc."""\n        return b\n',
    )[1];
    expect(entity).toMatchObject({
      startLine: 2,
      endLine: 7,
      indentation: '    ',
      signature: 'def f(self, *, b: int = 2) -> str',
      docstring: 'Doc.',
      source:
        '@one\n    @two(\n        3)\n    def f(self, *, b: int = 2) -> str:  # c\n        """Doc."""\n        return b',
      stub: '@one\n    @two(\n        3)\n    def f(self, *, b: int = 2) -> str:  # c\n        """Doc."""\n        ...',
    });
  });

  it.each([
    ['one line', 'def f(a): return a', 'def f(a)', null, 'def f(a): ...'],
    ['one line with docstring', 'def f(): "x"; return 1', 'def f()', 'x', 'def f(): "x"; ...'],
    ['only a docstring', 'def f():\n\t"""x"""', 'def f()', 'x', 'def f():\n\t"""x"""\n\t...'],
    [
      'a header on several lines',
      'async def f(\n  a,\n  b,\n):\n  pass',
      'async def f(\n  a,\n  b,\n)',
      null,
      'async def f(\n  a,\n  b,\n):\n  ...',
    ],
    [
      'type parameters',
      'def f[T: (int, str)](a: T) -> T:\n  return a',
      'def f[T: (int, str)](a: T) -> T',
      null,
      'def f[T: (int, str)](a: T) -> T:\n  ...',
    ],
    [
      'a class',
      'class A[T](B, metaclass=M):\n  """Doc."""\n  x = 1\n  def f(self):\n    "in"\n    return 1\n  def g(self): return 2',
      'class A[T](B, metaclass=M)',
      'Doc.',
      'class A[T](B, metaclass=M):\n  """Doc."""\n  x = 1\n  def f(self):\n    "in"\n    ...\n  def g(self): ...',
    ],
    ['an f-string first', 'def f():\n  f"x"\n  return 1', 'def f()', null, 'def f():\n  ...'],
    ['a joined docstring', 'def f():\n  ("a" "b")\n', 'def f()', null, 'def f():\n  ...'],
    [
      'CRLF',
      'def f():\r\n    """a\r\n    b"""\r\n    return 1\r\n',
      'def f()',
      'a\nb',
      'def f():\r\n    """a\r\n    b"""\r\n    ...',
    ],
    ['a byte order mark', '\ufeffdef f():\n    return 1', 'def f()', null, 'def f():\n    ...'],
  ])('reads %s', (_, source, signature, docstring, stub) => {
    expect(only(source)).toMatchObject({ signature, docstring, stub, startLine: 1 });
    expect(extract(stub)).toHaveLength(extract(source).length);
  });

  it.each([
    ['for x in y: pass', ['has_loop'], 1],
    ['while x: pass', ['has_loop'], 1],
    ['async for x in y: pass', ['has_loop'], 1],
    ['if x: pass', ['has_conditional'], 1],
    ['if x: pass\nelif y: pass\nelse: pass', ['has_conditional', 'has_if_else'], 2],
    ['for x in y: pass\nelse: pass', ['has_loop'], 1],
    ['try: pass\nexcept A: pass\nexcept B: pass\nfinally: pass', ['has_try', 'has_wrapper'], 2],
    ['with x: pass', ['has_with', 'has_wrapper'], 0],
    ['x = 1', ['has_assignment', 'has_numeric_constant'], 0],
    ['x += y', ['has_assignment'], 0],
    ['x + y', ['has_operator', 'has_binary_operator'], 0],
    ['x and y or z', ['has_operator', 'has_boolean_operator'], 2],
    ['-x', ['has_unary_operator'], 0],
    ['not x', ['has_unary_operator'], 0],
    ['x < y <= z', ['has_operator', 'has_compare_operator'], 2],
    ['x if y else z', ['has_ternary'], 0],
    ['match x:\n  case y: pass\n  case _: pass', ['has_match'], 2],
    ['[x for y in z]', ['has_comprehension'], 0],
    ['lambda: x', ['has_lambda'], 0],
    ['return x[y]', ['has_subscript', 'has_return'], 0],
    ['import x', ['has_import'], 0],
    ['raise x()', ['has_call', 'has_raise'], 0],
  ])('finds in %j the properties %j and complexity %i', (body, properties, complexity) => {
    const entity = only(`async def f():\n${body.replace(/^/gm, '  ')}\n`);
    expect(entity.properties).toEqual(['is_function', 'is_async', ...properties]);
    expect(entity.complexity).toBe(complexity);
  });

  it('tells bases from keyword arguments, and adds up what is inside', () => {
    expect(only('@d\nclass A(B, metaclass=M):\n  "x"\n  def f(self):\n    if x: pass\n').properties).toEqual([
      'is_class',
      'has_base_class',
      'has_decorator',
      'has_docstring',
      'has_conditional',
    ]);
    expect(only('class A(metaclass=M): pass').properties).toEqual(['is_class']);
    const [outer, inner] = extract('def f():\n  if x: pass\n  def g():\n    while y: pass\n');
    expect([outer?.complexity, inner?.complexity]).toEqual([2, 1]);
    expect(outer?.properties).toContain('has_loop');
    expect(inner?.properties).not.toContain('has_conditional');
  });

  it.each([
    ['an unclosed bracket', 'def f():\n    return (1\n'],
    ['Python 2', 'def f():\n    print "x"\n'],
    ['a missing body', 'def f():\n\nx = 1\n'],
    ['a body of comments', 'if x:\n    # nothing\ny = 1\n'],
    ['an empty else', 'for x in y:\n    pass\nelse:\n'],
    ['an empty try', 'try:\nexcept A:\n    pass\n'],
    ['an empty class', 'class A:\n    \ndef f(): pass\n'],
  ])('refuses %s, naming the file', (_, source) => {
    expect(() => extract(source)).toThrow(
      expect.objectContaining({ code: 'SOURCE_SYNTAX', path: 'module.py' }),
    );
  });

  it('refuses a path of another language', () => {
    expect(() => extractEntitiesFromSource('', { path: 'a.rb' })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('takes generated giants: long files and deep nesting', () => {
    const many = 'def f(a):\n    if a > 1:\n        return a + 1\n    return a\n\n'.repeat(20_000);
    expect(extract(many)).toHaveLength(20_000);
    const deep = `def f():\n    return ${'a + '.repeat(20_000)}a\n`;
    expect(only(deep).properties).toContain('has_binary_operator');
  });
});

describe('extractEntities', () => {
  const latin1 = Buffer.from('# -*- coding: latin-1 -*-\ndef f():\n    return "é"\n', 'latin1');
  const repository = createMemoryRepository({
    files: {
      'b.py': 'def b(): pass\n',
      'a.py': 'def a(): pass\ndef a2(): pass\n',
      'empty.py': '',
      'latin.py': latin1,
      'bad/broken.py': 'x = 1\ndef f(:\n',
      'bad/bytes.py': latin1.subarray(latin1.indexOf(0x0a) + 1),
      'tests/helper.py': 'def h(): pass\n',
      'test_x.py': 'def test_x(): pass\n',
      'conftest.py': 'def c(): pass\n',
      'link.py': { content: 'a.py', mode: '120000' },
      'notes.txt': 'def no(): pass\n',
    },
  });
  const names = (entities: readonly CodeEntity[]): string[] =>
    entities.map(({ path, name }) => `${path}:${name}`);

  it('goes through all source files but the tests, and reports what it skips', async () => {
    const skipped: SkippedFile[] = [];
    const entities = await extractEntities(repository, { onSkip: (file) => skipped.push(file) });
    expect(names(entities)).toEqual(['a.py:a', 'a.py:a2', 'b.py:b', 'latin.py:f']);
    expect(entities.at(-1)?.source).toBe('def f():\n    return "é"');
    expect(skipped).toMatchObject([
      { path: 'bad/broken.py', line: 2 },
      { path: 'bad/bytes.py', reason: expect.stringContaining('UTF-8') as string },
    ]);
  });

  it.each(['utf-8-unix', 'latin-1-dos', 'iso_8859_1', 'cp1252'])('knows the encoding %s', async (name) => {
    const bytes = Buffer.from(`# vim: set fileencoding=${name} :\ndef f(): pass\n`, 'latin1');
    const encoded = createMemoryRepository({ files: { 'a.py': bytes } });
    expect(names(await extractEntities(encoded))).toEqual(['a.py:f']);
  });

  it('takes what the options say', async () => {
    expect(
      names(await extractEntities(repository, { includeTests: true, include: ['tests/**', '*test*.py'] })),
    ).toEqual(['conftest.py:c', 'test_x.py:test_x', 'tests/helper.py:h']);
    expect(names(await extractEntities(repository, { exclude: ['[ab].py'] }))).toEqual(['latin.py:f']);
    expect(names(await extractEntities(repository, { maxEntities: 1 }))).toEqual(['a.py:a']);
    await expect(extractEntities(repository, { maxEntities: 0 })).rejects.toThrow('maxEntities');
  });
});

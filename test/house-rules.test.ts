import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findForbiddenImport, folderOrder } from '../scripts/import-rules.ts';
import {
  findExports,
  findImports,
  listFiles,
  parseSource,
  placeOf,
  readText,
  walk,
} from './support/source-tree.ts';

const sourceFiles = listFiles('src/**/*.{ts,py}');
const modules = sourceFiles.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));

/** The first cycle among imports by file, empty when there is none. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const follow = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const imported of imports.get(file) ?? []) {
      const cycle = follow(imported, [...trail, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const cycle = follow(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Uses of what a caller could not replace, allowed for one file each; an entry nothing needs fails the test. */
const allowedUses: readonly { readonly file: string; readonly use: string; readonly reason: string }[] = [
  {
    file: 'src/repository/git/prepare-git.ts',
    use: 'process.env',
    reason:
      'git gets an environment of its own, with the PATH to be found and the HOME that says what is safe',
  },
  {
    file: 'src/runtimes/local/sandbox-environment.ts',
    use: 'process.env',
    reason: 'commands on this machine need its PATH, and the variables the caller names in `inheritEnv`',
  },
  {
    file: 'src/testing/container-runtime/command-tests.ts',
    use: 'process.env',
    reason: 'the suite puts a variable on the host to see that no command gets it',
  },
];

describe('imports', () => {
  it('has every folder of src in the order of the flow', () => {
    const folders = modules.map((path) => path.split('/')).filter((parts) => parts.length > 2);
    expect(folderOrder).toEqual(expect.arrayContaining([...new Set(folders.map(([, folder]) => folder))]));
  });

  it('go one way along the flow, and never to an adapter', () => {
    const forbidden = modules.flatMap((importer) =>
      findImports(parseSource(importer)).flatMap(({ path }) => {
        const rule = findForbiddenImport(importer, path);
        return rule === undefined ? [] : [`${importer} imports ${path}: ${rule.reason}`];
      }),
    );
    expect(forbidden).toEqual([]);
  });

  it('lead to no file that is waiting for the importing one to be loaded', () => {
    const imports = new Map(
      modules.map((importer) => [
        importer,
        findImports(parseSource(importer)).flatMap(({ path, isType }) => (isType ? [] : [path])),
      ]),
    );
    expect(findCycle(imports)).toEqual([]);
  });

  it.each([
    [{ a: ['b'], b: ['c'], c: [] }, []],
    [{ a: ['b', 'c'], b: ['c'], c: [] }, []],
    [{ a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c', 'b']],
    [{ a: ['a'] }, ['a', 'a']],
  ])('are in a cycle: %o', (imports, expected) => {
    expect(findCycle(new Map(Object.entries(imports)))).toEqual(expected);
  });

  it('name a file that exists, with its extension', () => {
    const missing = modules.flatMap((importer) =>
      findImports(parseSource(importer))
        .filter(({ path }) => !sourceFiles.includes(path))
        .map(({ specifier }) => `${importer} imports ${specifier}`),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['src/patches/a.ts', 'src/entities/b.ts', true],
    ['src/entities/a.ts', 'src/patches/b.ts', false],
    ['src/reports/a.ts', 'src/index.ts', true],
    ['src/validation/a.ts', 'src/runtimes/local/local-runtime.ts', true],
    ['src/validation/a.ts', 'src/runtimes/default-runtime.ts', false],
    ['src/validation/a.ts', 'src/runtimes/shared/b.ts', true],
    ['src/runtimes/docker/a.ts', 'src/runtimes/local/b.ts', true],
    ['src/runtimes/docker/a.ts', 'src/runtimes/shared/b.ts', false],
    ['src/testing/a.ts', 'src/runtimes/sandbox.ts', false],
    ['src/testing/a.ts', 'src/validation/validate.ts', true],
    ['src/index.ts', 'src/runtimes/local/local-runtime.ts', false],
  ])('knows whether %s may import %s', (importer, imported, isForbidden) => {
    expect(findForbiddenImport(importer, imported) !== undefined).toBe(isForbidden);
  });
});

describe('files of src', () => {
  const sizes = sourceFiles
    .map((path) => ({ path, lines: readText(path).trimEnd().split('\n').length }))
    .sort((one, other) => one.lines - other.lines);
  const quantile = (share: number): number => sizes[Math.ceil(sizes.length * share) - 1]?.lines ?? 0;

  it('are short: half of them within 60 lines, nine in ten within 200, all within 400', () => {
    expect(quantile(0.5)).toBeLessThanOrEqual(60);
    expect(quantile(0.9)).toBeLessThanOrEqual(200);
    expect(sizes.filter(({ lines }) => lines > 400)).toEqual([]);
  });

  it('have names in kebab-case; Python files in snake_case', () => {
    const isWellNamed = (path: string): boolean =>
      path.endsWith('.py')
        ? /^[a-z0-9_]+\.py$/.test(posix.basename(path))
        : /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(posix.basename(path));
    expect(sourceFiles.filter((path) => !isWellNamed(path))).toEqual([]);
    const folders = [...new Set(sourceFiles.flatMap((path) => posix.dirname(path).split('/')))];
    expect(folders.filter((folder) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(folder))).toEqual([]);
  });

  it('leave nothing for later', () => {
    expect(sourceFiles.filter((path) => /\b(?:TODO|FIXME|XXX)\b/.test(readText(path)))).toEqual([]);
  });
});

describe('clock, randomness, environment and console', () => {
  const banned = ['process.env', 'process.exit', 'Math.random', 'Date.now'];

  /** The default of an option or parameter named `now`, as in `now = () => new Date()`. */
  function isDefaultOfNow(node: ts.Node): boolean {
    for (let at = node; !ts.isSourceFile(at); at = at.parent) {
      if ((ts.isBindingElement(at) || ts.isParameter(at)) && at.name.getText() === 'now') return true;
    }
    return false;
  }

  function nameUse(node: ts.Node): string | undefined {
    if (ts.isPropertyAccessExpression(node)) {
      const text = node.getText().replace(/^globalThis\./, '');
      if (text.startsWith('console.')) return 'console';
      return banned.includes(text) ? text : undefined;
    }
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
      return isDefaultOfNow(node) ? undefined : 'new Date';
    }
    if (
      ts.isImportDeclaration(node) &&
      /^'(?:node:)?(?:process|console)'$/.test(node.moduleSpecifier.getText())
    ) {
      return node.moduleSpecifier.getText().slice(1, -1);
    }
    return undefined;
  }

  const findUses = (source: ts.SourceFile): { file: string; use: string; place: string }[] =>
    [...walk(source)].flatMap((node) => {
      const use = nameUse(node);
      return use === undefined ? [] : [{ file: source.fileName, use, place: placeOf(node) }];
    });

  it('are not used in src, so that a caller can replace them', () => {
    const uses = modules.flatMap((path) => findUses(parseSource(path)));
    const isAllowed = (use: string, file: string): boolean =>
      allowedUses.some((allowed) => allowed.use === use && allowed.file === file);
    expect(uses.filter(({ use, file }) => !isAllowed(use, file))).toEqual([]);
    const unneeded = allowedUses.filter(
      (allowed) => !uses.some(({ use, file }) => allowed.use === use && allowed.file === file),
    );
    expect(unneeded).toEqual([]);
  });

  it.each([
    ['console.log(1);', ['console']],
    ['const a = process.env["A"]; process.exit(1);', ['process.env', 'process.exit']],
    [
      'const a = Math.random() + Date.now() + globalThis.Math.random();',
      ['Math.random', 'Date.now', 'Math.random'],
    ],
    ["import { env } from 'node:process';", ['node:process']],
    ['const a = new Date();', ['new Date']],
    ['function f({ now = () => new Date() } = {}) {}', []],
    ['// console.log(new Date())\nconst a = "process.env";', []],
  ])('are found in %j', (text, expected) => {
    expect(findUses(parseSource('src/a.ts', text)).map(({ use }) => use)).toEqual(expected);
  });
});

describe('docs', () => {
  it('lists every error in docs/errors.md: code, class and fields', () => {
    const rows = readText('docs/errors.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
      .map(([code, name, when, fields]) => ({ code, name, fields, isExplained: (when ?? '').length > 10 }));
    expect(rows).toEqual(
      listFiles('src/errors/*.ts')
        .flatMap((path) => findErrors(parseSource(path)))
        .sort((one, other) => (one.code < other.code ? -1 : 1))
        .map(({ code, name, fields }) => ({
          code: `\`${code}\``,
          name: `\`${name}\``,
          fields: fields.map((field) => `\`${field}\``).join(', '),
          isExplained: true,
        })),
    );
  });

  it.each(['src/index.ts', 'src/testing/index.ts'])('has a docstring for every export of %s', (entry) => {
    const exported = findExports(entry);
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter(({ isDocumented }) => !isDocumented)).toEqual([]);
  });
});

describe('tests', () => {
  it('are all run: none skipped, none alone', () => {
    const left = listFiles('test/**/*.test.ts').filter((path) =>
      /\b(?:it|test|describe)\.(?:skip|only|todo|skipIf|runIf)\b/.test(readText(path)),
    );
    expect(left).toEqual([]);
  });
});

/** Classes with a `code`, with the readonly fields they add. */
function findErrors(source: ts.SourceFile): { code: string; name: string; fields: string[] }[] {
  return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
    const properties = declaration.members.filter(ts.isPropertyDeclaration);
    const isStatic = (property: ts.PropertyDeclaration): boolean =>
      property.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
    const code = properties.find((property) => isStatic(property) && property.name.getText() === 'code');
    if (code?.initializer === undefined || !ts.isStringLiteral(code.initializer)) return [];
    const fields = properties
      .filter((property) => !isStatic(property))
      .map((property) => property.name.getText())
      .filter((name) => name !== 'name');
    return [{ code: code.initializer.text, name: declaration.name?.text ?? '', fields }];
  });
}

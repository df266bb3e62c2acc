import fc from 'fast-check';
import { createPatch } from 'bugsmith';

/** The files that the patches here are for. */
export const files: Readonly<Record<string, string>> = {
  'src/a.py': Array.from({ length: 30 }, (_, index) => `a${index} = ${index}\n`).join(''),
  'src/crlf.py': 'x = 1\r\ny = 2\r\nz = 3',
  'src/with space.py': '\ufeffx = "é"\n\ny = 2\n',
  'empty.py': '',
};

const [a, crlf, space] = [files['src/a.py'], files['src/crlf.py'], files['src/with space.py']] as [
  string,
  string,
  string,
];

/** A patch with a bit of everything that is allowed. */
const allowed = createPatch([
  { path: 'src/a.py', before: a, after: a.replace('a3 = 3', 'a3 = -3').replace('a25 = 25\n', '') },
  { path: 'src/crlf.py', before: crlf, after: crlf.replace('z = 3', 'z = 4\r\n') },
  { path: 'src/new.py', before: null, after: 'n = 1\nm = 2' },
  { path: 'src/with space.py', before: space, after: null },
]);

const wrongPaths = [
  '../escape.py',
  'src/../../escape.py',
  '/etc/passwd',
  '//etc/passwd',
  'src//a.py',
  './src/a.py',
  'src/.',
  '..',
  '.',
  '',
  '.git/config',
  'src/.GIT/hooks/post-checkout',
  'src/a.py/',
  'a\0b.py',
];

const quoted = (name: string): string =>
  `"${name.replaceAll('\0', '\\000').replaceAll('.', '\\056').replaceAll('/', '\\057')}"`;
const hunk = '@@ -1 +1 @@\n-a\n+b\n';
const bothNames = (path: string): string => `--- a/${path}\n+++ b/${path}\n${hunk}`;
const header = 'diff --git a/src/a.py b/src/a.py\n';
const names = '--- a/src/a.py\n+++ b/src/a.py\n';

const wrongPath = fc.constantFrom(...wrongPaths);
const number = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(String),
  fc.constantFrom(
    '-1',
    '999999999',
    '4294967296',
    '18446744073709551616',
    '9'.repeat(400),
    '1e9',
    '0x1',
    '٣',
    '',
  ),
);
const wrongMode = fc.constantFrom('120000', '160000', '040000', '100755 ', '777', '0', '9'.repeat(50));

/** Patches that do what no candidate may. */
export const forbidden: fc.Arbitrary<string> = fc.oneof(
  wrongPath.map(bothNames),
  wrongPath.map((path) => `--- ${path}\n+++ ${path}\n${hunk}`.replaceAll('--- \n', '--- a/\n')),
  wrongPath.map((path) => `--- ${quoted(`a/${path}`)}\n+++ ${quoted(`b/${path}`)}\n${hunk}`),
  wrongPath.map((path) => `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+a\n`),
  wrongPath.map((path) => `--- a/${path}\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n`),
  wrongPath.map((path) => `diff --git a/${path} b/${path}\nnew file mode 100644\n`),
  wrongPath.map((path) => `${header}--- a/src/a.py\n+++ b/${path}\n${hunk}`),
  wrongMode.map(
    (mode) => `${header}new file mode ${mode}\n--- /dev/null\n+++ b/src/a.py\n@@ -0,0 +1 @@\n+/etc\n`,
  ),
  wrongMode.map(
    (mode) => `${header}deleted file mode ${mode}\n--- a/src/a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n`,
  ),
  wrongMode.map((mode) => `${header}old mode 100644\nnew mode ${mode}\n${names}${hunk}`),
  fc
    .constantFrom(
      'rename from src/a.py\nrename to b.py\n',
      'copy from src/a.py\ncopy to b.py\n',
      'rename from ../a\nrename to /b\n',
    )
    .map(
      (lines) =>
        `diff --git a/src/a.py b/b.py\nsimilarity index 90%\n${lines}--- a/src/a.py\n+++ b/b.py\n${hunk}`,
    ),
  fc
    .constantFrom(
      'Binary files a/src/a.py and b/src/a.py differ\n',
      'GIT binary patch\nliteral 3\nKcmZQzWB>pF\n\n',
      'GIT binary patch\ndelta 1\nx\n',
    )
    .map((lines) => `${header}index 1111111..2222222 100644\n${lines}`),
  fc.constant(bothNames('src/a.py') + bothNames('src/a.py')),
  fc.constant(bothNames('src/a.py') + bothNames('src/a.py/b.py')),
  fc.constant(`--- /dev/null\n+++ /dev/null\n${hunk}`),
);

const lines = allowed.split(/(?<=\n)/);
const place = fc.nat({ max: lines.length - 1 });
const strayLine = fc.oneof(
  fc.constantFrom(
    ...lines,
    header,
    'index 1..2 120000\n',
    '\\ No newline at end of file\n',
    '-- \n',
    '\n',
    '\0\n',
    '@@\n',
    '+++ b/x\n',
    '--- a/x\n',
  ),
  fc.tuple(number, number, number, number).map(([a, b, c, d]) => `@@ -${a},${b} +${c},${d} @@\n`),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** Turns a patch, as lines, into one that may be wrong. */
type Damage = (patch: readonly string[]) => readonly string[];

const damage: fc.Arbitrary<Damage> = fc.oneof(
  place.map(
    (at): Damage =>
      (patch) =>
        patch.toSpliced(at, 1),
  ),
  fc.tuple(place, strayLine).map(
    ([at, line]): Damage =>
      (patch) =>
        patch.toSpliced(at, 0, line),
  ),
  fc.tuple(place, strayLine).map(
    ([at, line]): Damage =>
      (patch) =>
        patch.toSpliced(at, 1, line),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Damage =>
      (patch) =>
        patch.toSpliced(to, 0, ...patch.slice(from, from + 8)),
  ),
  fc.tuple(place, number, number).map(
    ([at, one, two]): Damage =>
      (patch) =>
        patch.with(
          at % patch.length,
          (patch[at % patch.length] ?? '').replace(/\d+(?:,\d+)?/, `${one},${two}`),
        ),
  ),
  fc
    .tuple(place, fc.nat({ max: 60 }))
    .map(([at, length]): Damage => (patch) => [...patch.slice(0, at), (patch[at] ?? '').slice(0, length)]),
  fc.tuple(place, fc.nat({ max: 60 }), fc.constantFrom('\0', '\r', '\n', '\t', '"', '\ud800', '..', '/')).map(
    ([at, column, text]): Damage =>
      (patch) =>
        patch.toSpliced(
          at,
          1,
          `${(patch[at] ?? '').slice(0, column)}${text}${(patch[at] ?? '').slice(column)}`,
        ),
  ),
);

/** Patches damaged in one to four places; a few are still good. */
export const damaged: fc.Arbitrary<string> = fc
  .array(damage, { minLength: 1, maxLength: 4 })
  .map((damages) =>
    damages
      .reduce<readonly string[]>((patch, change) => (patch.length === 0 ? patch : change(patch)), lines)
      .join(''),
  );

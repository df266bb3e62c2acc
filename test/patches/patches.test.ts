import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { applyPatch, reversePatch } from '../../src/patches/apply-patch.ts';
import { createPatch } from '../../src/patches/create-patch.ts';
import { formatPatch } from '../../src/patches/format-patch.ts';
import { parsePatch } from '../../src/patches/parse-patch.ts';
import { decodePatch, encodePatch } from '../../src/patches/patch-bytes.ts';
import { quotePath, unquotePath } from '../../src/patches/quote-path.ts';
import { PatchDoesNotApplyError, PatchFormatError } from '../../src/errors/patch-error.ts';

/** Texts with few different lines, so that edits share a lot; some end without a newline, some use CRLF. */
const fileText = fc
  .tuple(
    fc.array(
      fc.constantFrom('a', 'b', 'c', '', '  d', '-e', '+f', '@@ -1 +1 @@', '\\ x', 'g\r', '--- h', '\ufeffi'),
      {
        maxLength: 30,
      },
    ),
    fc.boolean(),
  )
  .map(([lines, endsWithNewline]) =>
    lines.length === 0 ? '' : lines.join('\n') + (endsWithNewline ? '\n' : ''),
  );

describe('createPatch, parsePatch and applyPatch', () => {
  it('turn one text into the other, and back', () => {
    fc.assert(
      fc.property(fileText, fileText, (before, after) => {
        fc.pre(before !== after);
        const patches = parsePatch(createPatch([{ path: 'src/x.py', before, after }]));
        expect(applyPatch(patches, new Map([['src/x.py', before]])).get('src/x.py')).toBe(after);
        const undone = applyPatch(reversePatch(patches), new Map([['src/x.py', after]]));
        expect(undone.get('src/x.py')).toBe(before);
        expect(parsePatch(formatPatch(patches))).toEqual(patches);
      }),
      { numRuns: 1000 },
    );
  });

  it('agree with git about what a patch does', () => {
    const directory = mkdtempSync(join(tmpdir(), 'bugsmith-test-'));
    try {
      fc.assert(
        fc.property(fileText, fileText, (before, after) => {
          fc.pre(before !== after && before !== '' && after !== '');
          writeFileSync(join(directory, 'x y.py'), before);
          const patch = createPatch([{ path: 'x y.py', before, after }]);
          writeFileSync(join(directory, 'bug.diff'), encodePatch(patch));
          const git = (...options: string[]) =>
            execFileSync('git', ['apply', '--whitespace=nowarn', ...options, 'bug.diff'], {
              cwd: directory,
              stdio: 'pipe',
            });
          git();
          expect(readFileSync(join(directory, 'x y.py'), 'utf8')).toBe(after);
          git('--reverse');
          expect(readFileSync(join(directory, 'x y.py'), 'utf8')).toBe(before);
        }),
        { numRuns: 60 },
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('make and remove files', () => {
    const made = parsePatch(createPatch([{ path: 'a.py', before: null, after: 'x\n' }]));
    expect(applyPatch(made, new Map())).toEqual(new Map([['a.py', 'x\n']]));
    expect(applyPatch(reversePatch(made), new Map([['a.py', 'x\n']]))).toEqual(new Map([['a.py', null]]));
    expect(() => applyPatch(made, new Map([['a.py', 'y\n']]))).toThrow(PatchDoesNotApplyError);
  });

  it('is reversed into what git diff would print the other way round', () => {
    const before = 'a\nb\nc\nd\ne';
    const after = 'a\nB\nc\nD\nDD\nE';
    const patch = createPatch([{ path: 'a.txt', before, after }]);
    const reverse = createPatch([{ path: 'a.txt', before: after, after: before }]);
    expect(formatPatch(reversePatch(parsePatch(patch)))).toBe(reverse);
  });

  it('keep changes far apart in hunks of their own, with three lines of context', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}\n`);
    const after = lines.with(5, 'x\n').with(30, 'y\n').join('');
    const patch = createPatch([{ path: 'a.py', before: lines.join(''), after }]);
    expect(patch.match(/^@@.*$/gm)).toEqual(['@@ -3,7 +3,7 @@', '@@ -28,7 +28,7 @@']);
  });

  it('name the place where a patch does not fit', () => {
    const patches = parsePatch(createPatch([{ path: 'a.py', before: 'a\nb\nc\n', after: 'a\nB\nc\n' }]));
    const apply = () => applyPatch(patches, new Map([['a.py', 'a\nX\nc\n']]));
    expect(apply).toThrow(expect.objectContaining({ code: 'PATCH_DOES_NOT_APPLY', path: 'a.py', line: 2 }));
  });
});

describe('parsePatch', () => {
  const hunk = '@@ -1 +1 @@\n-a\n+b\n';
  const file = (path: string) => `--- a/${path}\n+++ b/${path}\n${hunk}`;
  it.each([
    ['a path outside the repository', file('../x')],
    ['an absolute path', `--- /etc/passwd\n+++ /etc/passwd\n${hunk}`],
    ['a path into .git', file('.GIT/config')],
    ['a hidden parent in quotes', `--- "a/\\056\\056/x"\n+++ "b/\\056\\056/x"\n${hunk}`],
    [
      'a rename',
      `diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n--- a/x\n+++ b/y\n${hunk}`,
    ],
    ['a rename without headers', `--- a/x\n+++ b/y\n${hunk}`],
    [
      'a symbolic link',
      `diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc\n`,
    ],
    ['a change of mode', `diff --git a/x b/x\nold mode 100644\nnew mode 100755\n`],
    ['a binary change', `diff --git a/x b/x\nindex 1..2 100644\nBinary files a/x and b/x differ\n`],
    ['a binary hunk', `diff --git a/x b/x\nindex 1..2 100644\nGIT binary patch\nliteral 1\n`],
    ['too few lines', '--- a/x\n+++ b/x\n@@ -1,3 +1 @@\n-a\n+b\n'],
    ['too many lines', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+c\n'],
    ['a hunk without a file', hunk],
    ['a file without hunks', '--- a/x\n+++ b/x\n'],
    ['an unchanged hunk', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n a\n'],
    ['prose', 'I changed the function as you asked.'],
    ['the same file twice', file('x') + file('x')],
  ])('refuses %s', (_, text) => {
    expect(() => parsePatch(text)).toThrow(PatchFormatError);
  });

  it('never throws anything but its own error', () => {
    const piece = fc.constantFrom(
      'diff --git a/x b/x\n',
      '--- a/x\n',
      '+++ b/x\n',
      '@@ -1 +1 @@\n',
      '-a\n',
      '+b\n',
      ' c\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        try {
          parsePatch(pieces.join(''));
        } catch (error) {
          expect(PatchFormatError.isInstance(error)).toBe(true);
        }
      }),
    );
  });

  it('passes over text before the first file and reads git extras', () => {
    const text = `From abc\nSubject: x\n\ndiff --git a/x b/x\nindex 1234567..89abcde 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@ def f():\n-a\n+b\n-- \n2.39\n`;
    expect(parsePatch(text)).toMatchObject([{ oldPath: 'x', newPath: 'x' }]);
  });
});

describe('bytes and names', () => {
  it('bring arbitrary bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(encodePatch(decodePatch(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
    const latin1 = Uint8Array.from([0x61, 0xe9, 0x0a, 0xc3, 0xa9]);
    expect(decodePatch(latin1)).toBe('a\udce9\né');
  });

  it('quote names as git does', () => {
    expect(quotePath('a/é "x"\t.py')).toBe('"a/\\303\\251 \\"x\\"\\t.py"');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        expect(unquotePath(quotePath(path))).toBe(path);
      }),
    );
  });
});

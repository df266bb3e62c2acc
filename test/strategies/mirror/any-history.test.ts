import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, extractEntitiesFromSource, parsePatch, PrMirror, type PullRequest } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { checkMirror } from './check-mirror.ts';

const statements = [
  'a = 1',
  'b = a + 1',
  'b = a - 1',
  'return a',
  'return (a, b)',
  'if a:\n        b = 2',
  'for a in b:\n        a.run(b, key="x")',
  'call(a, b)',
  'call(\n        a,\n        b,\n    )',
  "call(a, 'text')",
  'call(a, "text")',
  '# a note',
  '"""Some words on it.\n\n    And more."""',
  '',
];
const statement = fc.constantFrom(...statements);
const definition = fc
  .record({
    name: fc.constantFrom('one', 'two', 'three'),
    body: fc.array(statement, { minLength: 1, maxLength: 5 }),
  })
  .map(({ name, body }) => [
    `def ${name}(a, b):`,
    ...[...body, 'pass'].map((line) => (line === '' ? '' : `    ${line}`)),
    '',
  ]);
const lines = fc.array(definition, { minLength: 1, maxLength: 4 }).map((definitions) => definitions.flat());

/** Replaces, removes or adds some lines, or moves the first ones to the end. */
const edits = fc.array(
  fc.record({ at: fc.nat(40), kind: fc.constantFrom('replace', 'remove', 'add', 'move'), text: statement }),
  { maxLength: 4 },
);
type Edits = typeof edits extends fc.Arbitrary<infer Value> ? Value : never;

function edit(source: readonly string[], changes: Edits): string[] {
  const result = [...source];
  for (const { at, kind, text } of changes) {
    const place = at % Math.max(1, result.length);
    const line = text === '' ? '' : `    ${text}`;
    if (kind === 'move') result.push(...result.splice(0, place));
    else result.splice(place, kind === 'add' ? 0 : 1, ...(kind === 'remove' ? [] : [line]));
  }
  return result;
}

const toText = (source: readonly string[], newline: string): string =>
  `${source.join('\n')}\n`.replaceAll('\n', newline);

function parses(text: string): boolean {
  try {
    extractEntitiesFromSource(text, { path: 'a.py' });
    return true;
  } catch {
    return false;
  }
}

describe('any history', () => {
  it('is taken back by what it changed and nothing else, and what parsed still does', async () => {
    let recovered = 0;
    await fc.assert(
      fc.asyncProperty(
        lines,
        edits,
        edits,
        fc.constantFrom('\n', '\r\n'),
        async (base, ofPullRequest, later, newline) => {
          const before = toText(base, '\n');
          const afterLines = edit(base, ofPullRequest);
          const after = toText(afterLines, '\n');
          const today = toText(edit(afterLines, later), newline);
          const pullRequest = {
            number: 1,
            title: '',
            issues: [],
            repository: '',
            files: [{ path: 'a.py', before, after, isTest: false }],
          };
          const mirror = new PrMirror({ pullRequests: [pullRequest as unknown as PullRequest] });
          const repository = createMemoryRepository({ files: { 'a.py': today } });
          for await (const result of mirror.mirror(repository)) {
            if (result.status !== 'recovered') continue;
            recovered += 1;
            const files = new Map([['a.py', today]]);
            const mirrored = applyPatch(parsePatch(result.candidate.patch), files);
            expect(checkMirror({ pullRequest, changes: result.changes, today: files, mirrored })).toEqual([]);
            if (parses(today)) expect(parses(mirrored.get('a.py') ?? '')).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(recovered).toBeGreaterThan(30);
  });

  it('does no harm when nothing changed since', async () => {
    await fc.assert(
      fc.asyncProperty(lines, edits, async (base, ofPullRequest) => {
        const before = toText(base, '\n');
        const after = toText(edit(base, ofPullRequest), '\n');
        fc.pre(parses(before) && parses(after));
        const pullRequest = {
          number: 1,
          title: '',
          issues: [],
          repository: '',
          files: [{ path: 'a.py', before, after, isTest: false }],
        };
        const mirror = new PrMirror({ pullRequests: [pullRequest as unknown as PullRequest] });
        for await (const result of mirror.mirror(createMemoryRepository({ files: { 'a.py': after } }))) {
          if (result.status !== 'recovered' || result.extent !== 'whole') continue;
          const mirrored = applyPatch(parsePatch(result.candidate.patch), new Map([['a.py', after]])).get(
            'a.py',
          );
          expect(mirrored?.split('\n').filter((line) => line !== '')).toEqual(
            before.split('\n').filter((line) => line !== ''),
          );
        }
      }),
      { numRuns: 150 },
    );
  });
});

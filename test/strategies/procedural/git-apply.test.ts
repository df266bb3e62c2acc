import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePatch, formatPatch, openRepository, parsePatch, ProceduralModifier } from 'bugsmith';
import type { BugCandidate } from 'bugsmith';

import { allModifications, applyToBytes, linesOutsideEntity } from '../../support/candidates.ts';
import { nastySources } from '../../support/nasty-sources.ts';

const root = mkdtempSync(join(tmpdir(), 'bugsmith-git-apply-'));
const checkout = join(root, 'checkout');
const copies = join(root, 'copies');

const environment = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.org',
  GIT_COMMITTER_NAME: 'Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.org',
};

function git(directory: string, input: string | Uint8Array, ...commandArguments: string[]): void {
  execFileSync('git', commandArguments, { cwd: directory, input, env: environment, stdio: 'pipe' });
}

function write(directory: string, path: string, content: Uint8Array): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}

const sourceOf = (candidate: BugCandidate): Uint8Array => {
  const source = nastySources[candidate.entity?.path ?? ''];
  if (source === undefined) throw new Error(`no source ${candidate.entity?.path}`);
  return source;
};

const candidates: BugCandidate[] = [];

beforeAll(async () => {
  for (const directory of [checkout, copies]) {
    mkdirSync(directory);
    git(directory, '', 'init', '--quiet');
  }
  for (const [path, content] of Object.entries(nastySources)) write(checkout, path, content);
  git(checkout, '', 'add', '--all');
  git(checkout, '', 'commit', '--quiet', '--message', 'Import');
  const modifier = new ProceduralModifier({
    modifications: allModifications,
    likelihood: 1,
    onSkip: ({ path, reason }) => expect.fail(`${path}: ${reason}`),
  });
  candidates.push(...(await Array.fromAsync(modifier.generate(await openRepository(checkout)))));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('patches of candidates', () => {
  it('come from every file, and from every modification', () => {
    expect(new Set(candidates.map(({ entity }) => entity?.path))).toEqual(new Set(Object.keys(nastySources)));
    expect(new Set(candidates.map(({ strategy }) => strategy))).toEqual(
      new Set(allModifications.map(({ name }) => name)),
    );
  });

  it('are applied by git to the bytes they are applied to here, and taken back by it', () => {
    // Each candidate gets a copy of its file, so that git takes all of them at once.
    const changes = candidates.map((candidate, index) => {
      const patches = parsePatch(candidate.patch);
      expect(formatPatch(patches)).toBe(candidate.patch);
      const [path] = patches.map(({ oldPath }) => `${index}/${oldPath}`);
      if (path === undefined) throw new Error(`${candidate.id} is empty`);
      const before = sourceOf(candidate);
      write(copies, path, before);
      const patch = formatPatch(patches.map(({ hunks }) => ({ oldPath: path, newPath: path, hunks })));
      return { path, before, after: applyToBytes(candidate, before), patch };
    });
    const patch = encodePatch(changes.map((change) => change.patch).join(''));
    const read = (path: string): Buffer => readFileSync(join(copies, path));

    git(copies, patch, 'apply', '--check', '-');
    git(copies, patch, 'apply', '-');
    for (const { path, before, after } of changes) {
      expect(read(path).equals(after), path).toBe(true);
      expect(read(path).equals(before), path).toBe(false);
    }
    git(copies, patch, 'apply', '--reverse', '-');
    for (const { path, before } of changes) expect(read(path).equals(before), path).toBe(true);
  });

  it.each(Object.keys(nastySources))('name %s as git does', (path) => {
    const candidate = candidates.find(({ entity }) => entity?.path === path);
    const patch = encodePatch(candidate?.patch ?? '');
    git(checkout, patch, 'apply', '--index', '-');
    expect(readFileSync(join(checkout, path)).equals(nastySources[path] ?? new Uint8Array())).toBe(false);
    git(checkout, patch, 'apply', '--index', '--reverse', '-');
    git(checkout, '', 'diff', '--exit-code', '--quiet', 'HEAD');
  });

  it('change nothing outside the lines of their entity', () => {
    const strays = candidates.filter((candidate) => linesOutsideEntity(candidate).length > 0);
    expect(strays.map(({ patch }) => patch)).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  applyPatch,
  collectPullRequests,
  decodePatch,
  encodePatch,
  type MirrorResult,
  openRepository,
  parsePatch,
  PrMirror,
  type PrMirrorOptions,
  type RecoveredResult,
} from 'bugsmith';

import { commitFiles, git, makeCheckout, makeDirectory } from '../../repository/git-checkout.ts';
import { checkMirror } from './check-mirror.ts';

type Files = Readonly<Record<string, string | null | { link: string } | { executable: string }>>;

/** Files with which the history goes on, as pull request `merge` or `squash`, or as any other commit. */
export type Step = {
  readonly merge?: number;
  readonly squash?: number;
  readonly title?: string;
  readonly files: Files;
};

/** Makes a real git repository with this history; `null` removes a file. */
export function makeHistory(start: Files, steps: readonly Step[]): string {
  const directory = makeCheckout({});
  commit(directory, start, 'Start');
  for (const { merge, squash, title = 'A change', files } of steps) {
    if (merge !== undefined) {
      git(directory, 'checkout', '--quiet', '-b', `branch-${merge}`);
      commit(directory, files, 'Work');
      git(directory, 'checkout', '--quiet', 'main');
      git(
        directory,
        'merge',
        '--quiet',
        '--no-ff',
        '-m',
        `Merge pull request #${merge} from someone/branch-${merge}`,
        '-m',
        title,
        `branch-${merge}`,
      );
    } else commit(directory, files, squash === undefined ? title : `${title} (#${squash})`);
  }
  return directory;
}

function commit(directory: string, files: Files, message: string): void {
  for (const path of Object.keys(files)) rmSync(join(directory, path), { force: true });
  const written = Object.entries(files).filter(([, content]) => content !== null);
  commitFiles(directory, Object.fromEntries(written) as Parameters<typeof commitFiles>[1], message);
}

/** What became of each pull request of a repository, by number; every candidate is checked. */
export async function mirrorAll(
  directory: string,
  options: Partial<PrMirrorOptions> = {},
): Promise<Map<number, MirrorResult>> {
  const repository = await openRepository(directory, { environment: { install: [], testCommand: 'true' } });
  const mirror = new PrMirror({ pullRequests: collectPullRequests(directory), ...options });
  const results = new Map<number, MirrorResult>();
  for await (const result of mirror.mirror(repository)) {
    results.set(result.pullRequest.number, result);
    if (result.status === 'recovered' && options.provider === undefined) expectReverse(result, directory);
  }
  return results;
}

/** A candidate is the reverse of what the pull request changed, as far as it says, and git applies it. */
function expectReverse(
  { candidate, pullRequest, changes, extent }: RecoveredResult,
  directory: string,
): void {
  const patches = parsePatch(candidate.patch);
  const today = new Map<string, string | null>();
  for (const { oldPath, newPath } of patches) {
    if (oldPath !== null) today.set(oldPath, decodePatch(readFileSync(join(directory, oldPath))));
    else if (newPath !== null) today.set(newPath, null);
  }
  const mirrored = applyPatch(patches, today);
  expect(checkMirror({ pullRequest, changes, today, mirrored })).toEqual([]);
  expect(extent === 'whole').toBe(changes.every(({ status }) => status === 'restored'));
  execFileSync('git', ['apply', '--check', '-'], {
    cwd: directory,
    input: encodePatch(candidate.patch),
    stdio: 'pipe',
  });
}

/** The files of a repository with a recovered pull request taken back, as git applies it; `null` for none. */
export function takeBack(
  directory: string,
  result: MirrorResult | undefined,
  ...paths: readonly string[]
): (string | null)[] {
  if (result?.status !== 'recovered') throw new Error(`not recovered: ${JSON.stringify(result)}`);
  const copy = join(makeDirectory(), 'copy');
  git(directory, 'clone', '--quiet', directory, copy);
  execFileSync('git', ['apply', '-'], {
    cwd: copy,
    input: encodePatch(result.candidate.patch),
    stdio: 'pipe',
  });
  return paths.map((path) => (existsSync(join(copy, path)) ? readFileSync(join(copy, path), 'utf8') : null));
}

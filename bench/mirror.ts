/**
 * How many of a project's merged pull requests can be taken back out of today's code without a model, beside
 * what `git apply --reverse` does.
 *
 *     npm run bench:mirror -- REPOSITORY [--count 200] [--exclude GLOB]... [--validate]
 *
 * REPOSITORY is a clone with history, bare or not; it is cloned into a temporary directory. What comes back is
 * checked against the pull request by code that has no part in making it, by `git apply --check` and by Python's
 * own parser. With `--validate` the project is installed and its tests are run with every candidate.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  applyPatch,
  collectPullRequests,
  createBaseline,
  decodePatch,
  encodePatch,
  installLocally,
  LocalRuntime,
  openRepository,
  parsePatch,
  PrMirror,
  type PullRequest,
  type RecoveredResult,
  type Repository,
  validate,
} from 'bugsmith';

import { checkMirror } from '../test/strategies/mirror/check-mirror.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '200' },
    exclude: { type: 'string', multiple: true, default: [] },
    validate: { type: 'boolean', default: false },
  },
});
const [source] = positionals;
if (source === undefined) throw new Error('Pass the path of a clone with history.');
const directory = mkdtempSync(join(tmpdir(), 'bugsmith-bench-'));
const clone = join(directory, 'clone');
const git = (...command: string[]): string =>
  execFileSync('git', ['-C', clone, ...command], { encoding: 'utf8', maxBuffer: 1e9, stdio: 'pipe' });

/** What a patch makes of the files it changes. */
async function applyToday(patch: string, repository: Repository) {
  const patches = parsePatch(patch);
  const there = patches.flatMap(({ oldPath }) => (oldPath === null ? [] : [oldPath]));
  const today = new Map<string, string | null>(patches.map(({ newPath }) => [newPath ?? '', null]));
  today.delete('');
  for await (const { path, content } of repository.readFiles(there)) today.set(path, decodePatch(content));
  return { today, mirrored: applyPatch(patches, today) };
}

const isPython = (text: string): boolean =>
  spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.buffer.read())'], {
    input: encodePatch(text),
  }).status === 0;

async function check(
  { candidate, pullRequest, changes }: RecoveredResult,
  repository: Repository,
): Promise<string[]> {
  const { today, mirrored } = await applyToday(candidate.patch, repository);
  const problems = checkMirror({ pullRequest, changes, today, mirrored });
  const applied = spawnSync('git', ['-C', clone, 'apply', '--check', '-'], {
    input: encodePatch(candidate.patch),
  });
  if (applied.status !== 0) problems.push(`git does not apply it: ${applied.stderr.toString().trim()}`);
  for (const [path, text] of mirrored) {
    const before = today.get(path) ?? null;
    if (text !== null && !isPython(text) && (before === null || isPython(before)))
      problems.push(`${path} does not parse`);
  }
  return problems;
}

/** The files git changes when it takes the pull request's changes of some files back, `null` when it cannot. */
function reverseByGit(
  { baseCommit, mergeCommit }: PullRequest,
  paths: readonly string[],
  ...options: readonly string[]
): Map<string, string | null> | null {
  const patch = git('diff', '--full-index', '--binary', baseCommit, mergeCommit, '--', ...paths);
  const command = ['-C', clone, 'apply', '--reverse', '--index', ...options, '-'];
  const { status } = spawnSync('git', command, { input: patch, stdio: 'pipe' });
  const changed = git('diff', '--name-only', '-z', 'HEAD')
    .split('\0')
    .filter((path) => path !== '');
  const read = (path: string): string | null =>
    existsSync(join(clone, path)) ? decodePatch(readFileSync(join(clone, path))) : null;
  const files = new Map(changed.map((path) => [path, read(path)]));
  git('reset', '--hard', '--quiet');
  return status === 0 && patch !== '' ? files : null;
}

function isSame(one: ReadonlyMap<string, string | null>, other: ReadonlyMap<string, string | null>): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);
}

try {
  execFileSync('git', ['clone', '--quiet', source, clone]);
  const remote = spawnSync('git', ['-C', source, 'config', 'remote.origin.url'], { encoding: 'utf8' });
  if (remote.status === 0) git('remote', 'set-url', 'origin', remote.stdout.trim());
  const repository = await openRepository(clone);
  const started = process.cpuUsage();
  const mirror = new PrMirror({
    pullRequests: collectPullRequests(clone, { maxPullRequests: Number(values.count) }),
    exclude: values.exclude,
  });
  // In the order of the table.
  const counts: Record<string, number> = {
    merged: 0,
    eligible: 0,
    'recovered whole': 0,
    'recovered part': 0,
    'left over': 0,
    checked: 0,
    'FAILED THE CHECK': 0,
  };
  const add = (name: string, isTrue = true): void => {
    counts[name] = (counts[name] ?? 0) + (isTrue ? 1 : 0);
  };
  const recovered: RecoveredResult[] = [];
  for await (const result of mirror.mirror(repository)) {
    add('merged');
    if (result.status === 'ineligible') {
      add(`  left out: ${result.reason}`);
      continue;
    }
    add('eligible');
    add(result.status === 'recovered' ? `recovered ${result.extent}` : 'left over');
    const { pullRequest } = result;
    const code = pullRequest.files
      .filter(({ isTest }) => !isTest)
      .flatMap(({ path, previousPath = path }) => [path, previousPath]);
    const sources = code.filter((path) => path.endsWith('.py'));
    add('git apply --reverse', reverseByGit(pullRequest, sources) !== null);
    const threeWay = reverseByGit(pullRequest, sources, '--3way');
    add('git apply --reverse --3way', threeWay !== null);
    add('git apply --reverse, all files but tests', reverseByGit(pullRequest, code) !== null);
    const isAllThreeWay = reverseByGit(pullRequest, code, '--3way') !== null;
    add('git apply --reverse --3way, all files but tests', isAllThreeWay);
    if (result.status !== 'recovered') continue;
    const { mirrored } = await applyToday(result.candidate.patch, repository);
    if (threeWay !== null) add('  the same files as git --3way', isSame(threeWay, mirrored));
    recovered.push(result);
    const problems = await check(result, repository);
    add(problems.length === 0 ? 'checked' : 'FAILED THE CHECK');
    if (problems.length > 0) console.log(`#${pullRequest.number}: ${problems.slice(0, 3).join('; ')}`);
  }
  const { user, system } = process.cpuUsage(started);
  const eligible = counts['eligible'] ?? 0;
  console.log(
    `${repository.mirrorName}, ${((user + system) / 1e6).toFixed(1)} s of processor time, checks included`,
  );
  console.table(
    Object.entries(counts).map(([what, number]) => ({
      what,
      number,
      'of the eligible':
        what.startsWith('  ') || what === 'merged' ? '' : `${Math.round((100 * number) / eligible)}%`,
    })),
  );
  console.log(
    `recovered, whole or in part: ${recovered.length} of ${eligible} (${Math.round((100 * recovered.length) / eligible)}%)`,
  );
  if (values.validate) await validateAll(recovered, repository);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function validateAll(results: readonly RecoveredResult[], repository: Repository): Promise<void> {
  const runtime = new LocalRuntime(
    await installLocally(repository, { directory: join(directory, 'installation') }),
  );
  try {
    const baseline = await createBaseline(repository, { runtime });
    const statuses: Record<string, number> = {};
    const candidates = results.map(({ candidate }) => candidate);
    for await (const { status } of validate(candidates, { repository, runtime, baseline })) {
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    console.log(`tests were run with ${candidates.length} candidates: ${JSON.stringify(statuses)}`);
  } finally {
    await runtime.dispose();
  }
}

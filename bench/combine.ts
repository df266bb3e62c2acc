/**
 * How many combinations a second are made in memory, and how many by git with a process for each patch.
 *
 *     npm run bench:combine [-- DIRECTORY]
 *
 * Takes the standard library of the machine's Python when no directory is given. The same combinations, those of
 * two to four candidates of a file and of two to five of a module, are made again by git in a repository with
 * the same files, as SWE-smith makes them: it applies the patches one by one, reads the combined patch, brings
 * the files back, and checks that the patch applies. As git takes longer, it makes some of them, spread evenly.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  applyPatch,
  type BugCandidate,
  combineSameFile,
  combineSameModule,
  decodePatch,
  encodePatch,
  parsePatch,
  ProceduralModifier,
} from 'bugsmith';

import { openDirectory } from './open-directory.ts';

/** Some neighbours of every so many files give candidates: they come from all over, and from the same modules. */
const neighbours = 6;
const step = 150;
/** So many combinations are made by git. */
const gitCombinations = 100;
/** High enough for nearly all candidates to be used. */
const many = { limitPerFile: 1e6, limitPerModule: 1e6, maxCombos: 2000 };

const directory =
  process.argv[2] ??
  execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
const everything = openDirectory(directory);
const isLeftOut = /(?:^|\/)(?:site-packages|dist-packages|tests?|idle_test)\//;
const files = everything.files.filter(({ path }) => !isLeftOut.test(path));
const repository = { ...everything, files };
const sample = { ...repository, files: files.filter((_, index) => index % step < neighbours) };
const candidates = await Array.fromAsync(new ProceduralModifier({ likelihood: 1 }).generate(sample));
const patches = new Map(candidates.map(({ strategy, id, patch }) => [`bug__${strategy}__${id}`, patch]));
const checkout = mkdtempSync(join(tmpdir(), 'bugsmith-bench-'));

function git(commandArguments: readonly string[], input: string | Uint8Array = ''): Buffer {
  return execFileSync('git', commandArguments, {
    cwd: checkout,
    input,
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Author',
      GIT_AUTHOR_EMAIL: 'author@example.org',
      GIT_COMMITTER_NAME: 'Committer',
      GIT_COMMITTER_EMAIL: 'committer@example.org',
    },
    stdio: 'pipe',
    maxBuffer: 64 * 1024 * 1024,
  });
}

async function makeCheckout(): Promise<void> {
  for await (const { path, content } of repository.readFiles(files.map(({ path }) => path))) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), content);
  }
  git(['init', '--quiet']);
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'Import']);
}

/** The patch git makes of the parts of a combination. */
function combineWithGit({ metadata }: BugCandidate): string {
  for (const name of metadata['patch_files'] as readonly string[]) {
    git(['apply', '-'], encodePatch(patches.get(name) ?? ''));
  }
  git(['add', '--all']);
  const combined = git(['diff', '--staged']);
  git(['reset', '--quiet', '--hard']);
  git(['apply', '--check', '-'], combined);
  return decodePatch(combined);
}

/** The files a patch changes, as they are after it. */
function apply(patch: string): string {
  const changes = parsePatch(patch);
  const texts = changes.map(({ oldPath }): [string, string] => {
    const path = oldPath ?? '';
    return [path, decodePatch(readFileSync(join(checkout, path)))];
  });
  return JSON.stringify([...applyPatch(changes, new Map(texts))].sort());
}

async function measure(
  name: string,
  combine: () => AsyncIterable<BugCandidate>,
): Promise<Record<string, string | number>> {
  await Array.fromAsync(combine());
  let start = performance.now();
  const combinations = await Array.fromAsync(combine());
  const perSecond = (combinations.length / (performance.now() - start)) * 1000;

  const stride = Math.max(1, combinations.length / gitCombinations);
  const some = combinations.filter((_, index) => Math.floor(index % stride) === 0);
  start = performance.now();
  const byGit = some.map(combineWithGit);
  const gitPerSecond = (some.length / (performance.now() - start)) * 1000;
  const same = some.filter(({ patch }, index) => apply(byGit[index] ?? '') === apply(patch)).length;
  return {
    combinations: name,
    made: combinations.length,
    perSecond: Math.round(perSecond),
    madeByGit: some.length,
    gitPerSecond: Number(gitPerSecond.toFixed(1)),
    sameFiles: same,
    timesMore: Math.round(perSecond / gitPerSecond),
  };
}

try {
  await makeCheckout();
  console.log(
    `${candidates.length} candidates of ${sample.files.length} files of ${directory}, which has ${files.length}:`,
  );
  console.table([
    await measure('same file', () => combineSameFile(candidates, { repository, ...many })),
    await measure('same module', () => combineSameModule(candidates, { repository, ...many })),
  ]);
} finally {
  rmSync(checkout, { recursive: true, force: true });
}

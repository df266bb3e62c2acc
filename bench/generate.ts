/**
 * How many candidates a second one process makes, patches included, and how much memory it takes.
 *
 *     npm run bench:generate [-- DIRECTORY]
 *
 * Takes the standard library of the machine's Python when no directory is given. To show that time grows
 * linearly with the tree, the same is done for a quarter and for a half of the files.
 */
import { execFileSync } from 'node:child_process';
import { ProceduralModifier } from 'bugsmith';

import { openDirectory } from './open-directory.ts';

const directory =
  process.argv[2] ??
  execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
const repository = openDirectory(directory);
const modifier = new ProceduralModifier({
  likelihood: 1,
  exclude: ['site-packages/**', '**/__pycache__/**'],
});

console.log(`All candidates of ${directory}, one process:`);
const rows: {
  share: string;
  files: number;
  candidates: number;
  seconds: number;
  perSecond: number;
  msPerFile: number;
}[] = [];
for (const [share, step] of [
  ['1/4', 4],
  ['1/2', 2],
  ['all', 1],
] as const) {
  // Every nth file, so that each share is a fair sample.
  const files = repository.files.filter((_, index) => index % step === 0);
  const start = performance.now();
  let candidates = 0;
  for await (const candidate of modifier.generate({ ...repository, files }))
    candidates += candidate.patch === '' ? 0 : 1;
  const seconds = (performance.now() - start) / 1000;
  rows.push({
    share,
    files: files.length,
    candidates,
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(candidates / seconds),
    msPerFile: Number(((seconds * 1000) / files.length).toFixed(1)),
  });
}
console.table(rows);
const [quarter, , all] = rows;
console.log(`peak memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
console.log(
  `time for each candidate, all files against a quarter of them: ${((quarter?.perSecond ?? 0) / (all?.perSecond ?? 1)).toFixed(2)} times (1 is linear)`,
);

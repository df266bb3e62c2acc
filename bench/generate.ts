/**
 * How many candidates a second one process makes, patches included, and how much memory it takes.
 *
 *     npm run bench:generate [-- DIRECTORY] [--every 4,2,1]
 *
 * Takes the standard library of the machine's Python when no directory is given. To show that time grows
 * linearly with the tree, the same is done for a quarter and for a half of the files, or for every nth of them
 * as `--every` says.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ProceduralModifier } from 'bugsmith';

import { openDirectory } from './open-directory.ts';

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '4,2,1' } },
});
const directory =
  positionals[0] ??
  execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  }).trim();
const everything = openDirectory(directory);
// Installed packages are not part of the library, and its tests are not broken.
const isLeftOut = /(?:^|\/)(?:site-packages|tests?|idle_test)\//;
const repository = { ...everything, files: everything.files.filter(({ path }) => !isLeftOut.test(path)) };
const modifier = new ProceduralModifier({ likelihood: 1 });

console.log(
  `All candidates of ${directory}, one process; seconds are of processor time, as other work may run beside it:`,
);
const rows: {
  share: string;
  files: number;
  megabytes: number;
  candidates: number;
  seconds: number;
  perSecond: number;
}[] = [];
for (const step of settings.every.split(',').map(Number)) {
  // Every nth file, so that each share is a fair sample.
  const files = repository.files.filter((_, index) => index % step === 0);
  const start = process.cpuUsage();
  let candidates = 0;
  for await (const candidate of modifier.generate({ ...repository, files })) {
    if (candidate.patch !== '') candidates += 1;
  }
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1_000_000;
  const megabytes =
    files.reduce((total, { path }) => total + statSync(join(directory, path)).size, 0) / 1_000_000;
  rows.push({
    share: step === 1 ? 'all' : `1/${step}`,
    files: files.length,
    megabytes: Number(megabytes.toFixed(1)),
    candidates,
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(candidates / seconds),
  });
}
console.table(rows);
const [first, last] = [rows.at(0), rows.at(-1)];
const growth = (first?.perSecond ?? 0) / (last?.perSecond ?? 1);
console.log(`peak memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
console.log(
  `time for each candidate, ${last?.share} of the files against ${first?.share}: ${growth.toFixed(2)} times (1.00 is linear)`,
);

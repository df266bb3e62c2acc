/**
 * Writes a `factIssues` issue for valid instances of real projects, and prints for how many of them a program was
 * seen to fail on the buggy code and pass on the clean one, why not for the others, and what that cost.
 *
 *     npm run bench:issues -- TARGET... [--count 60] [--seed 1] [--show 3] [--least 0.6]
 *
 * A target is `pypi:NAME`, `pypi:NAME==VERSION`, a git URL or a directory. Instances are made once and kept. Ends
 * with an error when the share of a project is below `--least`. Processor time is that of this process and of
 * everything it started and waited for, `--show` how many issues are printed.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { factIssues, writeIssues } from 'bugsmith';

import { makeInstances } from './make-instances.ts';
import { processorSeconds } from './processor-seconds.ts';

const { positionals: targets, values } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '0' },
    least: { type: 'string', default: '0.6' },
  },
});
if (targets.length === 0)
  throw new Error('Name a project, such as `npm run bench:issues -- pypi:funcy==2.0`.');
const cacheDirectory = process.env['BUGSMITH_CACHE'] ?? join(homedir(), '.cache', 'bugsmith');
const [count, seed, shown, least] = [values.count, values.seed, values.show, values.least].map(Number) as [
  number,
  number,
  number,
  number,
];

const rows: Record<string, string | number>[] = [];
for (const target of targets) {
  const { repository, runtime, instances } = await makeInstances(target, { cacheDirectory, count, seed });
  try {
    const before = processorSeconds();
    const outcomes: Record<string, number> = {};
    let [verified, printed] = [0, 0];
    const options = { writer: factIssues(), repositories: repository, runtime, seed };
    const results = writeIssues(instances, { ...options, concurrency: 2 });
    for await (const result of results) {
      const outcome = result.status === 'not-written' ? result.reason : result.status;
      if (result.status === 'errored') console.log(result.instance.instance_id, result.error);
      if (result.status === 'leaking') console.log(result.instance.instance_id, result.leaks, result.text);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (result.status !== 'written') continue;
      verified += 1;
      if (printed < shown) console.log(`\n----- ${result.instance.instance_id}\n${result.text}`);
      printed += 1;
    }
    const share = verified / instances.length;
    rows.push({
      project: target,
      instances: instances.length,
      'verified reproduction': `${(100 * share).toFixed(0)}%`,
      'CPU s each': ((processorSeconds() - before) / instances.length).toFixed(2),
      outcomes: JSON.stringify(outcomes),
    });
    if (share < least) process.exitCode = 1;
  } finally {
    await runtime.dispose();
  }
}
console.table(rows);

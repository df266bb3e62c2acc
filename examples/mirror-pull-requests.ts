/**
 * Brings the bugs back that a project's merged pull requests fixed, without a model and without an account:
 *
 *     npm run build && node examples/mirror-pull-requests.ts ../path/to/a/clone [COUNT]
 *
 * Says of each pull request what became of it, and prints the first one that came back whole.
 */
import { collectPullRequests, openRepository, PrMirror, type RecoveredResult } from 'bugsmith';

const [path, count = '50'] = process.argv.slice(2);
if (path === undefined) throw new Error('Pass the path of a clone with history.');

const repository = await openRepository(path);
const mirror = new PrMirror({
  pullRequests: collectPullRequests(path, { maxPullRequests: Number(count) }),
  // Nothing tests notice is in these.
  exclude: ['setup.py', 'docs/**'],
});

let first: RecoveredResult | undefined;
for await (const result of mirror.mirror(repository)) {
  const { number, title } = result.pullRequest;
  if (result.status === 'recovered') {
    const moved = result.changes.filter(({ isMoved }) => isMoved).length;
    console.log(`#${number} ${result.extent}${moved > 0 ? `, ${moved} of it moved since` : ''}: ${title}`);
    if (result.extent === 'whole') first ??= result;
  } else console.log(`#${number} ${result.status}: ${title} (${result.detail})`);
}
if (first !== undefined) console.log(`\n${first.candidate.patch}`);

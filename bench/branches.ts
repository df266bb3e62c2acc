// How much quicker branches are made and pushed than by a clone, a branch, two commits and a push for each, as
// SWE-smith's own script does it:
//     npm run bench:branches -- [number of instances, 200 when not given]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRepository, ProceduralModifier, pushBranches, type TaskInstance } from 'bugsmith';
import { resolveTarget } from '../examples/support/resolve-target.ts';

const count = Number(process.argv[2] ?? 200);
/** The plain way is timed on some of them only. */
const plainCount = Math.min(count, 20);
const working = mkdtempSync(join(tmpdir(), 'bugsmith-bench-'));
const git = (directory: string, ...commandArguments: readonly string[]): void => {
  execFileSync('git', commandArguments, { cwd: directory, stdio: 'ignore' });
};

try {
  const sample = join(import.meta.dirname, '..', 'examples', 'sample-project');
  const checkout = await resolveTarget(process.argv[3] ?? sample, join(working, 'checkouts'));
  const repository = await openRepository(checkout);
  const test = repository.files.find(({ path }) => /test_\w+\.py$/.test(path))?.path ?? 'none';
  const instances: TaskInstance[] = [];
  for await (const { id, strategy, patch } of new ProceduralModifier({ maxBugs: count }).generate(
    repository,
  )) {
    if (instances.length === count) break;
    const { mirrorName } = repository;
    const instance_id = `${mirrorName}.${strategy}__${id}`;
    const lists = { FAIL_TO_PASS: [`${test}::t`], PASS_TO_PASS: [] };
    instances.push({ instance_id, repo: `swesmith/${mirrorName}`, patch, ...lists });
  }

  const ours = join(working, 'ours.git');
  git(working, 'init', '--bare', '--initial-branch=main', ours);
  const started = performance.now();
  const { branches } = await pushBranches(instances, { repositories: repository, remote: () => ours });
  const oursMs = (performance.now() - started) / instances.length;

  const again = performance.now();
  await pushBranches(instances, { repositories: repository, remote: () => ours });
  const againMs = (performance.now() - again) / instances.length;

  const plain = join(working, 'plain.git');
  git(working, 'clone', '--bare', '--branch', 'main', '--single-branch', ours, plain);
  const plainStarted = performance.now();
  for (const { instance_id, patch } of instances.slice(0, plainCount)) {
    const clone = join(working, 'clone');
    writeFileSync(join(working, 'bug.patch'), patch);
    git(working, 'clone', plain, clone);
    git(clone, 'apply', join(working, 'bug.patch'));
    git(clone, 'checkout', '-b', instance_id);
    git(clone, 'add', '.');
    git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-m', 'Bug Patch');
    git(clone, 'rm', test);
    git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-m', 'Remove F2P Tests');
    git(clone, 'push', 'origin', instance_id);
    rmSync(clone, { recursive: true });
  }
  const plainMs = (performance.now() - plainStarted) / plainCount;

  const pushed = branches.filter(({ status }) => status === 'pushed').length;
  console.log(
    `${repository.mirrorName}, ${repository.files.length} files: ${instances.length} instances, ${pushed} branches pushed`,
  );
  console.log(
    `an instance takes ${oursMs.toFixed(1)} ms, pushed again ${againMs.toFixed(1)} ms; a clone, two commits and a ` +
      `push for each ${plainMs.toFixed(1)} ms: ${(plainMs / oursMs).toFixed(1)} times as long`,
  );
  if (pushed !== instances.length + 1 || plainMs < oursMs) process.exitCode = 1;
} finally {
  rmSync(working, { recursive: true, force: true });
}

/**
 * From a project to a dataset in every form it can be exported in, offline:
 *
 *     npm run setup && npm run build && node examples/export-dataset.ts
 *     node examples/export-dataset.ts --output ./dataset --max-bugs 2
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createBaseline,
  exportBranches,
  exportHuggingFace,
  exportMiniSweAgent,
  exportSweAgent,
  exportSweBench,
  exportSweSmith,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
  pushBranches,
  type TaskInstance,
  toTaskInstance,
  validate,
  verifyBundle,
} from 'bugsmith';
import { execa } from 'execa';
import { resolveTarget } from './support/resolve-target.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'export-dataset');
const { values: settings } = parseArgs({
  options: {
    output: { type: 'string', default: join(cache, 'dataset') },
    'max-bugs': { type: 'string', default: '1' },
  },
});
const seed = 24;
const now = (): Date => new Date(0);

// 1. Task instances of the sample project. A fixed clock makes the same bytes each time.
const repository = await openRepository(
  await resolveTarget(join(root, 'examples', 'sample-project'), join(cache, 'checkouts')),
);
const runtime = new LocalRuntime({ virtualEnvironment: join(root, '.cache', 'venv') });
const instances: TaskInstance[] = [];
try {
  const baseline = await createBaseline(repository, { runtime });
  const candidates = new ProceduralModifier({ seed, maxBugs: Number(settings['max-bugs']) }).generate(
    repository,
  );
  for await (const result of validate(candidates, { repository, runtime, baseline, order: 'candidates' })) {
    if (result.status !== 'valid') continue;
    const instance = toTaskInstance(result, { repository, now });
    // Any text will do here; a real dataset has its problem statements written.
    const problem_statement = `${String(result.failToPass.length)} tests fail that passed before.`;
    instances.push({ ...instance, problem_statement });
  }
} finally {
  await runtime.dispose();
}

// 2. A bundle for each consumer. All take the same options.
const exports = {
  'swe-smith': exportSweSmith,
  'swe-bench': exportSweBench,
  'swe-agent': exportSweAgent,
  'mini-swe-agent': exportMiniSweAgent,
  'hugging-face': exportHuggingFace,
  branches: exportBranches,
};
for (const [name, exportInstances] of Object.entries(exports)) {
  const { exported, skipped, directory } = await exportInstances(instances, {
    directory: join(resolve(settings.output), name),
    repositories: repository,
    provenance: { seed },
    now,
  });
  const { manifest, problems } = await verifyBundle(directory);
  console.log(
    `${name}: ${exported} instances, ${skipped.length} skipped, ${manifest.files.length} files, ` +
      `${problems.length} of them not as written; ${directory}`,
  );
  if (exported === 0 || exported !== instances.length || problems.length > 0) process.exitCode = 1;
}

// 3. The same branches pushed to a remote: a bare repository here, any address git takes elsewhere.
const remote = join(cache, 'remote.git');
await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
for (const run of ['first', 'second']) {
  const { branches } = await pushBranches(instances, { repositories: repository, remote: () => remote });
  const count = (status: string): number => branches.filter((branch) => branch.status === status).length;
  console.log(`${run} push to ${remote}: ${count('pushed')} pushed, ${count('unchanged')} there already`);
  if (count('pushed') + count('unchanged') !== instances.length + 1) process.exitCode = 1;
}

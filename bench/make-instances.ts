import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BugCandidate,
  createBaseline,
  installLocally,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
  readInstances,
  type Repository,
  type TaskInstance,
  toTaskInstance,
  validate,
  writeInstances,
} from 'bugsmith';

import { resolveTarget } from '../examples/support/resolve-target.ts';

/** A project with a runtime its tests run in, and valid instances of it. */
export type PreparedProject = {
  readonly repository: Repository;
  readonly runtime: LocalRuntime;
  readonly instances: readonly TaskInstance[];
};

/**
 * Makes valid task instances of a project from procedural candidates spread evenly over it, or reads the ones an
 * earlier call made under `cacheDirectory`.
 */
export async function makeInstances(
  target: string,
  settings: { readonly cacheDirectory: string; readonly count: number; readonly seed: number },
): Promise<PreparedProject> {
  const { cacheDirectory, count, seed } = settings;
  const repository = await openRepository(await resolveTarget(target, join(cacheDirectory, 'checkouts')));
  const directory = join(cacheDirectory, 'installations', repository.mirrorName);
  const runtime = new LocalRuntime(await installLocally(repository, { directory }));
  const stored = join(cacheDirectory, 'instances', `${repository.mirrorName}-${count}-${seed}.jsonl`);
  if (await stat(stored).catch(() => undefined)) {
    return { repository, runtime, instances: await Array.fromAsync(readInstances(stored)) };
  }
  const baseline = await createBaseline(repository, { runtime });
  const instances: TaskInstance[] = [];
  // About every third procedural candidate is valid.
  const candidates = await sampleCandidates(repository, { count: count * 4, seed });
  for await (const result of validate(candidates, { repository, runtime, baseline, order: 'candidates' })) {
    if (result.status !== 'valid') continue;
    instances.push(toTaskInstance(result, { repository, now: () => new Date(0) }));
    if (instances.length === count) break;
  }
  await mkdir(join(cacheDirectory, 'instances'), { recursive: true });
  await writeInstances(stored, instances);
  return { repository, runtime, instances };
}

async function sampleCandidates(
  repository: Repository,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<BugCandidate[]> {
  const all = new Map<string, BugCandidate>();
  for await (const candidate of new ProceduralModifier({ seed, likelihood: 1 }).generate(repository)) {
    all.set(candidate.id, candidate);
  }
  // In an order that has nothing to do with the files, so that those taken first are spread over all of them.
  return [...all.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, count);
}

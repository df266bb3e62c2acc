import { setImmediate } from 'node:timers/promises';

import { PatchDoesNotApplyError } from '../../errors/patch-error.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import { createRandom } from '../random.ts';
import { CombinableFile } from './combinable-file.ts';
import type { Part } from './collect-parts.ts';
import { CombinationPool } from './combination-pool.ts';
import type { CombinedStrategy, CombineSettings } from './combine-options.ts';
import { createCombination } from './create-combination.ts';
import { type PlacedPart, placePart } from './place-part.ts';

/** How many combinations are tried before other work of the process gets a turn. */
const combinationsPerTurn = 20;

/** Candidates of one file or module, which are combined with each other. */
export type CombinableGroup = {
  /** Path of the file or module. */
  readonly name: string;
  /** Of one or more files, by path. */
  readonly parts: ReadonlyMap<string, readonly Part[]>;
};

/** What holds for every group. */
export type GroupRules = {
  readonly strategy: CombinedStrategy;
  /** At most this many combinations are made of a group. */
  readonly limit: number;
  /** Each combination changes at least this many files. */
  readonly minimumFiles: number;
};

/** Combines the candidates of each group, holding the files of one group at a time. */
export async function* combineGroups(
  groups: readonly CombinableGroup[],
  rules: GroupRules,
  settings: CombineSettings,
): AsyncGenerator<BugCandidate> {
  const pending = groups.filter(
    ({ parts }) =>
      parts.size >= rules.minimumFiles &&
      [...parts.values()].reduce((total, { length }) => total + length, 0) >= settings.sizes.min,
  );
  const paths = pending.flatMap(({ parts }) => [...parts.keys()]);
  let files = new Map<string, CombinableFile>();
  for await (const { path, content } of settings.repository.readFiles(paths)) {
    files.set(path, new CombinableFile(path, content));
    const [group] = pending;
    if (group === undefined || files.size < group.parts.size) continue;
    yield* combineGroup(group, files, rules, settings);
    pending.shift();
    files = new Map();
  }
}

/** Tries combinations until there are enough, or too many were tried. */
async function* combineGroup(
  group: CombinableGroup,
  files: ReadonlyMap<string, CombinableFile>,
  { strategy, limit, minimumFiles }: GroupRules,
  settings: CombineSettings,
): AsyncGenerator<BugCandidate> {
  const random = createRandom(settings.seed, strategy, group.name);
  const pool = new CombinationPool(placeParts(group, files, settings), settings.sizes, random);
  let made = 0;
  for (let tried = 1; tried <= settings.maxCombos && made < limit; tried += 1) {
    settings.abortSignal?.throwIfAborted();
    // Lets timers and signals have their turn, an abort among them.
    if (tried % combinationsPerTurn === 0) await setImmediate();
    const parts = pool.draw();
    if (parts === undefined) return;
    const combination = createCombination(parts, files, { strategy, minimumFiles });
    if (combination === null) continue;
    pool.take(parts);
    made += 1;
    yield combination;
  }
}

function placeParts(
  { parts }: CombinableGroup,
  files: ReadonlyMap<string, CombinableFile>,
  { onSkip }: CombineSettings,
): PlacedPart[] {
  return [...parts.values()].flat().flatMap((part) => {
    try {
      return placePart(part, files.get(part.path)?.lines ?? []);
    } catch (error) {
      if (!PatchDoesNotApplyError.isInstance(error)) throw error;
      onSkip({ strategy: part.strategy, id: part.id, error });
      return [];
    }
  });
}

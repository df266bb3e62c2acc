import { PatchFormatError } from '../errors/patch-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { DifficultyFacts } from './facts/difficulty-facts.ts';
import { type DifficultyFactsOptions, readDifficultyFacts } from './facts/read-difficulty-facts.ts';
import { type FactScore, scoreDifficultyFacts } from './facts/score-facts.ts';

/**
 * How hard an instance is by facts alone, tagged by `status`. It is no rating, and nothing that takes ratings takes
 * it: nobody read the issue, and nobody compared it with how long people take.
 */
export type DifficultyEstimate =
  | (FactScore & {
      readonly status: 'estimated';
      readonly instanceId: string;
      readonly facts: DifficultyFacts;
    })
  | {
      /** The patch cannot be read. */
      readonly status: 'not-estimated';
      readonly instanceId: string;
      readonly message: string;
    };

/**
 * Scores an instance by facts, from 1 to 9, without a model; see `scoreDifficultyFacts` for the formula.
 *
 * Outcomes: `estimated` with the score, the facts, and which of them are not known; `not-estimated` when the patch
 * cannot be read.
 *
 * @throws {RepositoryError} when the repository cannot be read.
 */
export async function estimateDifficulty(
  instance: Pick<TaskInstance, 'instance_id' | 'patch' | 'FAIL_TO_PASS'>,
  options: DifficultyFactsOptions = {},
): Promise<DifficultyEstimate> {
  const instanceId = instance.instance_id;
  try {
    const facts = await readDifficultyFacts(instance, options);
    return { status: 'estimated', instanceId, ...scoreDifficultyFacts(facts), facts };
  } catch (error) {
    if (!PatchFormatError.isInstance(error)) throw error;
    return { status: 'not-estimated', instanceId, message: error.message };
  }
}

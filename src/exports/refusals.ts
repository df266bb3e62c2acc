import type { TaskInstance } from '../instances/task-instance.ts';
import type { Refusal } from './export-options.ts';
import { isUsableImage } from './usable-name.ts';

/** Refuses an instance without an issue text for the agent. */
export function findMissingStatement({ problem_statement }: TaskInstance): Refusal | undefined {
  if (problem_statement !== undefined && problem_statement.trim() !== '') return undefined;
  return {
    reason: 'no-problem-statement',
    message: 'The agent is told nothing: write a problem statement first.',
  };
}

/** Refuses an instance without an image, or with something else in its place. */
export function findUnusableImage({ image_name }: TaskInstance): Refusal | undefined {
  if (isUsableImage(image_name)) return undefined;
  return { reason: 'unusable-image', message: '`image_name` is absent or no name of an image.' };
}

/** Refuses an instance with half a surrogate pair in one of its texts, which UTF-8 cannot hold. */
export function findIllFormedText(values: Iterable<unknown>): Refusal | undefined {
  for (const value of values) {
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (texts.every((text) => typeof text !== 'string' || text.isWellFormed())) continue;
    return { reason: 'not-unicode', message: 'A text has bytes or code units that are not Unicode.' };
  }
  return undefined;
}

import type { TaskInstance } from '../instances/task-instance.ts';
import type { LmMessage } from '../providers/lm-provider.ts';
import { fixTimes } from './difficulty-label.ts';

/** What a rater is told. Half characters and NUL, which no model takes, are replaced. */
export type DifficultyPromptFacts = {
  readonly instance: TaskInstance;
  /** `undefined` where the instance has none and is rated without. */
  readonly problemStatement: string | undefined;
  /** Unified diff that fixes the bug. */
  readonly solutionPatch: string;
};

/** Writes the messages that ask for a difficulty; a plain function of what it is told. */
export type DifficultyPrompt = (facts: DifficultyPromptFacts) => readonly LmMessage[];

const task = `You judge how long bugs take to fix. You are shown an issue and the patch that resolved it. Judge the time an experienced developer who has a day's acquaintance with the code base would need from reading the issue to a tested fix.

What takes time is finding the cause and being sure of the remedy; typing is the least of it. So ask:
- Does the issue point at the code that is wrong, or only at a symptom far from it?
- How much code has to be understood before the change is obvious? A one-line patch can hide an hour of search, and a long one can be mechanical.
- Do several places have to change together?

The patch is shown to you, not to the developer: do not take the search as done.

Choose one of these four:
${fixTimes.map((time) => `- ${time}`).join('\n')}
`;

const withReason = `
Write one or two sentences on what would take the time. Then end with a line of this form, with one of the four exactly as written above:
Difficulty: <choice>`;

const labelOnly = `
Answer with one of the four exactly as written above, and nothing else.`;

/**
 * Asks how long a fix would take, in the four times of SWE-bench Verified's annotators, with the reason first.
 *
 * @source Paper, section E, for what is shown and asked. The text is our own; the published rater was tuned on
 *   another, which who serves it passes as `prompt`.
 */
export function createDifficultyMessages(facts: DifficultyPromptFacts): LmMessage[] {
  return createMessages(facts, task + withReason);
}

/** Asks the same for the label alone: what `difficultyTrainingRows` tunes a rater on, and such a rater is asked. */
export function createDifficultyLabelMessages(facts: DifficultyPromptFacts): LmMessage[] {
  return createMessages(facts, task + labelOnly);
}

function createMessages(
  { problemStatement, solutionPatch }: DifficultyPromptFacts,
  system: string,
): LmMessage[] {
  const issue =
    problemStatement === undefined
      ? 'There is no issue text: only the patch is known. Assume an issue that describes the symptom.'
      : `<issue>\n${problemStatement}\n</issue>`;
  return [
    { role: 'system', content: system },
    { role: 'user', content: `${issue}\n\n<patch>\n${solutionPatch}\n</patch>` },
  ];
}

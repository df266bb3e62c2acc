import type { TaskInstance } from '../../instances/task-instance.ts';
import type { LmMessage } from '../../providers/lm-provider.ts';
import type { Random } from '../../strategies/random.ts';

/** What a prompt for a problem statement is made from; texts that were too long are shortened. */
export type IssuePromptFacts = {
  readonly instance: TaskInstance;
  /** Reports to take after, drawn by the seed. */
  readonly demonstrations: readonly string[];
  /** Unified diff that introduces the bug. */
  readonly patch: string;
  /** Sources of some F2P tests, drawn by the seed; empty when no tests are looked at. */
  readonly testSources: readonly string[];
  /** What running them on the buggy code printed. */
  readonly testOutput: string;
  /** Random values that depend only on the seed, the instance and the statement. */
  readonly random: Random;
};

/** Writes the messages that ask a model for a problem statement; a plain function of what it is told. */
export type IssuePrompt = (facts: IssuePromptFacts) => readonly LmMessage[];

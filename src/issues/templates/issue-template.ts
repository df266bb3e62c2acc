import type { TaskInstance } from '../../instances/task-instance.ts';
import type { Random } from '../../strategies/random.ts';
import type { IssueEvidence } from '../evidence/issue-evidence.ts';

/** What a template can speak of. */
export type TemplateFacts = {
  readonly instance: TaskInstance;
  /** Paths of the changed files, in the order of the patch. */
  readonly files: readonly string[];
  /** Changed functions, methods and classes; empty where a change lies outside all of them or cannot be read. */
  readonly functions: readonly ChangedFunction[];
  /** Ids of the tests that show the bug. */
  readonly tests: readonly string[];
  /** One of them, drawn by the seed. */
  readonly test: string;
  /** What kind of bug it is, in a sentence; `undefined` where nothing is known of the strategy. */
  readonly bugType: string | undefined;
  readonly random: Random;
  /** Runs the tests on the buggy code, when a template needs what they show. */
  evidence(): Promise<IssueEvidence>;
};

/** A function, method or class that is changed, the innermost one. */
export type ChangedFunction = { readonly path: string; readonly qualifiedName: string };

/** One way to word a problem statement. */
export type IssueTemplate = {
  /** Give it another name when its words change: a store tells writers apart by it. */
  readonly name: string;
  /** How often it is drawn, compared with the others. */
  readonly weight: number;
  /** Writes the text; `undefined` when a fact it needs is missing, and another template is drawn. */
  render(facts: TemplateFacts): string | undefined | Promise<string | undefined>;
};

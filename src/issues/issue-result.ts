import type { TaskInstance } from '../instances/task-instance.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { LmMessage } from '../providers/lm-provider.ts';
import type { Leak } from './leaks/leak.ts';
import type { Shortening } from './shortening/shortening.ts';

/** What every result of {@link IssueResult} has. */
export type IssueResultFacts = {
  readonly instance: TaskInstance;
  /** Name of the writer. */
  readonly writer: string;
  /** Which of the statements of the instance, from 0. */
  readonly statement: number;
  /** How often the writer was asked. */
  readonly attempts: number;
  /** What all attempts cost; `undefined` when that is not known. */
  readonly costUsd: number | undefined;
};

/** What a text comes with. */
export type IssueText = IssueResultFacts & {
  readonly text: string;
  /** Everything it gives away, what its writer discloses on purpose included. */
  readonly leaks: readonly Leak[];
  /** What a language model was asked in the last attempt; empty for writers that ask none. */
  readonly messages: readonly LmMessage[];
  /** Inputs that were too long to be used whole. */
  readonly shortened: readonly Shortening[];
  /** What else the writer tells. */
  readonly facts: JsonObject;
};

/** A problem statement. */
export type WrittenResult = IssueText & { readonly status: 'written' };

/** A text that was dropped for what it gives away. */
export type LeakingResult = IssueText & { readonly status: 'leaking' };

/** An instance the writer has no problem statement for. */
export type NotWrittenResult = IssueResultFacts & {
  readonly status: 'not-written';
  /** A code of the writer's, or `no-repository`. */
  readonly reason: string;
  /** The reason in a sentence. */
  readonly detail: string;
  readonly messages: readonly LmMessage[];
  readonly shortened: readonly Shortening[];
  readonly facts: JsonObject;
};

/** An instance at which something failed that may work another time; it is not stored. */
export type IssueErroredResult = IssueResultFacts & { readonly status: 'errored'; readonly error: unknown };

/** What came of one statement of an instance; see `status`. */
export type IssueResult = WrittenResult | LeakingResult | NotWrittenResult | IssueErroredResult;

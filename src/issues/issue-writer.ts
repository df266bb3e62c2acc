import type { TaskInstance } from '../instances/task-instance.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { LmMessage } from '../providers/lm-provider.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { Random } from '../strategies/random.ts';
import type { IssueEvidence } from './evidence/issue-evidence.ts';
import type { Leak, LeakRule } from './leaks/leak.ts';
import type { Shortening } from './shortening/shortening.ts';

/** What a problem statement is written from. */
export type IssueSubject = {
  readonly instance: TaskInstance;
  /** The repository the instance was made from. */
  readonly repository: Repository;
  /** Makes sandboxes, for writers that run something of their own. */
  readonly runtime: ContainerRuntime;
  /**
   * What running the F2P tests on the buggy code shows. They are run when this is first called, and once for all
   * statements of the instance.
   */
  evidence(): Promise<IssueEvidence>;
  /** Random values that depend only on the seed, the writer's name, the instance and the statement. */
  readonly random: Random;
  /** Which of the statements of the instance is to be written, from 0. */
  readonly statement: number;
  /** Texts of this statement that gave too much away, oldest first; empty for writers that do not revise. */
  readonly rejected: readonly RejectedIssue[];
};

/** A text that will not do, with what it gives away. */
export type RejectedIssue = { readonly text: string; readonly leaks: readonly Leak[] };

/** What writers tell of their work, whatever came of it. */
export type IssueWork = {
  /** What a language model was asked, with all of the conversation. @default nothing was asked */
  readonly messages?: readonly LmMessage[] | undefined;
  /** 0 for writers that ask no model; `undefined` when the price is not known. */
  readonly costUsd: number | undefined;
  /** The inputs that were too long to be used whole. @default none */
  readonly shortened?: readonly Shortening[] | undefined;
  /** What else is worth knowing, such as which template was drawn. @default nothing */
  readonly facts?: JsonObject | undefined;
};

/** A problem statement. */
export type WrittenIssue = IssueWork & { readonly status: 'written'; readonly text: string };

/** There is no problem statement for this instance, and another run would not change that. */
export type UnwrittenIssue = IssueWork & {
  readonly status: 'not-written';
  /** A code, such as `no-linked-issue`; each writer documents its own. */
  readonly reason: string;
  /** The reason in a sentence. */
  readonly detail: string;
};

/**
 * Writes problem statements: what an agent that is to fix the bug is told.
 *
 * Implement it to write them in another way; `writeIssues` takes care of order, concurrency, leaks and resuming.
 */
export interface IssueWriter {
  readonly specificationVersion: 'v1';
  /** Short name used in results, stores and messages, such as `facts`. */
  readonly name: string;
  /** Everything else its texts depend on, so that a store is not gone on with by a writer that would write others. */
  readonly settings?: JsonObject | undefined;
  /** What its texts give away on purpose; such findings are listed, but no text is dropped for them. @default none */
  readonly discloses?: readonly LeakRule[] | undefined;
  /** Whether it writes another text when told, in `subject.rejected`, what was wrong with one. @default false */
  readonly revises?: boolean | undefined;
  /**
   * Writes one statement.
   *
   * Outcomes: what must be expected, such as a pull request without an issue, is `not-written`. Whatever it throws
   * becomes an `errored` result of the instance, and is tried again by another run; an error of a language model
   * that every other call would meet too (the key is not taken, the budget is spent) ends the run.
   */
  write(
    subject: IssueSubject,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<WrittenIssue | UnwrittenIssue>;
}

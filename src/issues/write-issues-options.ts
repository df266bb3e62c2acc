import type { InstanceRepositories } from '../instances/instance-repositories.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { JsonlStore } from '../stores/jsonl-store.ts';
import type { IssueEvidence } from './evidence/issue-evidence.ts';
import type { IssueResult } from './issue-result.ts';
import type { IssueWriter } from './issue-writer.ts';
import type { LeakRule } from './leaks/leak.ts';

/** Runs the F2P tests of an instance on the buggy code. */
export type CollectEvidence = (
  instance: TaskInstance,
  options: {
    readonly repository: Repository;
    readonly runtime: ContainerRuntime;
    readonly abortSignal: AbortSignal;
  },
) => Promise<IssueEvidence>;

/** Options of `writeIssues`. */
export type WriteIssuesOptions = {
  readonly writer: IssueWriter;
  /** Where the instances come from; one of an unknown repository is `not-written`. */
  readonly repositories: InstanceRepositories;
  /** Runs tests, for writers that look at them. @default a `LocalRuntime` that uses the machine's Python */
  readonly runtime?: ContainerRuntime | undefined;
  /** What evidence is; called at most once for each instance. @default `collectEvidence` */
  readonly evidence?: CollectEvidence | undefined;
  /** Statements of each instance, written with other random choices each. @default 1 */
  readonly statementsPerInstance?: number | undefined;
  /**
   * What becomes of a text that gives away what it should not. `retry` lets writers that can write it anew, told what
   * was wrong, and then drops what is still no better; `drop` makes it a `leaking` result; `keep` lists the findings
   * only. @default 'retry'
   */
  readonly onLeak?: 'retry' | 'drop' | 'keep' | undefined;
  /** How often a text is written anew at most. @default 2 */
  readonly maxRevisions?: number | undefined;
  /** Rules for which a text is written anew or dropped. @default all but what the writer discloses on purpose */
  readonly leakRules?: readonly LeakRule[] | undefined;
  /** @default 24 */
  readonly seed?: number | undefined;
  /** Statements written at the same time; their order does not depend on it. @default 4 */
  readonly concurrency?: number | undefined;
  /**
   * Keeps every statement as soon as it is written, so that another run goes on where this one was stopped, in
   * whatever way. It must have been opened for this run. @default nothing is kept
   */
  readonly store?: JsonlStore | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** Told after each result. */
  readonly onProgress?: ((progress: IssueProgress) => void) | undefined;
};

/** How far `writeIssues` is, for `onProgress`. */
export type IssueProgress = {
  /** Statements with a result. */
  readonly finished: number;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<IssueResult['status'], number>>>;
  /** What all results cost, stored ones included; `undefined` when that is not known of one. */
  readonly costUsd: number | undefined;
};

import { BudgetExceededError } from '../errors/budget-exceeded-error.ts';
import { failsEveryCall } from '../providers/fails-every-call.ts';
import { findInstanceRepository } from '../instances/instance-repositories.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { ContainerRuntime } from '../runtimes/container-runtime.ts';
import type { IssueEvidence } from './evidence/issue-evidence.ts';
import {
  attemptIssue,
  type AttemptSettings,
  type FailedAttempt,
  type IssueAttempt,
} from './issue-attempt.ts';
import type { IssueStore } from './issue-store.ts';
import type { CollectEvidence, WriteIssuesOptions } from './write-issues-options.ts';

/** One statement that is to be written. */
export type IssueTask = {
  readonly instance: TaskInstance;
  readonly statement: number;
  /** Shared by the statements of the instance. */
  readonly look: InstanceLook;
};

/** What is found out about an instance once, when it is first asked for. */
export class InstanceLook {
  #evidence: Promise<IssueEvidence> | undefined;

  evidence(collect: () => Promise<IssueEvidence>): Promise<IssueEvidence> {
    return (this.#evidence ??= collect());
  }
}

/** What came of a statement; with `failure` nothing more can. */
export type TaskOutcome = {
  readonly attempt: IssueAttempt | FailedAttempt;
  readonly failure: { readonly error: unknown } | undefined;
};

/** Writes statements, or takes them from the store. */
export class IssueRun {
  readonly #settings: AttemptSettings;
  readonly #repositories: WriteIssuesOptions['repositories'];
  readonly #runtime: ContainerRuntime;
  readonly #collect: CollectEvidence;
  readonly #store: IssueStore | undefined;

  constructor(parts: {
    readonly settings: AttemptSettings;
    readonly repositories: WriteIssuesOptions['repositories'];
    readonly runtime: ContainerRuntime;
    readonly evidence: CollectEvidence;
    readonly store: IssueStore | undefined;
  }) {
    this.#settings = parts.settings;
    this.#repositories = parts.repositories;
    this.#runtime = parts.runtime;
    this.#collect = parts.evidence;
    this.#store = parts.store;
  }

  /** Never throws. */
  async work({ instance, statement, look }: IssueTask): Promise<TaskOutcome> {
    try {
      const kept = await this.#store?.find(instance, statement);
      if (kept !== undefined) return { attempt: kept, failure: undefined };
      const attempt = await this.#write({ instance, statement, look });
      if (attempt.status !== 'errored') {
        if (!isUnknown(attempt)) await this.#store?.keep(instance, statement, attempt);
        return { attempt, failure: undefined };
      }
      const { error } = attempt;
      return { attempt, failure: isFinal(error) ? { error } : undefined };
    } catch (error) {
      // The store failed.
      return { attempt: { status: 'errored', attempts: 0, costUsd: 0, error }, failure: { error } };
    }
  }

  async #write({ instance, statement, look }: IssueTask): Promise<IssueAttempt | FailedAttempt> {
    const { abortSignal } = this.#settings;
    try {
      const repository = await findInstanceRepository(instance, this.#repositories);
      if (repository === undefined) return unknownRepository;
      const runtime = this.#runtime;
      const evidence = (): Promise<IssueEvidence> =>
        look.evidence(() => this.#collect(instance, { repository, runtime, abortSignal }));
      return await attemptIssue({ instance, repository, runtime, evidence, statement }, this.#settings);
    } catch (error) {
      return { status: 'errored', attempts: 0, costUsd: 0, error };
    }
  }
}

const noRepository = 'no-repository';
const unknownRepository: IssueAttempt = {
  status: 'not-written',
  reason: noRepository,
  detail: 'None of the given repositories is the one of this instance.',
  attempts: 0,
  costUsd: 0,
  messages: [],
  shortened: [],
  facts: {},
};

/** Another run may be given the repository. */
function isUnknown(attempt: IssueAttempt): boolean {
  return attempt.status === 'not-written' && attempt.reason === noRepository;
}

function isFinal(error: unknown): boolean {
  return BudgetExceededError.isInstance(error) || failsEveryCall(error);
}

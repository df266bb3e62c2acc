import { hash } from 'node:crypto';

import { followSignal } from '../concurrency/follow-signal.ts';
import { runInOrder } from '../concurrency/run-in-order.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { checkNumber } from '../providers/check-number.ts';
import { createDefaultRuntime } from '../runtimes/default-runtime.ts';
import type { FailedAttempt, IssueAttempt } from './issue-attempt.ts';
import { ProgressCounter } from './issue-progress.ts';
import type { IssueResult } from './issue-result.ts';
import { InstanceLook, IssueRun, type IssueTask } from './issue-run.ts';
import { IssueStore } from './issue-store.ts';
import { collectEvidence } from './evidence/collect-evidence.ts';
import { checkLeaks } from './leaks/check-leaks.ts';
import { type LeakRule, leakRules as allRules } from './leaks/leak.ts';
import type { WriteIssuesOptions } from './write-issues-options.ts';

/**
 * Writes problem statements for instances, checks what they give away, and keeps them.
 *
 * Results come in the order of the instances, those of one instance together; memory does not grow with their number.
 * The F2P tests of an instance are run when its writer first looks at them, once for all statements.
 *
 * Outcomes: `written`; `leaking` when the text was dropped for what it gives away, as `onLeak` says; `not-written` when
 * the writer has none, with its reason; `errored` when something failed, which another run tries again. An abort ends
 * what runs and rejects with the signal's reason.
 *
 * Store: each statement is stored when it is written, so a killed process loses only what was being written. Those
 * stored are given again without asking a model; whether they leak is decided anew, by the options of this run.
 *
 * @throws {InvalidArgumentError} when an option is out of its range.
 * @throws {StoreError} when the store was made with another writer, seed or instances, or fails.
 * @throws {LanguageModelCallError} when a model cannot be called at all, after the results of what was begun.
 * @throws {BudgetExceededError} when a budget was put around the model and is spent, likewise.
 * @source Paper, section D. There leaks are not checked.
 */
export async function* writeIssues(
  instances: AsyncIterable<TaskInstance> | Iterable<TaskInstance>,
  options: WriteIssuesOptions,
): AsyncGenerator<IssueResult> {
  const { writer, statementsPerInstance = 1, onLeak = 'retry', maxRevisions = 2 } = options;
  const { seed = 24, concurrency = 4, leakRules = allRules, abortSignal, onProgress } = options;
  checkNumber('statementsPerInstance', statementsPerInstance, { least: 1, isWhole: true });
  checkNumber('maxRevisions', maxRevisions, { least: 0, isWhole: true });
  checkNumber('concurrency', concurrency, { least: 1, isWhole: true });
  if (!['retry', 'drop', 'keep'].includes(onLeak)) {
    throw new InvalidArgumentError({
      argument: 'onLeak',
      value: onLeak,
      expected: '`retry`, `drop` or `keep`',
    });
  }
  abortSignal?.throwIfAborted();
  const blocking = leakRules.filter(
    (rule) => options.leakRules !== undefined || !writer.discloses?.includes(rule),
  );
  const { controller: abort, release } = followSignal(abortSignal);
  const runtime = options.runtime ?? createDefaultRuntime();
  const progress = new ProgressCounter();
  let failure: { readonly error: unknown } | undefined;
  try {
    const facts = { writer: writer.name, settings: digest(writer.settings), seed };
    const run = new IssueRun({
      settings: {
        writer,
        seed,
        maxRevisions: onLeak === 'retry' && writer.revises === true ? maxRevisions : 0,
        leakRules: blocking,
        abortSignal: abort.signal,
      },
      repositories: options.repositories,
      runtime,
      evidence: options.evidence ?? collectEvidence,
      store: options.store === undefined ? undefined : await IssueStore.open(options.store, facts),
    });
    const tasks = listTasks(instances, statementsPerInstance);
    const outcomes = runInOrder(tasks, (task) => run.work(task), {
      concurrency,
      endsRun: (outcome) => outcome.failure !== undefined,
      abort,
      onLeft: async () => undefined,
    });
    for await (const { task, outcome } of outcomes) {
      failure ??= outcome.failure;
      const drops = (rule: LeakRule): boolean => onLeak !== 'keep' && blocking.includes(rule);
      const result = toResult(task, outcome.attempt, { writer: writer.name, drops });
      onProgress?.(progress.add(result));
      yield result;
    }
    abortSignal?.throwIfAborted();
    if (failure !== undefined) throw failure.error;
  } finally {
    release();
    if (options.runtime === undefined) await runtime.dispose?.();
  }
}

/** Instances are read as there is room. */
async function* listTasks(
  instances: AsyncIterable<TaskInstance> | Iterable<TaskInstance>,
  statementsPerInstance: number,
): AsyncGenerator<IssueTask> {
  for await (const instance of instances) {
    const look = new InstanceLook();
    for (let statement = 0; statement < statementsPerInstance; statement += 1) {
      yield { instance, statement, look };
    }
  }
}

function toResult(
  { instance, statement }: IssueTask,
  attempt: IssueAttempt | FailedAttempt,
  { writer, drops }: { readonly writer: string; readonly drops: (rule: LeakRule) => boolean },
): IssueResult {
  const common = { instance, writer, statement };
  if (attempt.status !== 'written') return { ...common, ...attempt };
  const leaks = checkLeaks(attempt.text, { instance });
  return {
    ...common,
    ...attempt,
    status: leaks.some(({ rule }) => drops(rule)) ? 'leaking' : 'written',
    leaks,
  };
}

function digest(settings: unknown): string {
  return hash('sha256', JSON.stringify(settings ?? null)).slice(0, 32);
}

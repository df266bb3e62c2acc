import { followSignal } from '../concurrency/follow-signal.ts';
import { runInOrder } from '../concurrency/run-in-order.ts';
import { BugsmithError } from '../errors/bugsmith-error.ts';
import { failsEveryCall } from '../providers/fails-every-call.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { JsonValue } from '../json/json-value.ts';
import { checkNumber } from '../providers/check-number.ts';
import { resolveLoopSettings } from '../tool-loop/loop-settings.ts';
import { runAgent, runAgentDefaults } from './run-agent.ts';
import type { AgentResult, RunAgentsOptions } from './run-agents-options.ts';
import { RunStore } from './run-store.ts';

type Outcome = { readonly result?: AgentResult; readonly failure?: { readonly error: unknown } };

/**
 * Has a language model work on instances as {@link runAgent} does, on several at a time; results come in the order of
 * the instances, and memory does not grow with their number. An instance given several times is worked on several times.
 *
 * Outcomes: those of {@link runAgent}, and `errored` where there was no run: the instance has no problem statement or
 * repository, its patch does not fit, or no sandbox could be made. When the model would refuse every other call too (the
 * key is not taken, there is no such model) the batch ends with that error, after the results of what was begun.
 *
 * Store: a run is stored when it is finished, unless its model or sandbox failed. It is given again for the same
 * instance, model, settings and limits; with others, the model works anew.
 *
 * @throws {InvalidArgumentError} when an option cannot be used, before anything is run.
 * @throws {LanguageModelCallError} when no call of the model can be answered.
 * @throws {StoreError} when the store fails.
 */
export async function* runAgents(
  instances: AsyncIterable<TaskInstance> | Iterable<TaskInstance>,
  options: RunAgentsOptions,
): AsyncGenerator<AgentResult> {
  const { concurrency = 4, abortSignal, onProgress } = options;
  checkNumber('concurrency', concurrency, { least: 1, isWhole: true });
  const settings = listSettings(options);
  abortSignal?.throwIfAborted();
  const { controller: abort, release } = followSignal(abortSignal);
  const byStatus: Partial<Record<AgentResult['status'], number>> = {};
  let [finished, costUsd, failure]: [number, number | undefined, Outcome['failure']] = [0, 0, undefined];
  try {
    const store = options.store === undefined ? undefined : await RunStore.open(options.store);
    const work = async (instance: TaskInstance): Promise<Outcome> => {
      const { instance_id: instanceId, patch, problem_statement: statement, FAIL_TO_PASS: tests } = instance;
      const facts = [instanceId, patch, statement ?? null, tests, settings];
      try {
        const kept = await store?.find(facts);
        if (kept !== undefined) return { result: kept };
        const result = await runAgent(instance, { ...options, abortSignal: abort.signal });
        if (result.status === 'model-failed') return { result, ...findFailure(result.error) };
        if (result.status !== 'sandbox-failed') await store?.keep(facts, result);
        return { result };
      } catch (error) {
        const isOfInstance = BugsmithError.isInstance(error) && error.code !== 'STORE';
        return isOfInstance ? { result: { status: 'errored', instanceId, error } } : { failure: { error } };
      }
    };
    const outcomes = runInOrder(toAsync(instances), work, {
      concurrency,
      endsRun: (outcome) => outcome.failure !== undefined,
      abort,
      onLeft: () => Promise.resolve(),
    });
    for await (const { outcome } of outcomes) {
      failure ??= outcome.failure;
      const { result } = outcome;
      if (result === undefined) continue;
      finished += 1;
      byStatus[result.status] = (byStatus[result.status] ?? 0) + 1;
      const cost = result.status === 'errored' ? 0 : result.costUsd;
      costUsd = costUsd === undefined || cost === undefined ? undefined : costUsd + cost;
      onProgress?.({ finished, byStatus: { ...byStatus }, costUsd });
      yield result;
    }
    abortSignal?.throwIfAborted();
    if (failure !== undefined) throw failure.error;
  } finally {
    release();
  }
}

function findFailure(error: unknown): Outcome {
  return failsEveryCall(error) ? { failure: { error } } : {};
}

async function* toAsync(
  instances: AsyncIterable<TaskInstance> | Iterable<TaskInstance>,
): AsyncGenerator<TaskInstance> {
  yield* instances;
}

/** What a run is made with, besides the instance. */
function listSettings(options: RunAgentsOptions): JsonValue {
  const { provider, prices, ...limits } = resolveLoopSettings(options, runAgentDefaults);
  const { modelName, instructions, removeFailingTests = false } = options;
  const { temperature, seed, maxOutputTokens, providerOptions } = options;
  const call = { temperature, seed, maxOutputTokens, providerOptions };
  const model = provider.modelId;
  return { ...limits, ...call, prices: { ...prices }, model, modelName, instructions, removeFailingTests };
}

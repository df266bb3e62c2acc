import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { checkTimeout } from '../validation/create-baseline.ts';
import { gradingModes } from './grading-mode.ts';

/** @throws {InvalidArgumentError} when an option cannot work. */
export function checkEvaluateOptions(options: {
  readonly predictions: unknown;
  readonly grading: string;
  readonly tests: string;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly seed: number;
  readonly store: unknown;
}): void {
  const { predictions, grading, tests, timeoutMs, concurrency, seed, store } = options;
  const check = (isGood: boolean, argument: string, value: unknown, expected: string): void => {
    if (!isGood) throw new InvalidArgumentError({ argument, value, expected });
  };
  checkTimeout(timeoutMs);
  const isBuiltIn = predictions === 'gold' || predictions === 'empty';
  const isText = typeof predictions === 'string';
  check(
    isBuiltIn || (!isText && isIterable(predictions)),
    'predictions',
    predictions,
    'predictions (see `readPredictions`), `gold` or `empty`',
  );
  check(gradingModes.includes(grading), 'grading', grading, `one of ${gradingModes.join(', ')}`);
  check(tests === 'relevant' || tests === 'all', 'tests', tests, '`relevant` or `all`');
  check(
    Number.isSafeInteger(concurrency) && concurrency > 0,
    'concurrency',
    concurrency,
    'a whole number above 0',
  );
  check(Number.isSafeInteger(seed), 'seed', seed, 'a whole number');
  check(
    store === undefined || (typeof store === 'string' && store !== ''),
    'store',
    store,
    'the path of a directory',
  );
}

function isIterable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

/** @throws {InvalidArgumentError} when two instances have the same id. */
export async function collectInstances(
  instances: Iterable<TaskInstance> | AsyncIterable<TaskInstance>,
): Promise<Map<string, TaskInstance>> {
  const byId = new Map<string, TaskInstance>();
  for await (const instance of instances) {
    if (byId.has(instance.instance_id)) {
      throw new InvalidArgumentError({
        argument: `instances[${byId.size}].instance_id`,
        value: instance.instance_id,
        expected: 'an id that no instance before has',
      });
    }
    byId.set(instance.instance_id, instance);
  }
  return byId;
}

import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { checkNumber } from '../providers/check-number.ts';
import type { SelectInstancesOptions } from './selection.ts';

/** @throws {InvalidArgumentError} when an option is out of its range. */
export function checkSelectionOptions(options: SelectInstancesOptions): void {
  if (options.size !== undefined) checkNumber('size', options.size, { least: 0, isWhole: true });
  if (options.seed !== undefined) {
    checkNumber('seed', options.seed, { least: Number.MIN_SAFE_INTEGER, isWhole: true });
  }
  for (const name of ['failToPass', 'lines', 'files'] as const) {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = options[name] ?? {};
    checkNumber(`${name}.min`, min, { least: 0 });
    if (!(max >= min))
      throw new InvalidArgumentError({ argument: `${name}.max`, value: max, expected: `at least ${min}` });
  }
  for (const name of ['maxPerStrategy', 'maxPerRepository', 'maxPerLabel'] as const) {
    const quota = options[name] ?? {};
    const limits = typeof quota === 'object' ? Object.entries(quota) : [['', quota] as const];
    for (const [key, limit] of limits) {
      checkNumber(key === '' ? name : `${name}[${JSON.stringify(key)}]`, limit, { least: 0 });
    }
  }
  const needsRatings = options.labels !== undefined || options.maxPerLabel !== undefined;
  if (needsRatings && options.ratings === undefined) {
    const expected = 'given with `labels` and `maxPerLabel`';
    throw new InvalidArgumentError({ argument: 'ratings', value: undefined, expected });
  }
}

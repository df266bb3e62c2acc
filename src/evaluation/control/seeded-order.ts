import { hash } from 'node:crypto';

/** The same values in an order that the seed decides. */
export function seededOrder(values: readonly string[], seed: string): string[] {
  const keys = new Map(values.map((value) => [value, hash('sha256', `${seed}\0${value}`)]));
  const keyOf = (value: string): string => keys.get(value) ?? '';
  return [...keys.keys()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

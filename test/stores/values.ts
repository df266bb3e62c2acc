import type { JsonObject } from '../../src/json/json-value.ts';

export const header: JsonObject = { commit: '1a2b3c4d', options: { seed: 1, names: ['a', 'b'] } };

/** Values of many sizes, some of which take so long to write that a kill can come in between. */
export function valueAt(index: number): JsonObject {
  return { index, text: 'é\n'.repeat((index * 7919) % 100_000) };
}

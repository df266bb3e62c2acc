import type { Refusal } from './export-options.ts';
import { isUsableName } from './usable-name.ts';

/** Refuses an id that cannot be a name, or that was there before, and remembers it otherwise. */
export function checkNewId(id: string, ids: Set<string>): Refusal | undefined {
  if (!isUsableName(id)) {
    return { reason: 'unusable-id', message: 'The id cannot name a file and a branch.' };
  }
  // File systems that do not tell capital letters would take both for the same name.
  const folded = id.toLowerCase();
  if (ids.has(folded)) return { reason: 'duplicate-id', message: 'An instance of that id was before it.' };
  ids.add(folded);
  return undefined;
}

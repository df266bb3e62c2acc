import { basename, dirname, join } from 'node:path';

import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { toPathPart } from '../../instances/swesmith/path-part.ts';

/** Which of SWE-smith's four scripts would have written the statements. */
export type IssueLayoutKind = 'generated' | 'tests' | 'original' | 'static';

/** How files of a kind are named, and how far their lists are indented. */
export const listNames = {
  tests: { suffix: 'ig_tests', indent: 2 },
  original: { suffix: 'ig_orig', indent: 2 },
  static: { suffix: 'ig_static', indent: 2 },
} as const;

/** Tells which kind a file of instances is by its name. */
export function guessKind(path: string): IssueLayoutKind {
  const stem = basename(path).replace(/\.\w+$/, '');
  const kinds = ['tests', 'original', 'static'] as const;
  return kinds.find((kind) => stem.endsWith(`__${listNames[kind].suffix}`)) ?? 'generated';
}

/** File of the instances with their statements, without its extension. */
export function datasetStem(
  dataset: string,
  { kind, experimentId, suffix }: { kind: IssueLayoutKind; experimentId: string; suffix: string },
): string {
  const name = `${basename(dataset).replace(/\.jsonl?$/i, '')}__${suffix}`;
  return kind === 'generated' ? join(dirname(dataset), experimentId, name) : join(dirname(dataset), name);
}

/** Folder of what belongs to one instance, or `undefined` when its id cannot name one. */
export function logFolder(directory: string, experiment: string, instanceId: string): string | undefined {
  const mirror = instanceId.slice(0, Math.max(0, instanceId.lastIndexOf('.')));
  const isSafe = [experiment, mirror, instanceId].every((name) => name !== '' && toPathPart(name) === name);
  return isSafe ? join(directory, 'logs', 'issue_gen', experiment, mirror, instanceId) : undefined;
}

/** Refuses a name that does not name one file or folder. */
export function checkPart(argument: string, name: string): void {
  if (name !== '' && toPathPart(name) === name) return;
  throw new InvalidArgumentError({ argument, value: name, expected: 'a name for one file or folder' });
}

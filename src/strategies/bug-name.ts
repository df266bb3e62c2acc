import type { BugCandidate } from './bug-candidate.ts';

const maximumStrategyLength = 60;
const maximumIdLength = 16;

/**
 * The part of an instance's id after the mirror's name. It also names files, folders and branches, so what
 * those cannot hold becomes `_` in a strategy's name and `-` in an id, and long ones are cut.
 */
export function toBugName(candidate: BugCandidate): string {
  const pullNumber = findPullNumber(candidate);
  if (pullNumber !== undefined) return `pr_${pullNumber}`;
  const id = candidate.id.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, maximumIdLength);
  return `${toStrategySlug(candidate.strategy)}__${id === '' ? '-' : id}`;
}

/** A strategy's name as it stands in ids and file names. */
export function toStrategySlug(strategy: string): string {
  const slug = strategy.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, maximumStrategyLength);
  return slug === '' ? '_' : slug;
}

/** Number of the pull request a candidate mirrors, or `undefined` for other candidates. */
export function findPullNumber({ strategy, metadata }: BugCandidate): number | undefined {
  const written = strategy === 'pr_mirror' ? metadata['pull_number'] : /^pr_(\d{1,15})$/.exec(strategy)?.[1];
  const number = typeof written === 'string' && /^\d+$/.test(written) ? Number(written) : written;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number < 1e15
    ? number
    : undefined;
}

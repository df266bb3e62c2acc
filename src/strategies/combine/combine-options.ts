import type { PatchDoesNotApplyError, PatchFormatError } from '../../errors/patch-error.ts';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BugCandidate } from '../bug-candidate.ts';

/** The strategies of combinations. */
export const combinedStrategies = ['combine_file', 'combine_module'] as const;

/** Name of one of them. */
export type CombinedStrategy = (typeof combinedStrategies)[number];

/** A candidate, or what validation found out about one; of results only those with status `valid` are used. */
export type CombinableCandidate =
  BugCandidate | { readonly status: string; readonly candidate: BugCandidate };

/** Candidates to combine, as they come. */
export type CombinableCandidates = Iterable<CombinableCandidate> | AsyncIterable<CombinableCandidate>;

/** A candidate that cannot be combined with any other, and why. */
export type SkippedCandidate = {
  readonly strategy: string;
  readonly id: string;
  readonly error: PatchFormatError | PatchDoesNotApplyError;
};

/** What both ways of combining have in common. */
export type CombineOptions = {
  /** The repository the candidates were made for. */
  readonly repository: Repository;
  /** How many candidates make one combination; of a range, each number is as likely. */
  readonly numPatches?: number | { readonly min: number; readonly max: number } | undefined;
  /** At most this many different combinations are tried for each file or module. */
  readonly maxCombos?: number | undefined;
  /** Decides which combinations are tried; the same seed gives the same bytes. @default 24 */
  readonly seed?: number | undefined;
  /** Told about each candidate whose patch is malformed or does not apply; the rest goes on. */
  readonly onSkip?: ((candidate: SkippedCandidate) => void) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** {@link CombineOptions} with everything decided. */
export type CombineSettings = {
  readonly repository: Repository;
  readonly sizes: { readonly min: number; readonly max: number };
  readonly maxCombos: number;
  readonly seed: number;
  readonly onSkip: (candidate: SkippedCandidate) => void;
  readonly abortSignal: AbortSignal | undefined;
};

/** @throws {InvalidArgumentError} when an option is out of its range. */
export function resolveOptions(
  { repository, numPatches, maxCombos, seed = 24, onSkip, abortSignal }: CombineOptions,
  defaults: Pick<CombineSettings, 'sizes' | 'maxCombos'>,
): CombineSettings {
  if (!Number.isSafeInteger(seed))
    throw new InvalidArgumentError({ argument: 'seed', value: seed, expected: 'an integer' });
  checkCount('maxCombos', maxCombos ?? defaults.maxCombos);
  return {
    repository,
    sizes: readSizes(numPatches ?? defaults.sizes),
    maxCombos: maxCombos ?? defaults.maxCombos,
    seed,
    onSkip: onSkip ?? (() => undefined),
    abortSignal,
  };
}

/** @throws {InvalidArgumentError} when `value` is no whole number above 0. */
export function checkCount(argument: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value > 0))
    throw new InvalidArgumentError({ argument, value, expected: 'a whole number above 0' });
}

function readSizes(numPatches: NonNullable<CombineOptions['numPatches']>): CombineSettings['sizes'] {
  const { min, max } =
    typeof numPatches === 'number' ? { min: numPatches, max: numPatches } : { ...numPatches };
  if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 2 && max >= min)) {
    throw new InvalidArgumentError({
      argument: 'numPatches',
      value: typeof numPatches === 'number' ? numPatches : JSON.stringify(numPatches),
      expected: 'a whole number of at least 2, or `{ min, max }` with 2 <= min <= max',
    });
  }
  return { min, max };
}

import { findLanguage } from '../../languages/find-language.ts';
import { findDifferences } from '../../patches/align-sequences.ts';
import { findPathProblem } from '../../patches/repository-path.ts';
import { splitLines } from '../../patches/lines.ts';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { PullRequest, PullRequestFile } from '../../pull-requests/pull-request.ts';

/** Which pull requests are taken, by the source files they changed outside the tests. */
export type EligibilityLimits = {
  /** @default 1 */
  readonly minFiles?: number | undefined;
  /** @default 8 */
  readonly maxFiles?: number | undefined;
  /** Lines a changed file may have today. @default 1000 */
  readonly maxFileLines?: number | undefined;
  /** Added and removed lines, together. @default 1 */
  readonly minChangedLines?: number | undefined;
  /** @default 500 */
  readonly maxChangedLines?: number | undefined;
};

/** Why a pull request is left out. */
export type IneligibleReason =
  | 'unknown-changes'
  | 'unusable-change'
  | 'too-few-files'
  | 'too-many-files'
  | 'file-too-long'
  | 'too-few-lines'
  | 'too-many-lines';

const defaults: Readonly<Required<{ [Limit in keyof EligibilityLimits]: number }>> = {
  minFiles: 1,
  maxFiles: 8,
  maxFileLines: 1000,
  minChangedLines: 1,
  maxChangedLines: 500,
};

/** Limits with nothing left open. */
export type ResolvedLimits = typeof defaults;

/** @throws {InvalidArgumentError} when a limit is not a number from 0. */
export function resolveLimits(limits: EligibilityLimits): ResolvedLimits {
  const resolved: Record<string, number> = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof ResolvedLimits)[]) {
    const value = limits[name] ?? defaults[name];
    if (!(typeof value === 'number' && value >= 0)) {
      throw new InvalidArgumentError({ argument: `limits.${name}`, value, expected: 'a number from 0' });
    }
    resolved[name] = value;
  }
  return resolved as ResolvedLimits;
}

/** The files of a pull request that are undone: source files outside the tests. */
export function findSourceFiles({ files }: Pick<PullRequest, 'files'>): PullRequestFile[] {
  return files.filter(({ path, isTest }) => !isTest && findLanguage(path) !== undefined);
}

/**
 * Why a pull request is left out, or `null` when it is taken.
 *
 * @source Paper, section B.4, and SWE-smith's `mirror/generate.py`, which also counts lines of other files.
 */
export function checkEligibility(
  pullRequest: PullRequest,
  sources: readonly PullRequestFile[],
  limits: ResolvedLimits,
  textToday: (path: string) => string | undefined,
): { readonly reason: IneligibleReason; readonly detail: string } | null {
  const { files, codePatch } = pullRequest;
  if (files.length === 0 && codePatch === '') {
    return {
      reason: 'unknown-changes',
      detail: 'what it changed is not known; pass a `checkout` with its commits where it is collected',
    };
  }
  for (const file of files.filter(({ isTest }) => !isTest)) {
    const problem =
      file.problem ?? findPathProblem(file.path) ?? findPathProblem(file.previousPath ?? file.path);
    if (problem === null) continue;
    const detail = `\`${file.path}\` is changed in a way that cannot be taken back: ${problem}`;
    return { reason: 'unusable-change', detail };
  }
  const count = `it changes ${sources.length} source files outside the tests`;
  if (sources.length < limits.minFiles)
    return { reason: 'too-few-files', detail: `${count}, fewer than ${limits.minFiles}` };
  if (sources.length > limits.maxFiles)
    return { reason: 'too-many-files', detail: `${count}, more than ${limits.maxFiles}` };
  for (const { path } of sources) {
    const lines = splitLines(textToday(path) ?? '').length;
    if (lines > limits.maxFileLines) {
      return {
        reason: 'file-too-long',
        detail: `\`${path}\` has ${lines} lines, more than ${limits.maxFileLines}`,
      };
    }
  }
  const changed = sources.reduce((total, file) => total + countChangedLines(file), 0);
  const total = `it changes ${changed} lines of source files outside the tests`;
  if (changed < limits.minChangedLines)
    return { reason: 'too-few-lines', detail: `${total}, fewer than ${limits.minChangedLines}` };
  if (changed > limits.maxChangedLines)
    return { reason: 'too-many-lines', detail: `${total}, more than ${limits.maxChangedLines}` };
  return null;
}

function countChangedLines({ before, after }: PullRequestFile): number {
  return findDifferences(splitLines(after ?? ''), splitLines(before ?? '')).reduce(
    (total, { oldStart, oldEnd, newStart, newEnd }) => total + (oldEnd - oldStart) + (newEnd - newStart),
    0,
  );
}

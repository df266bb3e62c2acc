import type { BugCandidate } from '../strategies/bug-candidate.ts';

/**
 * How each test fared with the bug and without it; the first word is with the bug.
 *
 * Test ids are the parser's (pytest node ids), in the order of the clean run. A test that passes without the
 * bug and is missing with it is in `failToPass`. Tests that are skipped or expected to fail on either side are in
 * no list.
 */
export type TestLists = {
  readonly failToPass: readonly string[];
  readonly passToPass: readonly string[];
  readonly failToFail: readonly string[];
  readonly passToFail: readonly string[];
};

/** What every result of a run that ended says besides its lists. */
export type FinishedRun = TestLists & {
  readonly candidate: BugCandidate;
  /** Time of the run with the bug. */
  readonly durationMs: number;
  /** What the run with the bug printed, standard output before standard error, capped by the sandbox. */
  readonly testOutput: string;
};

/** Broke at least one test and left at least one passing: a usable task. */
export type ValidResult = FinishedRun & { readonly status: 'valid' };

/** No test that passes without the candidate fails with it. */
export type NoTestBrokenResult = FinishedRun & { readonly status: 'no-test-broken' };

/** No test that passes without the candidate still passes with it. */
export type NoTestKeptResult = FinishedRun & { readonly status: 'no-test-kept' };

/** The suite did not end within `timeoutMs` with the bug; what it did until then is not counted. */
export type TimedOutResult = {
  readonly status: 'timed-out';
  readonly candidate: BugCandidate;
  readonly timeoutMs: number;
  readonly durationMs: number;
  readonly testOutput: string;
};

/** The patch is malformed or does not fit the repository; no test ran. */
export type PatchFailedResult = {
  readonly status: 'patch-failed';
  readonly candidate: BugCandidate;
  readonly error: Error;
};

/** Something other than the candidate went wrong, such as a sandbox that died; trying again may help. */
export type ErroredResult = {
  readonly status: 'errored';
  readonly candidate: BugCandidate;
  readonly error: Error;
};

/** What validation found out about one candidate, tagged by `status`. */
export type ValidationResult =
  ValidResult | NoTestBrokenResult | NoTestKeptResult | TimedOutResult | PatchFailedResult | ErroredResult;

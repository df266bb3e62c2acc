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
  /** Time of the run with the bug; processor time, where a warm process ran only the tests that can tell. */
  readonly durationMs: number;
  /** The tests that ran with the bug; it cannot affect the others, which count as they do without it. */
  readonly testsRun: readonly string[];
  /** What the run with the bug printed, standard output before standard error, capped by the sandbox. */
  readonly testOutput: string;
};

/** Broke at least one test and left at least one passing: a usable task. */
export type ValidResult = FinishedRun & { readonly status: 'valid' };

/** No test that passes without the candidate fails with it. */
export type NoTestBrokenResult = FinishedRun & { readonly status: 'no-test-broken' };

/** No test that passes without the candidate still passes with it. */
export type NoTestKeptResult = FinishedRun & { readonly status: 'no-test-kept' };

/**
 * The tests did not end in time with the bug; what they did until then is not counted. `timeoutMs` is the limit
 * they ran into: the caller's, or one derived from how long they take without the bug.
 */
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

/** No test executes what the candidate changes; none ran. */
export type NotCoveredResult = { readonly status: 'not-covered'; readonly candidate: BugCandidate };

/** The bytecode is the same with and without the candidate; no test ran. */
export type EquivalentResult = { readonly status: 'equivalent'; readonly candidate: BugCandidate };

/** Python does not compile a file with the candidate; no test ran. */
export type SyntaxErrorResult = {
  readonly status: 'syntax-error';
  readonly candidate: BugCandidate;
  /** The file and Python's message. */
  readonly reason: string;
};

/** It makes the same files as an earlier candidate; no test ran. */
export type DuplicateResult = {
  readonly status: 'duplicate';
  readonly candidate: BugCandidate;
  /** The id of the earlier one. */
  readonly duplicateOf: string;
};

/** What validation found out about one candidate, tagged by `status`. */
export type ValidationResult =
  | ValidResult
  | NoTestBrokenResult
  | NoTestKeptResult
  | TimedOutResult
  | NotCoveredResult
  | EquivalentResult
  | SyntaxErrorResult
  | DuplicateResult
  | PatchFailedResult
  | ErroredResult;

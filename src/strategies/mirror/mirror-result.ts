import type { PullRequest } from '../../pull-requests/pull-request.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import type { IneligibleReason } from './eligibility.ts';
import type { RecoveryMethod } from './undo/undone-change.ts';

/** Lines of a text: the 1-based first one and how many; with none, the line before the place. */
export type LineSpan = { readonly start: number; readonly length: number };

/** What became of one change of a pull request. */
export type MirroredChange = {
  /** The file as the pull request left it. */
  readonly path: string;
  /**
   * `restored`: it is taken back; `gone`: today's code is already as it was before; `left-over`: nothing was
   * done about it.
   */
  readonly status: 'restored' | 'gone' | 'left-over';
  readonly method?: RecoveryMethod | undefined;
  /** File of today in which it was taken back. */
  readonly todayPath?: string | undefined;
  /** Whether its code has moved since, to another file or another place. */
  readonly isMoved?: boolean | undefined;
  /** Its lines as the pull request left them; absent where the file as a whole is meant. */
  readonly after?: LineSpan | undefined;
  /** Its lines as they were before. */
  readonly before?: LineSpan | undefined;
};

/** A pull request that was taken back, `whole` when every change of its source files was. */
export type RecoveredResult = {
  readonly status: 'recovered';
  readonly pullRequest: PullRequest;
  readonly extent: 'whole' | 'part';
  readonly changes: readonly MirroredChange[];
  readonly candidate: BugCandidate;
};

/** A pull request of which no change could be taken back. */
export type LeftOverResult = {
  readonly status: 'left-over';
  readonly pullRequest: PullRequest;
  readonly changes: readonly MirroredChange[];
  /** What stood in the way, in a sentence. */
  readonly detail: string;
  /** What asking a model cost; `undefined` when that is not known. */
  readonly costUsd: number | undefined;
};

/** A pull request that was not tried. */
export type IneligibleResult = {
  readonly status: 'ineligible';
  readonly pullRequest: PullRequest;
  readonly reason: IneligibleReason;
  /** The reason in a sentence, with the numbers. */
  readonly detail: string;
};

/** What became of one pull request; see `status`. */
export type MirrorResult = RecoveredResult | LeftOverResult | IneligibleResult;

import type { Grade } from './grade-tests.ts';
import type { ApplyStep } from './patch/apply-prediction.ts';
import type { Prediction } from './prediction.ts';
import type { LeftOutChange } from './protected-paths.ts';

/** How a prediction was put in place. */
export type AppliedPrediction = {
  readonly step: ApplyStep;
  /** Changes of the prediction that were not made, because they could only decide how it is judged. */
  readonly leftOut: readonly LeftOutChange[];
};

/** What every result of a run that ended says. */
export type GradedRun = Pick<Grade, 'failToPass' | 'passToPass'> & {
  readonly prediction: Prediction;
  readonly applied: AppliedPrediction;
  /** Time of the tests. */
  readonly durationMs: number;
  /** What the tests printed, standard output before standard error, capped by the sandbox. */
  readonly testOutput: string;
};

/** The tests say that the bug is gone and nothing else broke. */
export type ResolvedResult = GradedRun & { readonly status: 'resolved' };

/** Some test failed, or the run cannot be believed; `problem` says why not, where that is so. */
export type UnresolvedResult = GradedRun & {
  readonly status: 'unresolved';
  readonly problem: string | undefined;
};

/** Results were forged: what the tests report is not what they did. The lists are what they reported. */
export type TamperedResult = GradedRun & { readonly status: 'tampered'; readonly reason: string };

/** The tests did not end in time. */
export type EvaluationTimedOutResult = {
  readonly status: 'timed-out';
  readonly prediction: Prediction;
  readonly applied: AppliedPrediction;
  readonly timeoutMs: number;
  readonly durationMs: number;
  readonly testOutput: string;
};

/** The patch is none, fits nowhere or reaches outside the repository; no test ran. */
export type EvaluationPatchFailedResult = {
  readonly status: 'patch-failed';
  readonly prediction: Prediction;
  readonly reason: string;
};

/** There is no patch; no test ran. */
export type EmptyPatchResult = { readonly status: 'empty-patch'; readonly prediction: Prediction };

/** The prediction is for none of the instances. */
export type UnknownInstanceResult = { readonly status: 'unknown-instance'; readonly prediction: Prediction };

/** Something other than the prediction went wrong, such as a sandbox that died; trying again may help. */
export type EvaluationErroredResult = {
  readonly status: 'errored';
  readonly prediction: Prediction;
  readonly error: Error;
};

/** What became of a prediction, tagged by `status`. */
export type EvaluationResult =
  | ResolvedResult
  | UnresolvedResult
  | TamperedResult
  | EvaluationTimedOutResult
  | EvaluationPatchFailedResult
  | EmptyPatchResult
  | UnknownInstanceResult
  | EvaluationErroredResult;

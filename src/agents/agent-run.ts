import type { BugsmithError } from '../errors/bugsmith-error.ts';
import type { Prediction } from '../evaluation/prediction.ts';
import type { RunLimit } from '../tool-loop/limit-reached.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import type { OmittedChange } from './extract-patch.ts';

/** How the model's work ended. */
export type AgentEnding =
  /** The model handed in. */
  | { readonly status: 'submitted' }
  /** The model only talked, three times in a row. */
  | { readonly status: 'gave-up' }
  | { readonly status: 'limit-reached'; readonly limit: RunLimit }
  /** The model could not be called any more, or its answers could not be used. */
  | { readonly status: 'model-failed'; readonly error: BugsmithError }
  /** The sandbox failed while the model worked. */
  | { readonly status: 'sandbox-failed'; readonly error: BugsmithError };

/** What {@link runAgent} gives, however the work ended. */
export type AgentRun = AgentEnding & {
  readonly instanceId: string;
  readonly trajectory: Trajectory;
  /** The work as it stood at the end, handed in or not; `model_patch` is `null` when nothing was changed. */
  readonly prediction: Prediction;
  /** Changes that are not in the patch. */
  readonly omitted: readonly OmittedChange[];
  /** What the tokens cost; `undefined` without `prices`, or when the provider did not report the tokens. */
  readonly costUsd: number | undefined;
};

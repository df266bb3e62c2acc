import type { Trajectory } from '../trajectory.ts';

/** What an evaluation says of a prediction; an `EvaluationResult` is one. */
export type JudgedPrediction = {
  /** `resolved`, or anything else. */
  readonly status: string;
  readonly prediction: { readonly instance_id: string; readonly model_patch: string | null };
};

/**
 * Which runs resolved their instance: by instance id, as results of an evaluation, or as a function, which gives
 * `undefined` for a run that was not evaluated.
 *
 * Results are matched by instance and patch, so that several runs on one instance can be told apart; where an
 * instance has one result only, by instance.
 */
export type Resolutions =
  | ReadonlyMap<string, boolean>
  | Iterable<JudgedPrediction>
  | AsyncIterable<JudgedPrediction>
  | ((trajectory: Trajectory) => boolean | undefined);

/** Tells whether a run resolved its instance; `undefined` when it was not evaluated. */
export type FindResolution = (trajectory: Trajectory) => boolean | undefined;

/** Reads resolutions of any form once, to look them up often. */
export async function indexResolutions(resolutions: Resolutions): Promise<FindResolution> {
  if (typeof resolutions === 'function') return resolutions;
  if (isMap(resolutions)) {
    return ({ instanceId }) => (instanceId === undefined ? undefined : resolutions.get(instanceId));
  }
  const byInstance = new Map<string, { readonly patch: string; readonly isResolved: boolean }[]>();
  for await (const { status, prediction } of resolutions) {
    const { instance_id, model_patch } = prediction;
    const judged = { patch: normalize(model_patch), isResolved: status === 'resolved' };
    byInstance.set(instance_id, [...(byInstance.get(instance_id) ?? []), judged]);
  }
  return ({ instanceId, submission }) => {
    const judged = byInstance.get(instanceId ?? '') ?? [];
    const same = judged.find(({ patch }) => patch === normalize(submission));
    return (same ?? (judged.length === 1 ? judged[0] : undefined))?.isResolved;
  };
}

function isMap(
  resolutions: Exclude<Resolutions, FindResolution>,
): resolutions is ReadonlyMap<string, boolean> {
  return resolutions instanceof Map;
}

function normalize(patch: string | null): string {
  return patch?.trim() ?? '';
}

import type { TaskInstance } from '../instances/task-instance.ts';
import { reversePatch } from '../patches/apply-patch.ts';
import { formatPatch } from '../patches/format-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import type { Prediction } from './prediction.ts';

/**
 * The prediction that takes the bug of an instance back, by the model `gold`.
 *
 * @throws {PatchFormatError} when the instance's patch is malformed.
 */
export function createGoldPrediction(instance: TaskInstance): Prediction {
  return {
    instance_id: instance.instance_id,
    model_name_or_path: 'gold',
    model_patch: formatPatch(reversePatch(parsePatch(instance.patch))),
  };
}

/** The prediction that leaves the bug of an instance as it is, by the model `empty`. */
export function createEmptyPrediction(instance: TaskInstance): Prediction {
  return { instance_id: instance.instance_id, model_name_or_path: 'empty', model_patch: '' };
}

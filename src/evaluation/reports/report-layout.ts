import { join } from 'node:path';
import { toPathPart } from '../../instances/swesmith/path-part.ts';

/**
 * Whose folders and reports: `swesmith` those of SWE-smith of 2026, `swesmith-2025` of 2025, `swebench` those of
 * SWE-bench 5, which has a folder for each model.
 */
export type ReportLayout = 'swesmith' | 'swesmith-2025' | 'swebench';

/** Folder of a run. */
export function runFolder(directory: string, runId: string): string {
  return join(directory, 'logs', 'run_evaluation', toPathPart(runId));
}

/** Folder of a prediction, whatever its id and model hold. */
export function predictionFolder(
  run: string,
  { instance_id: id, model_name_or_path: model }: { instance_id: string; model_name_or_path: string },
  layout: ReportLayout,
): string {
  return layout === 'swebench' ? join(run, toPathPart(model), toPathPart(id)) : join(run, toPathPart(id));
}

import { stringifyLikePython } from '../../instances/python-json.ts';
import type { EvaluationResult, GradedRun } from '../evaluation-result.ts';
import type { ReportLayout } from './report-layout.ts';

/** Text of the report of a prediction, or `undefined` where the layout has none. */
export function formatEvaluationReport(result: EvaluationResult, layout: ReportLayout): string | undefined {
  const report = layout === 'swebench' ? createSwebenchReport(result) : createSwesmithReport(result, layout);
  return report === undefined ? undefined : stringifyLikePython(report, 4);
}

function createSwesmithReport(result: EvaluationResult, layout: ReportLayout): object | undefined {
  if (result.status === 'timed-out') return { timed_out: true, timeout: result.timeoutMs / 1000 };
  if (!('failToPass' in result)) return undefined;
  const { model_patch: patch, model_name_or_path } = result.prediction;
  const isOld = layout === 'swesmith-2025';
  return {
    ...(isOld ? { patch_is_None: patch === null } : {}),
    patch_exists: patch !== null,
    // SWE-smith of 2025 writes the key and never sets it.
    ...(isOld ? { patch_successfully_applied: false } : {}),
    resolved: result.status === 'resolved',
    tests_status: createTestsStatus(result),
    model_name_or_path,
  };
}

function createSwebenchReport(result: EvaluationResult): object | undefined {
  if (!('failToPass' in result)) return undefined;
  const { instance_id, model_patch: patch } = result.prediction;
  return {
    [instance_id]: {
      patch_is_None: patch === null,
      patch_exists: patch !== null,
      patch_successfully_applied: true,
      resolved: result.status === 'resolved',
      infra_failure: false,
      tests_status: createTestsStatus(result),
    },
  };
}

function createTestsStatus({ failToPass, passToPass }: GradedRun): object {
  return {
    FAIL_TO_PASS: { success: failToPass.passed, failure: failToPass.failed },
    PASS_TO_PASS: { success: passToPass.passed, failure: passToPass.failed },
    FAIL_TO_FAIL: { success: [], failure: [] },
    PASS_TO_FAIL: { success: [], failure: [] },
  };
}

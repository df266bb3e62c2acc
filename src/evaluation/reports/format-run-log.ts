import type { EvaluationResult } from '../evaluation-result.ts';

/** What happened to a prediction, as the harnesses log it: whether the patch could be applied. */
export function formatRunLog(result: EvaluationResult, now: Date): string {
  const time = now.toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');
  switch (result.status) {
    case 'patch-failed':
      return `${time} - INFO - >>>>> Patch Apply Failed:\n${result.reason}\n`;
    case 'empty-patch':
      return `${time} - INFO - There is no patch\n`;
    case 'unknown-instance':
      return `${time} - ERROR - There is no such instance\n`;
    case 'errored':
      return `${time} - ERROR - ${result.error.message}\n`;
    default:
      return `${time} - INFO - >>>>> Applied Patch:\n${result.prediction.model_patch ?? ''}`;
  }
}

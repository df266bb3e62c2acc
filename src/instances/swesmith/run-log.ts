import type { ValidationResult } from '../../validation/validation-result.ts';

/**
 * Writes the script by which SWE-smith's harness would run the same suite in the repository's image.
 *
 * @source SWE-smith of 2026, without the activation of a conda environment, which our images do not have.
 */
export function formatEvalScript(testCommand: string): string {
  return [
    '#!/bin/bash',
    'set -uxo pipefail',
    'cd /testbed',
    ": '>>>>> Start Test Output'",
    testCommand,
    ": '>>>>> End Test Output'",
    '',
  ].join('\n');
}

/** Writes what happened in a run as SWE-smith's harness logs it: whether the patch could be applied. */
export function formatRunLog(result: ValidationResult, now: Date): string {
  const time = now.toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');
  if (result.status === 'patch-failed')
    return `${time} - INFO - >>>>> Patch Apply Failed:\n${result.error.message}\n`;
  if (result.status === 'errored') return `${time} - ERROR - ${result.error.message}\n`;
  return `${time} - INFO - >>>>> Applied Patch:\n${result.candidate.patch}`;
}

import { z } from 'zod';

import type { TestLists, TimedOutResult, ValidationResult } from '../../validation/validation-result.ts';
import { checkData, type JsonPlace } from '../../json/json-data.ts';
import { stringifyLikePython } from '../python-json.ts';

/** What a report says; `no-output` is SWE-smith's word for a run that never started. */
export type ValidationReport =
  | { readonly kind: 'finished'; readonly lists: TestLists }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number | undefined }
  | { readonly kind: 'no-output' };

/** A result of a run that started. */
export type RunResult = Extract<ValidationResult, TestLists> | TimedOutResult;

const testIds = z.array(z.string());

const finishedSchema = z.object({
  FAIL_TO_PASS: testIds,
  PASS_TO_PASS: testIds,
  FAIL_TO_FAIL: testIds.default([]),
  PASS_TO_FAIL: testIds.default([]),
});

const timedOutSchema = z.object({
  timed_out: z.literal(true),
  timeout: z.number().nonnegative().optional(),
  missing_pregold_output: z.boolean().optional(),
});

/** Text of the report SWE-smith keeps of a run. */
export function formatValidationReport(result: RunResult): string {
  const report =
    result.status === 'timed-out'
      ? { timed_out: true, timeout: result.timeoutMs / 1000 }
      : {
          FAIL_TO_PASS: result.failToPass,
          PASS_TO_PASS: result.passToPass,
          FAIL_TO_FAIL: result.failToFail,
          PASS_TO_FAIL: result.passToFail,
        };
  return stringifyLikePython(report, 4);
}

/** Reads SWE-smith's report of a run. @throws {DataFormatError} when it has another form. */
export function parseValidationReport(value: unknown, place: JsonPlace): ValidationReport {
  if (typeof value === 'object' && value !== null && 'timed_out' in value) {
    const report = checkData(timedOutSchema, value, place);
    if (report.missing_pregold_output === true) return { kind: 'no-output' };
    const timeoutMs = report.timeout === undefined ? undefined : Math.round(report.timeout * 1e6) / 1e3;
    return { kind: 'timed-out', timeoutMs };
  }
  const report = checkData(finishedSchema, value, place);
  return {
    kind: 'finished',
    lists: {
      failToPass: report.FAIL_TO_PASS,
      passToPass: report.PASS_TO_PASS,
      failToFail: report.FAIL_TO_FAIL,
      passToFail: report.PASS_TO_FAIL,
    },
  };
}

/** The outcome that lists of tests stand for. */
export function statusOf({ failToPass, passToPass }: TestLists): 'valid' | 'no-test-broken' | 'no-test-kept' {
  if (failToPass.length === 0) return 'no-test-broken';
  return passToPass.length === 0 ? 'no-test-kept' : 'valid';
}

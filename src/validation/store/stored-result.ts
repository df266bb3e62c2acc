import { z } from 'zod';
import type { ValidationResult } from '../validation-result.ts';

const ranges = z
  .string()
  .regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/)
  .optional();
const text = z.string().optional();

/**
 * A line of `results.jsonl`: what comes out the same whenever a candidate is tested. Tests are ranges of their
 * places in the baseline; those not named do as they do without the bug.
 */
export type StoredResult = {
  readonly id: string;
  readonly strategy: string;
  readonly status: Exclude<ValidationResult['status'], 'errored'>;
  readonly failToPass?: string | undefined;
  readonly passToFail?: string | undefined;
  /** Tests that pass or fail without the bug, and say nothing with it. */
  readonly neither?: string | undefined;
  readonly duplicateOf?: string | undefined;
  /** Of a syntax error. */
  readonly reason?: string | undefined;
  readonly error?: StoredPatchError | undefined;
  readonly audit?: 'agreed' | 'disagreed' | undefined;
};

/** Why a patch failed; one that does not apply has a `path`. */
export type StoredPatchError = {
  readonly path?: string | undefined;
  readonly line: number;
  readonly reason: string;
};

/** What differs from time to time. */
export type StoredDetails = {
  readonly durationMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Which tests run depends on what those of other candidates have shown. */
  readonly testsRun?: string | undefined;
  /** Tests that ran and are not judged: flaky ones, and those that only exist with the bug. */
  readonly otherTestsRun?: readonly string[] | undefined;
  readonly testOutput?: string | undefined;
};

export const storedResultSchema: z.ZodType<StoredResult> = z.object({
  id: z.string(),
  strategy: z.string(),
  status: z.enum([
    'valid',
    'no-test-broken',
    'no-test-kept',
    'timed-out',
    'not-covered',
    'equivalent',
    'syntax-error',
    'duplicate',
    'patch-failed',
  ]),
  failToPass: ranges,
  passToFail: ranges,
  neither: ranges,
  duplicateOf: text,
  reason: text,
  error: z.object({ path: text, line: z.number(), reason: z.string() }).optional(),
  audit: z.enum(['agreed', 'disagreed']).optional(),
});

const index = z.int().min(0);
const details = {
  durationMs: z.number().optional(),
  timeoutMs: z.number().optional(),
  testsRun: ranges,
  otherTestsRun: z.array(z.string()).optional(),
  testOutput: text,
};

/** A line of `details.jsonl`; `index` counts the candidates from 0. */
export type DetailsLine = StoredDetails & { readonly index: number };

export const detailsLineSchema: z.ZodType<DetailsLine> = z.object({ index, ...details });

/** A line of `journal.jsonl`. */
export type JournalEntry = {
  readonly index: number;
  readonly result: StoredResult;
  readonly details: StoredDetails;
};

export const journalEntrySchema: z.ZodType<JournalEntry> = z.object({
  index,
  result: storedResultSchema,
  details: z.object(details),
});

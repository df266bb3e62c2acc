import { z } from 'zod';
import type { EvaluationErroredResult, EvaluationResult } from '../evaluation-result.ts';

type WithoutPrediction<Result> = Result extends EvaluationResult ? Omit<Result, 'prediction'> : never;

/** A result as it is stored: without its prediction, which its key stands for. */
export type StoredEvaluation = WithoutPrediction<Exclude<EvaluationResult, EvaluationErroredResult>>;

const graded = z.object({ passed: z.array(z.string()), failed: z.array(z.string()) });
const applied = z.object({
  step: z.enum(['exact', 'git-apply', 'git-apply-3way', 'patch-fuzz']),
  leftOut: z.array(
    z.object({
      path: z.string(),
      reason: z.enum(['test-file', 'test-configuration', 'shadows-module', 'bytecode']),
    }),
  ),
});
const run = {
  applied,
  failToPass: graded,
  passToPass: graded,
  durationMs: z.number(),
  testOutput: z.string(),
};

const resultSchema: z.ZodType<StoredEvaluation> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('resolved'), ...run }),
  z
    .object({ status: z.literal('unresolved'), ...run, problem: z.string().optional() })
    .transform(({ problem, ...result }) => ({ ...result, problem })),
  z.object({ status: z.literal('tampered'), ...run, reason: z.string() }),
  z.object({
    status: z.literal('timed-out'),
    applied,
    timeoutMs: z.number(),
    durationMs: z.number(),
    testOutput: z.string(),
  }),
  z.object({ status: z.literal('patch-failed'), reason: z.string() }),
  z.object({ status: z.literal('empty-patch') }),
  z.object({ status: z.literal('unknown-instance') }),
]);

/** One line of the store. */
export type EvaluationEntry = {
  /** Digest of the prediction and of everything it was evaluated with. */
  readonly key: string;
  readonly instance_id: string;
  readonly model_name_or_path: string;
  readonly result: StoredEvaluation;
};

export const evaluationEntrySchema: z.ZodType<EvaluationEntry> = z.object({
  key: z.string(),
  instance_id: z.string(),
  model_name_or_path: z.string(),
  result: resultSchema,
});

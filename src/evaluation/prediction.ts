import { z } from 'zod';

/**
 * What an agent made of one task instance, as the ecosystem's tools exchange it.
 *
 * The names are those of the JSON. Fields not listed here are kept when a prediction is read and written.
 */
export type Prediction = {
  readonly instance_id: string;
  /** Who made it. */
  readonly model_name_or_path: string;
  /** Unified diff against the code with the bug in it; `null` or empty when the agent changed nothing. */
  readonly model_patch: string | null;
  readonly [field: string]: unknown;
};

/** Reads one prediction; an absent `model_patch` is `null`, an absent `model_name_or_path` is `unknown`. */
export const predictionSchema: z.ZodType<Prediction> = z.looseObject({
  instance_id: z.string().min(1),
  model_name_or_path: z
    .string()
    .nullish()
    .transform((name) => name ?? 'unknown'),
  model_patch: z
    .string()
    .nullish()
    .transform((patch) => patch ?? null),
});

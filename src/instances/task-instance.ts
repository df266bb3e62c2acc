import { z } from 'zod';

/**
 * A bug with the tests that notice it, as the ecosystem's tools exchange it.
 *
 * The names are those of the JSON. Fields not listed here are kept when an instance is read and written.
 *
 * @source SWE-smith's dataset: rows of mid 2025 carry every field, those of 2026 leave out `created_at` and
 *   `base_commit`.
 */
export type TaskInstance = {
  /** `<mirror name>.<strategy>__<id>`, or `<mirror name>.pr_<number>` for a mirrored pull request. */
  readonly instance_id: string;
  /** `swesmith/<mirror name>`. */
  readonly repo: string;
  /** Unified diff that introduces the bug; its reverse is the fix. */
  readonly patch: string;
  /** Tests that fail with the bug and pass without it. */
  readonly FAIL_TO_PASS: readonly string[];
  /** Tests that pass with the bug and without it. */
  readonly PASS_TO_PASS: readonly string[];
  /** When the instance was made: ISO 8601 with microseconds and no zone; UTC in those made here. */
  readonly created_at?: string | undefined;
  /** Container image that holds the installed repository. */
  readonly image_name?: string | undefined;
  /** Commit `patch` applies to in instances made here; in SWE-smith's own rows the commit that holds the bug. */
  readonly base_commit?: string | undefined;
  /** Issue text given to the agent; absent until one is written. */
  readonly problem_statement?: string | undefined;
  readonly [field: string]: unknown;
};

const optionalFields = new Set(['created_at', 'image_name', 'base_commit', 'problem_statement']);
const optionalText = z.string().nullish();

/** A list, or the JSON text of one as SWE-bench's datasets have it. */
const testIds = z.preprocess(
  (value) => (typeof value === 'string' ? parseOrKeep(value) : value),
  z.array(z.string()),
);

/**
 * Reads one instance of either generation and gives it the recommended order of keys.
 *
 * Lists of tests may be JSON texts and come out as arrays; an optional field that is `null` comes out absent.
 */
export const taskInstanceSchema: z.ZodType<TaskInstance> = z
  .looseObject({
    instance_id: z.string().min(1),
    repo: z.string(),
    patch: z.string(),
    FAIL_TO_PASS: testIds,
    PASS_TO_PASS: testIds,
    created_at: optionalText,
    image_name: optionalText,
    base_commit: optionalText,
    problem_statement: optionalText,
  })
  .transform((row) => {
    const isAbsent = (field: string): boolean => optionalFields.has(field) && (row[field] ?? null) === null;
    return Object.fromEntries(Object.entries(row).filter(([field]) => !isAbsent(field))) as TaskInstance;
  });

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

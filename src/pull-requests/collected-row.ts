import { z } from 'zod';

/** A row of `*-task-instances.jsonl` and `*-task-instances.jsonl.all`. */
export type TaskRow = {
  readonly repo: string;
  readonly pull_number?: number | undefined;
  readonly instance_id: string;
  readonly issue_numbers: number[];
  readonly base_commit: string;
  readonly patch: string;
  readonly test_patch: string;
  readonly problem_statement: string;
  readonly hints_text: string;
  readonly created_at: string;
};

/** A row of `*-prs.jsonl`: a pull request as GitHub's API gives it, and the issues it resolves. */
export type PullRow = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly base: { readonly sha: string; readonly repo?: { readonly full_name: string } | null | undefined };
  readonly merge_commit_sha: string;
  readonly merged_at?: string | null | undefined;
  readonly created_at: string;
  readonly resolved_issues: number[];
};

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const issueNumbers = z
  .array(z.union([z.string(), z.int()]))
  .nullish()
  .transform((values) =>
    (values ?? []).map(Number).filter((number) => Number.isSafeInteger(number) && number > 0),
  );

/** Reads a {@link TaskRow}. */
export const taskRowSchema: z.ZodType<TaskRow> = z.object({
  repo: z.string(),
  pull_number: z.int().positive().optional(),
  instance_id: z.string(),
  issue_numbers: issueNumbers,
  base_commit: text,
  patch: text,
  test_patch: text,
  problem_statement: text,
  hints_text: text,
  created_at: text,
});

/** Reads a {@link PullRow}. */
export const pullRowSchema: z.ZodType<PullRow> = z.object({
  number: z.int().positive(),
  title: text,
  body: text,
  base: z.object({ sha: text, repo: z.object({ full_name: text }).nullish() }),
  merge_commit_sha: text,
  merged_at: z.string().nullish(),
  created_at: text,
  resolved_issues: issueNumbers,
});

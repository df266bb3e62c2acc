import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** What is read of a pull request. */
export type GitHubPull = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly base: { readonly sha: string };
  readonly merge_commit_sha: string;
  readonly merged_at?: string | null | undefined;
  readonly created_at: string;
};

/** What is read of a commit of a pull request. */
export type GitHubCommit = {
  readonly commit: {
    readonly message: string;
    readonly author?: { readonly date: string } | null | undefined;
  };
};

/** What is read of an issue; one with `pull_request` is none. */
export type GitHubIssue = { readonly title: string; readonly body: string; readonly pull_request?: unknown };

/** What is read of a comment. */
export type GitHubComment = { readonly body: string; readonly updated_at: string };

export const pullSchema: z.ZodType<GitHubPull> = z.object({
  number: z.int().positive(),
  title: text,
  body: text,
  base: z.object({ sha: text }),
  merge_commit_sha: text,
  merged_at: z.string().nullish(),
  created_at: text,
});

export const commitSchema: z.ZodType<GitHubCommit> = z.object({
  commit: z.object({ message: text, author: z.object({ date: text }).nullish() }),
});

export const issueSchema: z.ZodType<GitHubIssue> = z.object({
  title: text,
  body: text,
  pull_request: z.unknown().optional(),
});

export const commentSchema: z.ZodType<GitHubComment> = z.object({ body: text, updated_at: text });

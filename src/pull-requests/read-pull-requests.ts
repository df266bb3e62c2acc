import { createReadStream } from 'node:fs';

import { DataFormatError } from '../errors/data-format-error.ts';
import { checkData, parseJson, type JsonPlace } from '../json/json-data.ts';
import { splitJsonLines } from '../json/split-json-lines.ts';
import { type PullRow, pullRowSchema, type TaskRow, taskRowSchema } from './collected-row.ts';
import { CommitTexts } from './commit-texts.ts';
import type { PullRequest } from './pull-request.ts';
import { splitPatches } from './split-patches.ts';

/** Options of {@link readPullRequests}. */
export type ReadPullRequestsOptions = {
  /**
   * Path of a checkout with the project's history. With it files are known as a whole, without it only as far
   * as patches show them, and rows of `*-prs.jsonl` not at all. @default none
   */
  readonly checkout?: string | undefined;
};

/**
 * Reads pull requests SWE-bench's collection wrote: `*-task-instances.jsonl`, `*-task-instances.jsonl.all` and
 * `*-prs.jsonl`, one row a line.
 *
 * Rows of pull requests that were not merged are passed over. Code and tests are told apart anew, by the rule
 * of this library.
 *
 * @throws {DataFormatError} with file, line and field, when the file cannot be read or holds something else.
 * @throws {RepositoryError} when `checkout` is none.
 */
export async function* readPullRequests(
  path: string,
  { checkout }: ReadPullRequestsOptions = {},
): AsyncGenerator<PullRequest, void, undefined> {
  const commits = await CommitTexts.open(checkout);
  for await (const { bytes, line } of splitJsonLines(readFile(path), { file: path })) {
    const place = { file: path, line };
    const row = parseJson(bytes, place);
    const isTask = typeof row === 'object' && row !== null && 'instance_id' in row;
    if (isTask) yield await readTask(checkData(taskRowSchema, row, place), place, commits);
    else {
      const pull = checkData(pullRowSchema, row, place);
      if (pull.merged_at !== null && pull.merged_at !== undefined) yield await readPull(pull, commits);
    }
  }
}

async function readTask(row: TaskRow, place: JsonPlace, commits: CommitTexts): Promise<PullRequest> {
  const number = row.pull_number ?? Number(/-(\d+)$/u.exec(row.instance_id)?.[1]);
  if (!(number > 0)) {
    throw new DataFormatError({
      ...place,
      field: 'pull_number',
      reason: 'the number of the pull request is missing',
    });
  }
  const files = [
    ...(await commits.readPatch(row.patch, row.base_commit)),
    ...(await commits.readPatch(row.test_patch, row.base_commit)),
  ];
  return {
    number,
    repository: row.repo,
    title: '',
    body: '',
    issues: row.issue_numbers.map((issue) => ({ number: issue })),
    problemStatement: row.problem_statement,
    hints: row.hints_text,
    baseCommit: row.base_commit,
    mergeCommit: '',
    createdAt: row.created_at,
    codePatch: row.patch,
    testPatch: row.test_patch,
    files,
  };
}

async function readPull(row: PullRow, commits: CommitTexts): Promise<PullRequest> {
  const files = (await commits.readMerge(row.merge_commit_sha)) ?? [];
  return {
    number: row.number,
    repository: row.base.repo?.full_name ?? '',
    title: row.title,
    body: row.body,
    issues: row.resolved_issues.map((issue) => ({ number: issue })),
    problemStatement: '',
    hints: '',
    baseCommit: row.base.sha,
    mergeCommit: row.merge_commit_sha,
    createdAt: row.created_at,
    ...splitPatches(files),
    files,
  };
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (cause) {
    const reason = `the file cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DataFormatError({ file: path, reason, cause });
  }
}

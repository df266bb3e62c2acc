import { z } from 'zod';

import type { TaskInstance } from '../instances/task-instance.ts';
import type { BugCandidate } from '../strategies/bug-candidate.ts';
import type { IssueWriter } from './issue-writer.ts';

/** Options of {@link originalIssues}. */
export type OriginalIssuesOptions = {
  /** Mirrored pull requests, as `PrMirror` or `readSwesmithLayout` give them; instances are told by their patch. */
  readonly candidates?: Iterable<Pick<BugCandidate, 'patch' | 'metadata'>> | undefined;
  /** Finds the text in another way; `undefined` or a blank one means there is none. Asked before `candidates`. */
  readonly find?: ((instance: TaskInstance) => string | undefined | Promise<string | undefined>) | undefined;
};

/**
 * Gives instances of mirrored pull requests the text of the issues that these resolved.
 *
 * It is taken, word for word, from `find`, from the candidate of the same patch, or from the `instance_ref` that rows
 * of SWE-smith's lists have.
 *
 * Outcomes: `no-linked-issue` when there is no text, or a blank one.
 *
 * @source Paper, section D, "Original issue text"; SWE-smith June 2025 `issue_gen/get_from_pr.py`, which reads it from
 *   the candidate's metadata.
 */
export function originalIssues({ candidates = [], find }: OriginalIssuesOptions = {}): IssueWriter {
  const byPatch = new Map<string, string>();
  for (const { patch, metadata } of candidates) {
    const text = readStatement(metadata) ?? readStatement(metadata['instance_ref']);
    if (text !== undefined) byPatch.set(patch, text);
  }
  return {
    specificationVersion: 'v1',
    name: 'original',
    async write({ instance }) {
      const found = (await find?.(instance)) ?? byPatch.get(instance.patch);
      const text = found ?? readStatement(instance['instance_ref']);
      if (text !== undefined && text.trim() !== '') return { status: 'written', text, costUsd: 0 };
      const detail = 'No pull request with a linked issue is known for this instance.';
      return { status: 'not-written', reason: 'no-linked-issue', detail, costUsd: 0 };
    },
  };
}

const statementSchema = z.object({ problem_statement: z.string() });

function readStatement(value: unknown): string | undefined {
  return statementSchema.safeParse(value).data?.problem_statement;
}

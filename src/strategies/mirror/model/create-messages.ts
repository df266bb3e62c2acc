import type { PullRequest } from '../../../pull-requests/pull-request.ts';
import type { LmMessage } from '../../../providers/lm-provider.ts';
import { toCodeBlock } from '../../lm/prompts/code-block.ts';

const task = `You take changes of a pull request back out of a Python project. The project has moved on since: names, layout and the code around the change may be others today. You are shown what the pull request changed, as a diff, and code of today.

Write the code of today as it would be had this change never been made:

- What the diff adds (\`+\`) goes, what it removes (\`-\`) comes back, in the names and style of today.
- Everything else stays exactly as it is: other code, comments, order, indentation.
- Write no comment on what you did.

When today's code has no trace of the change, answer only with: NOT THERE`;

/** What is asked about. */
type Question = {
  readonly pullRequest: Pick<PullRequest, 'title'>;
  readonly path: string;
  /** Changes, as hunks. */
  readonly hunks: readonly string[];
  readonly code: string;
};

/** Asks for a piece of today's code without changes it was not possible to take back otherwise. */
export function createWindowMessages(question: Question): LmMessage[] {
  return createMessages(question, {
    wanted: 'the whole piece of code you are shown',
    changes: 'Its change',
    code: `The code of \`${question.path}\` today`,
  });
}

/**
 * Asks for a whole file without what a pull request changed in it.
 *
 * @source Paper, section B.4 and Figure 17.
 */
export function createFileMessages(question: Question): LmMessage[] {
  return createMessages(question, {
    wanted: 'the whole file',
    changes: 'Its changes of this file that are still to be taken back',
    code: `The whole of \`${question.path}\` today`,
  });
}

function createMessages(
  { pullRequest, hunks, code }: Question,
  words: { readonly wanted: string; readonly changes: string; readonly code: string },
): LmMessage[] {
  const diff = hunks.map((hunk) => `@@\n${hunk}`).join('\n');
  return [
    { role: 'system', content: `${task}\n\nAnswer with ${words.wanted}, rewritten, in one code block.` },
    {
      role: 'user',
      content: `The pull request: ${pullRequest.title}\n\n${words.changes}:\n\n${toFence(diff)}\n\n${words.code}:\n\n${toCodeBlock(code)}`,
    },
  ];
}

function toFence(text: string): string {
  return toCodeBlock(text).replace(/^(`+)python/u, '$1diff');
}

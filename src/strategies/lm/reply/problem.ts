import { type LmReplyProblem, lmReplyProblems } from '../lm-refusal.ts';

/** What is wrong with a reply, told so that who wrote it can do better. */
export type ReplyProblem = { readonly reason: LmReplyProblem; readonly message: string };

/** The one of two problems that was found later, on the better code. */
export function laterProblem(one: ReplyProblem | undefined, other: ReplyProblem): ReplyProblem {
  const rank = ({ reason }: ReplyProblem): number => lmReplyProblems.indexOf(reason);
  return one === undefined || rank(other) > rank(one) ? other : one;
}

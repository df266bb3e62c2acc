import type { LmUsage } from '../../providers/lm-provider.ts';
import type { CandidateEntity } from '../bug-candidate.ts';

/** What can be wrong with a reply; in the order in which it is looked for. */
export const lmReplyProblems = [
  /** Much longer than what was asked for. */
  'too-long',
  /** The provider withheld it. */
  'filtered',
  /** It ends in the middle of the code. */
  'cut-off',
  /** It holds no code. */
  'no-code',
  /** The code is not of the language. */
  'syntax-error',
  /** The code does not define what it should. */
  'wrong-definition',
  /** Decorators, name, parameters, types, bases or the methods of a class are others than before. */
  'changed-signature',
  /** It needs something the reply defines or imports outside the definition. */
  'outside-code',
  /** It imports what its file does not. */
  'new-import',
  /** A name or a text in it tells of the bug. */
  'gives-away',
  /** The file's encoding has no such characters. */
  'unencodable',
  /** It means the same as before. */
  'same-meaning',
] as const;

/** What is wrong with a reply, such as `same-meaning`; see {@link lmReplyProblems}. */
export type LmReplyProblem = (typeof lmReplyProblems)[number];

/** Why there is no candidate: of the reply, of the call, or that the same one was made before. */
export type LmRefusalReason = LmReplyProblem | 'call-failed' | 'duplicate';

/** An attempt that made no candidate. */
export type LmRefusal = {
  readonly status: 'refused';
  readonly reason: LmRefusalReason;
  /** The reason in a sentence, with what the reason does not say. */
  readonly message: string;
  readonly entity: CandidateEntity;
  /** Which of the attempts at the entity it was, from 0. */
  readonly attempt: number;
  /** Text of the last reply; `undefined` when there was none. */
  readonly reply: string | undefined;
  /** What all calls of the attempt cost; `undefined` when that is not known of one of them. */
  readonly costUsd: number | undefined;
  /** Tokens of all calls of the attempt. */
  readonly usage: LmUsage;
};

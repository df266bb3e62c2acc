import type { CodeEntity } from '../../../entities/code-entity.ts';
import type { LmReplyProblem } from '../lm-refusal.ts';
import type { LmMode } from '../rewrite-target.ts';

/** What a model is told of its reply, to give a better one. */
export type LmRepairFacts = {
  readonly mode: LmMode;
  readonly entity: CodeEntity;
  readonly reason: LmReplyProblem;
  /** What is wrong, in a sentence. */
  readonly message: string;
};

/** Tells a model what was wrong with its reply and what to answer now. */
export function createRepairMessage({ mode, entity, message }: LmRepairFacts): string {
  const what = entity.kind === 'class' ? 'class' : 'function';
  const task = mode === 'modify' ? `, changed so that it behaves differently when its tests run` : '';
  return `That cannot be used. ${message} Answer again: one fenced code block with the whole ${what} \`${entity.qualifiedName}\`${task}, nothing else of the file, and at most a sentence beside it. Everything said before still holds.`;
}

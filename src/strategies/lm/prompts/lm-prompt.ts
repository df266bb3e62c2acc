import type { CodeEntity } from '../../../entities/code-entity.ts';
import type { LmMessage } from '../../../providers/lm-provider.ts';
import type { Random } from '../../random.ts';
import type { LmMode } from '../rewrite-target.ts';

/** What a prompt is made from. Texts end their lines with `\n`. */
export type LmPromptFacts = {
  readonly mode: LmMode;
  readonly entity: CodeEntity;
  /** The entity as the file has it, at the left margin. */
  readonly code: string;
  /** Its decorators, signature and documentation, at the left margin, with `...` for code. */
  readonly stub: string;
  /** The whole file with the stub in the entity's place. */
  readonly fileWithoutCode: string;
  /** Random values that depend only on the seed, the entity and the number of the attempt. */
  readonly random: Random;
};

/** Writes the messages that ask a model for an entity; a plain function of what it is told. */
export type LmPrompt = (facts: LmPromptFacts) => readonly LmMessage[];

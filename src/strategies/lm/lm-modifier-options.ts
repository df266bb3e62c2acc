import type { CodeEntity } from '../../entities/code-entity.ts';
import type { SourceFileOptions } from '../../entities/source-files.ts';
import type { LmProviderLike } from '../../providers/lm-provider-like.ts';
import type { JsonlStore } from '../../stores/jsonl-store.ts';
import type { LmRefusal } from './lm-refusal.ts';
import type { LmRepairFacts } from './prompts/create-repair-message.ts';
import type { LmPrompt } from './prompts/lm-prompt.ts';
import type { LmMode } from './rewrite-target.ts';

/** Options of `LmModifier`. */
export type LmModifierOptions = Omit<SourceFileOptions, 'includeTests'> & {
  /** The model: a provider, or a model of the AI SDK. */
  readonly provider: LmProviderLike;
  /** `modify` asks for the code with a bug in it, `rewrite` for code in the place of what is left out. */
  readonly mode: LmMode;
  /** Name of the strategy in candidates and instance ids. @default `lm_modify` or `lm_rewrite` */
  readonly name?: string | undefined;
  /** Writes the messages. @default `createModifyMessages` or `createRewriteMessages` */
  readonly prompt?: LmPrompt | undefined;
  /** Tells the model what was wrong with its reply. @default `createRepairMessage` */
  readonly repairPrompt?: ((facts: LmRepairFacts) => string) | undefined;
  /** How often the model may correct itself in one attempt. @default 1 */
  readonly repairTurns?: number | undefined;
  /** Attempts at each entity, with other random choices each. @default 1 */
  readonly bugsPerEntity?: number | undefined;
  /** @default all three */
  readonly kinds?: readonly CodeEntity['kind'][] | undefined;
  /** Least complexity of an entity. @default 0 */
  readonly minComplexity?: number | undefined;
  /**
   * Puts entities in order, those with the greatest number first, and leaves out those with `undefined`: by
   * complexity (`({ complexity }) => complexity`), by how many of their lines tests reach, or by whatever you know.
   * @default the order of `entities`, or by path and place
   */
  readonly score?: ((entity: CodeEntity) => number | undefined) | undefined;
  /** At most this many: the first by `score` or of `entities`, else drawn by the seed. @default all */
  readonly maxEntities?: number | undefined;
  /** Decides what prompts draw and which entities are drawn; also sent to the model. @default 24 */
  readonly seed?: number | undefined;
  /** Calls at the same time. The order of candidates does not depend on it. @default 4 */
  readonly concurrency?: number | undefined;
  /** @default the model's own */
  readonly temperature?: number | undefined;
  /** Tokens of a reply at most. @default the model's own */
  readonly maxOutputTokens?: number | undefined;
  /** Told about each attempt that made no candidate, in the order of the attempts. */
  readonly onRefused?: ((refusal: LmRefusal) => void) | undefined;
  /**
   * Keeps every attempt that came to an end, so that another run goes on where this one stopped: what is kept is
   * given again and not asked for again. Calls that failed are not kept.
   */
  readonly store?: JsonlStore | undefined;
};

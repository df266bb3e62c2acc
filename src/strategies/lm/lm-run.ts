import type { LmProvider } from '../../providers/lm-provider.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import { type Attempt, type AttemptOutcome, makeAttempt } from './attempt.ts';
import type { AttemptStore } from './attempt-store.ts';
import type { LmModifierSettings } from './lm-modifier-settings.ts';
import type { LmRefusal } from './lm-refusal.ts';

/** What came of an attempt, in this run or in an earlier one. */
export type RunOutcome = AttemptOutcome & { readonly isKept: boolean };

/** One run over the entities of a repository. */
export class LmRun {
  readonly #settings: LmModifierSettings;
  readonly #provider: LmProvider;
  readonly #store: AttemptStore | undefined;
  readonly #abortSignal: AbortSignal;
  /** Ids of the candidates so far. */
  readonly #made = new Set<string>();
  /** What ended the run. */
  failure: { readonly error: unknown } | undefined;

  constructor(parts: {
    readonly settings: LmModifierSettings;
    readonly provider: LmProvider;
    readonly store: AttemptStore | undefined;
    readonly abortSignal: AbortSignal;
  }) {
    this.#settings = parts.settings;
    this.#provider = parts.provider;
    this.#store = parts.store;
    this.#abortSignal = parts.abortSignal;
  }

  /** Makes an attempt, or takes it from the store; never throws. */
  async make(attempt: Attempt): Promise<RunOutcome> {
    const { name, repairTurns, repairPrompt } = this.#settings;
    try {
      const kept = await this.#store?.find(keyOf(attempt), attempt.request);
      if (kept !== undefined) return { result: kept, isKept: true };
      const outcome = await makeAttempt(attempt, {
        provider: this.#provider,
        strategy: name,
        repairTurns,
        repairPrompt,
        abortSignal: this.#abortSignal,
      });
      return { ...outcome, isKept: false };
    } catch (error) {
      return { failure: { error }, isKept: false };
    }
  }

  /** Keeps and tells what came of an attempt; gives its candidate, unless there was the same before. */
  async record(attempt: Attempt, { result, failure, isKept }: RunOutcome): Promise<BugCandidate | undefined> {
    this.failure ??= failure;
    if (result === undefined) return undefined;
    const isFinished = failure === undefined && !('reason' in result && result.reason === 'call-failed');
    if (isFinished && !isKept) await this.#store?.keep(keyOf(attempt), attempt.request, result);
    if ('status' in result) {
      this.#settings.onRefused?.(result);
      return undefined;
    }
    if (this.#made.has(result.id)) {
      this.#settings.onRefused?.(toDuplicate(result, attempt));
      return undefined;
    }
    this.#made.add(result.id);
    return result;
  }
}

/** What tells attempts apart. */
function keyOf({ target, facts, number }: Attempt): string {
  const { path, startLine, qualifiedName } = facts.entity;
  return `${target.mode} ${path}:${startLine} ${qualifiedName} ${number}`;
}

function toDuplicate({ id, costUsd, entity, metadata }: BugCandidate, attempt: Attempt): LmRefusal {
  const { kind, qualifiedName, path, startLine, endLine } = attempt.facts.entity;
  const tokens = (name: string): number | undefined =>
    typeof metadata[name] === 'number' ? metadata[name] : undefined;
  return {
    status: 'refused',
    reason: 'duplicate',
    message: `The candidate \`${id}\` was made before.`,
    entity: entity ?? { kind, qualifiedName, path, startLine, endLine },
    attempt: attempt.number,
    reply: typeof metadata['output'] === 'string' ? metadata['output'] : undefined,
    costUsd,
    usage: { inputTokens: tokens('input_tokens'), outputTokens: tokens('output_tokens') },
  };
}

import type { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import type { LmReply, LmUsage } from './lm-provider.ts';

/** What the calls of one attempt took together; unknown as soon as one of them is. */
export class Spending {
  costUsd: number | undefined = 0;
  #inputTokens: number | undefined = 0;
  #cachedInputTokens: number | undefined = 0;
  #outputTokens: number | undefined = 0;

  get usage(): LmUsage {
    return {
      inputTokens: this.#inputTokens,
      ...(this.#cachedInputTokens !== undefined && { cachedInputTokens: this.#cachedInputTokens }),
      outputTokens: this.#outputTokens,
    };
  }

  add({ costUsd, usage }: Pick<LmReply, 'costUsd' | 'usage'>): void {
    this.costUsd = sum(this.costUsd, costUsd);
    this.#inputTokens = sum(this.#inputTokens, usage.inputTokens);
    this.#cachedInputTokens = sum(this.#cachedInputTokens, usage.cachedInputTokens);
    this.#outputTokens = sum(this.#outputTokens, usage.outputTokens);
  }

  /** A call without a reply: that it cost nothing is only known of one that was refused. */
  addFailure({ mayHaveCost }: Pick<LanguageModelCallError, 'mayHaveCost'>): void {
    if (mayHaveCost)
      this.add({ costUsd: undefined, usage: { inputTokens: undefined, outputTokens: undefined } });
  }
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

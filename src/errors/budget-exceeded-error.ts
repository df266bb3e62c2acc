import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** A language model was not called, because the call might have cost more than what is left of a budget. */
export class BudgetExceededError extends BugsmithError {
  static readonly code = 'BUDGET_EXCEEDED';
  override readonly name: string = 'BudgetExceededError';
  /** The whole budget in USD. */
  readonly maxCostUsd: number;
  /** What was spent of it. */
  readonly spentUsd: number;
  /** What the call may have cost at most. */
  readonly neededUsd: number;
  /** Calls that were made from this budget. */
  readonly completedCalls: number;
  /** Calls that were not made for this reason, this one included. */
  readonly refusedCalls: number;

  constructor(facts: {
    maxCostUsd: number;
    spentUsd: number;
    neededUsd: number;
    completedCalls: number;
    refusedCalls: number;
  }) {
    const { maxCostUsd, spentUsd, neededUsd, completedCalls, refusedCalls } = facts;
    super(
      `The language model was not called: the call may cost ${format(neededUsd)}, and of the budget of ` +
        `${format(maxCostUsd)} only ${format(Math.max(0, maxCostUsd - spentUsd))} is left after ` +
        `${count(completedCalls)}. ${count(refusedCalls)} remained undone. Raise \`maxCostUsd\`, or lower ` +
        '`maxOutputTokens`, and run again.',
      { code: BudgetExceededError.code },
    );
    this.maxCostUsd = maxCostUsd;
    this.spentUsd = spentUsd;
    this.neededUsd = neededUsd;
    this.completedCalls = completedCalls;
    this.refusedCalls = refusedCalls;
  }

  static override isInstance(error: unknown): error is BudgetExceededError {
    return hasCode(error, BudgetExceededError.code);
  }
}

function format(usd: number): string {
  return `$${usd < 1 ? usd.toFixed(4) : usd.toFixed(2)}`;
}

function count(calls: number): string {
  return calls === 1 ? '1 call' : `${calls} calls`;
}

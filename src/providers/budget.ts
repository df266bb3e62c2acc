import { BudgetExceededError } from '../errors/budget-exceeded-error.ts';
import { checkNumber } from './check-number.ts';
import { untilAborted } from '../concurrency/until-aborted.ts';

/** Settings of a {@link Budget}. */
export type BudgetOptions = {
  /** US dollars that may be spent in all. */
  readonly maxCostUsd: number;
};

/** Part of a {@link Budget}, set aside for something under way. */
export type BudgetReservation = {
  /** Gives it back and takes what the thing did cost, or all of it for what is no amount; only once. */
  settle(costUsd: number): void;
};

type Waiting = PromiseWithResolvers<BudgetReservation> & { readonly costUsd: number };

/**
 * US dollars that are not passed, shared by all providers it is given to with `budgetedProvider`.
 *
 * What a call may cost at most is set aside before it is made. When only calls under way stand in the way of
 * another, that one waits for what they really cost; first come, first served.
 *
 * @throws {InvalidArgumentError} when `maxCostUsd` is no amount.
 */
export class Budget {
  /** US dollars that may be spent in all. */
  readonly maxCostUsd: number;
  readonly #held: Map<BudgetReservation, number> = new Map();
  readonly #queue: Waiting[] = [];
  #spentUsd = 0;
  #completedCalls = 0;
  #refusedCalls = 0;

  constructor({ maxCostUsd }: BudgetOptions) {
    this.maxCostUsd = checkNumber('maxCostUsd', maxCostUsd, { least: 0 });
  }

  /** What was spent; a call that ended without telling its cost counts as what was set aside for it. */
  get spentUsd(): number {
    return this.#spentUsd;
  }

  /** What is set aside for calls under way. */
  get reservedUsd(): number {
    return [...this.#held.values()].reduce((sum, costUsd) => sum + costUsd, 0);
  }

  /** What is neither spent nor set aside. */
  get remainingUsd(): number {
    return Math.max(0, this.maxCostUsd - this.#spentUsd - this.reservedUsd);
  }

  /** Calls that were made. */
  get completedCalls(): number {
    return this.#completedCalls;
  }

  /** Calls that were not made, because they might have passed the budget. */
  get refusedCalls(): number {
    return this.#refusedCalls;
  }

  /**
   * Sets aside what something may cost at most, waiting for what is under way where that may free enough.
   *
   * @throws {BudgetExceededError} when the budget might be passed.
   */
  async reserve(
    costUsd: number,
    { abortSignal }: { readonly abortSignal?: AbortSignal | undefined } = {},
  ): Promise<BudgetReservation> {
    checkNumber('costUsd', costUsd, { least: 0 });
    abortSignal?.throwIfAborted();
    const waiting: Waiting = { ...Promise.withResolvers<BudgetReservation>(), costUsd };
    this.#queue.push(waiting);
    this.#serve();
    try {
      return await untilAborted(waiting.promise, abortSignal);
    } catch (error) {
      this.#withdraw(waiting);
      throw error;
    }
  }

  #serve(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { costUsd, resolve, reject } = next;
      if (this.#spentUsd + this.reservedUsd + costUsd <= this.maxCostUsd) resolve(this.#hold(costUsd));
      else if (this.#spentUsd + costUsd > this.maxCostUsd) reject(this.#refuse(costUsd));
      else return;
      this.#queue.shift();
    }
  }

  #hold(reservedUsd: number): BudgetReservation {
    const reservation: BudgetReservation = {
      settle: (costUsd) => {
        if (!this.#held.delete(reservation)) return;
        this.#spentUsd += costUsd >= 0 && costUsd < Infinity ? costUsd : reservedUsd;
        this.#completedCalls += 1;
        this.#serve();
      },
    };
    this.#held.set(reservation, reservedUsd);
    return reservation;
  }

  #refuse(neededUsd: number): BudgetExceededError {
    this.#refusedCalls += 1;
    return new BudgetExceededError({
      maxCostUsd: this.maxCostUsd,
      spentUsd: this.#spentUsd,
      neededUsd,
      completedCalls: this.#completedCalls,
      refusedCalls: this.#refusedCalls,
    });
  }

  /** Nobody waits for it any more; it may have been served in the meantime. */
  #withdraw(waiting: Waiting): void {
    const place = this.#queue.indexOf(waiting);
    if (place >= 0) this.#queue.splice(place, 1);
    else waiting.promise.then((reservation) => this.#release(reservation)).catch(() => undefined);
    this.#serve();
  }

  #release(reservation: BudgetReservation): void {
    this.#held.delete(reservation);
    this.#serve();
  }
}

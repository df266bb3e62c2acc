import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { LmProvider, LmRequest } from '../../providers/lm-provider.ts';
import { toLmProvider } from '../../providers/to-lm-provider.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import type { BugStrategy, GenerateOptions } from '../bug-strategy.ts';
import { AttemptStore } from './attempt-store.ts';
import { listAttempts } from './list-attempts.ts';
import type { LmModifierOptions } from './lm-modifier-options.ts';
import { fillOptions, type LmModifierSettings } from './lm-modifier-settings.ts';
import { LmRun } from './lm-run.ts';
import { followSignal } from '../../concurrency/follow-signal.ts';
import { runInOrder } from '../../concurrency/run-in-order.ts';

/**
 * Lets a language model break functions, methods and classes, or write them anew from their documentation.
 *
 * Outcomes: a reply becomes a candidate when its code defines the same thing with the same signature and behaves
 * otherwise; only the body is taken from it, indented as the file is, with the documentation that was there and
 * without comments that could tell of the bug. Other replies are answered with what is wrong with them, once
 * unless told otherwise, and then refused: a refusal is no error, goes to `onRefused`, and carries what it cost.
 *
 * Cost: what candidates and refusals cost together is what the calls cost, as far as that is known.
 *
 * @source Paper, section B.1. There every reply becomes a candidate that has a code block, and only functions are
 *   written anew.
 */
export class LmModifier implements BugStrategy {
  readonly name: string;
  readonly #provider: LmProvider;
  readonly #settings: LmModifierSettings;
  #hasRead = false;

  /** @throws {InvalidArgumentError} when an option is out of its range. */
  constructor(options: LmModifierOptions) {
    this.#settings = fillOptions(options);
    this.#provider = toLmProvider(options.provider);
    this.name = this.#settings.name;
  }

  /**
   * The first request of each attempt, without calling the model, for an estimate of what a run would cost. What
   * a store keeps is among them; what the model is told to correct is not.
   */
  async *requests(repository: Repository, options: GenerateOptions = {}): AsyncGenerator<LmRequest> {
    for await (const { request } of listAttempts(repository, options.entities, this.#settings)) {
      options.abortSignal?.throwIfAborted();
      yield request;
    }
  }

  /**
   * Candidates in the order of the entities; the same patch is given once.
   *
   * A call that fails is a refusal of its entity. When every other call would fail too (the key is not taken, there
   * is no such model, the budget is spent) the run ends with that error, after the candidates of all calls that
   * were answered.
   *
   * @throws {LanguageModelCallError} when no call can be answered.
   * @throws {StoreError} when the store was made for another repository, model, mode, seed or prompt.
   */
  async *generate(repository: Repository, options: GenerateOptions = {}): AsyncGenerator<BugCandidate> {
    const { abortSignal } = options;
    abortSignal?.throwIfAborted();
    const { controller: abort, release } = followSignal(abortSignal);
    try {
      const run = new LmRun({
        settings: this.#settings,
        provider: this.#provider,
        store: await this.#openStore(repository),
        abortSignal: abort.signal,
      });
      const attempts = listAttempts(repository, options.entities, this.#settings);
      const outcomes = runInOrder(attempts, (attempt) => run.make(attempt), {
        concurrency: this.#settings.concurrency,
        endsRun: ({ failure }) => failure !== undefined,
        abort,
        onLeft: async (attempt, outcome) => {
          await run.record(attempt, outcome);
        },
      });
      for await (const { task, outcome } of outcomes) {
        const candidate = await run.record(task, outcome);
        if (candidate !== undefined) yield candidate;
      }
      abortSignal?.throwIfAborted();
      if (run.failure !== undefined) throw run.failure.error;
    } finally {
      release();
    }
  }

  async #openStore(repository: Repository): Promise<AttemptStore | undefined> {
    const { store, mode, seed } = this.#settings;
    if (store === undefined) return undefined;
    if (this.#hasRead) {
      throw new InvalidArgumentError({
        argument: 'store',
        value: store.path,
        expected:
          'a store that was opened for this run: what a run adds is only read after it is opened again',
      });
    }
    this.#hasRead = true;
    return AttemptStore.open(store, {
      strategy: this.name,
      mode,
      seed,
      repository: repository.mirrorName,
      commit: repository.commit,
      model: this.#provider.modelId,
    });
  }
}

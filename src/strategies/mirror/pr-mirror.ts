import { setImmediate } from 'node:timers/promises';
import picomatch from 'picomatch';

import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { LmProviderLike } from '../../providers/lm-provider-like.ts';
import type { LmProvider } from '../../providers/lm-provider.ts';
import { toLmProvider } from '../../providers/to-lm-provider.ts';
import type { PullRequest } from '../../pull-requests/pull-request.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import type { BugStrategy, GenerateOptions } from '../bug-strategy.ts';
import { followSignal } from '../../concurrency/follow-signal.ts';
import { runInOrder } from '../../concurrency/run-in-order.ts';
import { type EligibilityLimits, type ResolvedLimits, resolveLimits } from './eligibility.ts';
import { mirrorPullRequest, type MirrorSettings } from './mirror-pull-request.ts';
import type { MirrorResult } from './mirror-result.ts';
import { readTodaysFiles, type TodaysFiles } from './undo/todays-files.ts';

/** Options of {@link PrMirror}. */
export type PrMirrorOptions = {
  /** What to take back; as `collectPullRequests`, `readPullRequests` and `fetchPullRequests` give them. */
  readonly pullRequests: Iterable<PullRequest> | AsyncIterable<PullRequest>;
  /** Asked for what cannot be taken back otherwise: a provider, or a model of the AI SDK. @default nobody is */
  readonly provider?: LmProviderLike | undefined;
  /** Which pull requests are taken. @default those of the paper */
  readonly limits?: EligibilityLimits | undefined;
  /** Glob patterns of paths; files that match one stay as they are, such as `setup.py`. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** Whether the model may write a whole file where it could not take back a change of it. @default false */
  readonly rewriteFiles?: boolean | undefined;
  /** @default 0 */
  readonly temperature?: number | undefined;
  /** Tokens of a reply at most. @default the model's own */
  readonly maxOutputTokens?: number | undefined;
  /** Pull requests worked on at the same time, where a model is asked. @default 4 */
  readonly concurrency?: number | undefined;
  /** Told about every pull request, in order, those too that make no candidate. */
  readonly onResult?: ((result: MirrorResult) => void) | undefined;
};

/**
 * Takes merged pull requests back out of today's code, so that the bugs they fixed and the features they added
 * are missing again; tests stay as they are today.
 *
 * A three-way merge does it: with the texts before and after the pull request as history, each change is found
 * in today's text by its lines, in the function of its name, wherever that went; where its lines were changed
 * again, token by token; and what cannot be found for certain is left over. With a `provider`, a language model
 * is asked about that, one function at a time.
 *
 * Outcomes: one candidate for each pull request of which anything came back. Its `metadata.recovery` says of
 * every change what became of it and how; `MirrorResult` says it of every pull request.
 *
 * @source Paper, section B.4, which lets a model write whole files.
 */
export class PrMirror implements BugStrategy {
  readonly name = 'pr_mirror';
  readonly #options: PrMirrorOptions;
  readonly #limits: ResolvedLimits;
  readonly #provider: LmProvider | undefined;

  /** @throws {InvalidArgumentError} when an option cannot be used. */
  constructor(options: PrMirrorOptions) {
    const { pullRequests, provider, limits = {} } = options;
    const isIterable =
      typeof pullRequests === 'object' &&
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- callers in JavaScript
      pullRequests !== null &&
      (Symbol.iterator in pullRequests || Symbol.asyncIterator in pullRequests);
    if (!isIterable) {
      throw new InvalidArgumentError({
        argument: 'pullRequests',
        value: pullRequests,
        expected: 'pull requests',
      });
    }
    const whole = { least: 1, isWhole: true };
    checkNumber('concurrency', options.concurrency ?? 1, whole);
    checkNumber('maxOutputTokens', options.maxOutputTokens ?? 1, whole);
    checkNumber('temperature', options.temperature ?? 0, { least: 0 });
    this.#options = options;
    this.#limits = resolveLimits(limits);
    this.#provider = provider === undefined ? undefined : toLmProvider(provider);
  }

  /**
   * Candidates in the order of the pull requests, which are gone through once. With `entities`, pull requests
   * are left out that changed none of their files.
   *
   * @throws {LanguageModelCallError} when the model can answer no call.
   */
  async *generate(repository: Repository, options: GenerateOptions = {}): AsyncGenerator<BugCandidate> {
    for await (const result of this.mirror(repository, options)) {
      if (result.status === 'recovered') yield result.candidate;
    }
  }

  /**
   * Like `generate`, but gives what became of every pull request.
   *
   * @throws {LanguageModelCallError} when the model can answer no call, after the results that were there.
   */
  async *mirror(repository: Repository, options: GenerateOptions = {}): AsyncGenerator<MirrorResult> {
    const { abortSignal } = options;
    abortSignal?.throwIfAborted();
    const { controller: abort, release } = followSignal(abortSignal);
    const today = await readTodaysFiles(repository);
    const settings = this.#settings(repository.mirrorName, abort.signal);
    const outcomes = runInOrder(this.#select(options), (one) => attempt(one, today, settings), {
      concurrency: this.#provider === undefined ? 1 : (this.#options.concurrency ?? 4),
      endsRun: ({ failure }) => failure !== undefined,
      abort,
      onLeft: () => Promise.resolve(),
    });
    let failed: Outcome['failure'];
    try {
      for await (const { outcome } of outcomes) {
        failed ??= outcome.failure;
        if (outcome.result === undefined) continue;
        this.#options.onResult?.(outcome.result);
        yield outcome.result;
      }
    } finally {
      release();
    }
    abortSignal?.throwIfAborted();
    if (failed !== undefined) throw failed.error;
  }

  async *#select({ entities }: GenerateOptions): AsyncGenerator<PullRequest> {
    const chosen = entities === undefined ? undefined : new Set(entities.map(({ path }) => path));
    for await (const pullRequest of this.#options.pullRequests) {
      if (chosen === undefined || pullRequest.files.some(({ path }) => chosen.has(path))) yield pullRequest;
    }
  }

  #settings(mirrorName: string, abortSignal: AbortSignal): MirrorSettings {
    const { exclude = [], rewriteFiles = false, temperature = 0, maxOutputTokens } = this.#options;
    return {
      mirrorName,
      limits: this.#limits,
      isExcluded: picomatch([...exclude], { dot: true }),
      model:
        this.#provider === undefined
          ? undefined
          : {
              provider: this.#provider,
              rewritesFiles: rewriteFiles,
              temperature,
              maxOutputTokens,
              abortSignal,
            },
    };
  }
}

/** A result, or what keeps every other from being made. */
type Outcome = { readonly result?: MirrorResult; readonly failure?: { readonly error: unknown } };

async function attempt(
  pullRequest: PullRequest,
  today: TodaysFiles,
  settings: MirrorSettings,
): Promise<Outcome> {
  // Lets timers and signals have their turn, an abort among them.
  await setImmediate();
  try {
    return { result: await mirrorPullRequest(pullRequest, today, settings) };
  } catch (error) {
    return { failure: { error } };
  }
}

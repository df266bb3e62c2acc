import type { Octokit } from 'octokit';

import { GitHubError } from '../errors/github-error.ts';

/** How GitHub is reached; as in the options of `fetchPullRequests`. */
type GitHubClientOptions = {
  readonly repository: string;
  readonly token?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly maxWaitMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** How often one request is repeated because of a limit. */
const maximumRetries = 5;

/** Asks GitHub's API about one repository, within its limits. */
export class GitHubClient {
  readonly #octokit: Octokit;
  readonly #options: GitHubClientOptions;
  readonly #place: { readonly owner: string; readonly repo: string };

  private constructor(octokit: Octokit, options: GitHubClientOptions) {
    const [owner = '', repo = ''] = options.repository.split('/');
    this.#octokit = octokit;
    this.#options = options;
    this.#place = { owner, repo };
  }

  /** Loads octokit, which nothing else needs. */
  static async create(options: GitHubClientOptions): Promise<GitHubClient> {
    const { Octokit: Client } = await import('octokit');
    const { token, baseUrl, maxWaitMs = 3_700_000 } = options;
    const mayWait = (seconds: number, _request: object, _client: unknown, retries: number): boolean =>
      seconds * 1000 <= maxWaitMs && retries < maximumRetries;
    const ignore = (): void => undefined;
    const octokit = new Client({
      ...(token !== undefined && { auth: token }),
      ...(baseUrl !== undefined && { baseUrl }),
      userAgent: 'bugsmith',
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      // Limits are waited for by what follows alone; 451 and the like do not go away.
      retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
      throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
    });
    return new GitHubClient(octokit, options);
  }

  /** One answer. */
  async get(
    operation: string,
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const request = this.#fill(parameters);
    const answer: { readonly data: unknown } = await this.#ask(operation, () =>
      this.#octokit.request(`GET ${route}`, request),
    );
    return answer.data;
  }

  /** One answer, or `null` when there is nothing of that name, or not any more. */
  async find(
    operation: string,
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    try {
      return await this.get(operation, route, parameters);
    } catch (error) {
      if (GitHubError.isInstance(error) && (error.statusCode === 404 || error.statusCode === 410))
        return null;
      throw error;
    }
  }

  /** The items of a list, page by page. */
  async *list(
    operation: string,
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ): AsyncGenerator {
    const request = this.#fill({ ...parameters, per_page: 100 });
    const pages = this.#octokit.paginate.iterator(`GET ${route}`, request)[Symbol.asyncIterator]();
    for (;;) {
      const page = await this.#ask(operation, () => pages.next());
      if (page.done === true) return;
      yield* page.value.data;
    }
  }

  #fill(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { abortSignal } = this.#options;
    return {
      ...this.#place,
      ...parameters,
      request: abortSignal === undefined ? {} : { signal: abortSignal },
    };
  }

  async #ask<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer> {
    const { abortSignal, repository } = this.#options;
    abortSignal?.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      abortSignal?.throwIfAborted();
      throw explain(error, { repository, operation, statusCode: readStatus(error) });
    }
  }
}

function readStatus(error: unknown): number | undefined {
  const hasAnswer =
    typeof error === 'object' && error !== null && 'response' in error && error.response !== undefined;
  return hasAnswer && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

function explain(
  error: unknown,
  facts: { readonly repository: string; readonly operation: string; readonly statusCode: number | undefined },
): GitHubError {
  const { statusCode } = facts;
  const said =
    error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 300) : 'something unknown';
  const isLimit = statusCode === 429 || (statusCode === 403 && /rate limit/iu.test(said));
  const isRetryable = isLimit || statusCode === undefined || statusCode >= 500;
  const remedy = isLimit
    ? 'Pass a `token` for a higher limit, or try again later.'
    : statusCode === 401
      ? 'Pass another `token`, or none.'
      : statusCode === 404 || statusCode === 403
        ? 'Check the name of the repository, and whether the `token` may read it.'
        : 'Try again later.';
  const reason =
    statusCode === undefined ? `there was no answer (${said})` : `it answered with ${statusCode} (${said})`;
  return new GitHubError({ ...facts, reason, remedy, isRetryable });
}

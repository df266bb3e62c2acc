import type { BugsmithError } from '../errors/bugsmith-error.ts';
import type { JsonlStore } from '../stores/jsonl-store.ts';
import type { AgentRun } from './agent-run.ts';
import type { RunAgentOptions } from './run-agent-options.ts';

/** Settings of {@link runAgents}. */
export type RunAgentsOptions = Omit<RunAgentOptions, 'onStep'> & {
  /** Models that work at the same time, each in a sandbox of its own. @default 4 */
  readonly concurrency?: number | undefined;
  /** Keeps runs, so that a later call goes on where this one ended. */
  readonly store?: JsonlStore | undefined;
  /** Called after each result. */
  readonly onProgress?: ((progress: AgentProgress) => void) | undefined;
};

/** What came of one instance: a run, or why there was none. */
export type AgentResult =
  AgentRun | { readonly status: 'errored'; readonly instanceId: string; readonly error: BugsmithError };

/** How far a batch is, for `onProgress`. */
export type AgentProgress = {
  /** Instances with a result. */
  readonly finished: number;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<AgentResult['status'], number>>>;
  /** What all runs cost, stored ones included; `undefined` when it is not known of one. */
  readonly costUsd: number | undefined;
};

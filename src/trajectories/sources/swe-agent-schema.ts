import { z } from 'zod';

import type { TrajectoryFields } from '../trajectory.ts';

/** A step of a `.traj`. `query` and `messages` are checked where they are read: every step repeats them. */
export type SweAgentStep = {
  readonly action?: string | null | undefined;
  readonly observation?: string | null | undefined;
  readonly response?: string | null | undefined;
  readonly thought?: string | null | undefined;
  readonly execution_time?: number | null | undefined;
  readonly query?: readonly unknown[] | null | undefined;
  readonly messages?: readonly unknown[] | null | undefined;
  readonly [field: string]: unknown;
};

type SweAgentStats = {
  readonly instance_cost?: number | null | undefined;
  readonly tokens_sent?: number | null | undefined;
  readonly tokens_received?: number | null | undefined;
  readonly api_calls?: number | null | undefined;
  readonly [field: string]: unknown;
};

/** A run in a `.traj`: the file, or one of its `attempts`. */
export type SweAgentRun = {
  readonly trajectory?: readonly SweAgentStep[] | null | undefined;
  readonly history?: readonly unknown[] | null | undefined;
  readonly info?:
    | {
        readonly exit_status?: string | number | null | undefined;
        readonly submission?: string | null | undefined;
        readonly model_stats?: SweAgentStats | null | undefined;
        readonly [field: string]: unknown;
      }
    | null
    | undefined;
  readonly replay_config?: string | TrajectoryFields | null | undefined;
  readonly attempts?: readonly unknown[] | null | undefined;
  readonly [field: string]: unknown;
};

const text = z.string().nullish();

const stepSchema = z.looseObject({
  action: text,
  observation: text,
  response: text,
  thought: text,
  execution_time: z.number().nonnegative().nullish(),
  query: z.array(z.unknown()).nullish(),
  messages: z.array(z.unknown()).nullish(),
});

const statsSchema = z.looseObject({
  instance_cost: z.number().nullish(),
  tokens_sent: z.number().nullish(),
  tokens_received: z.number().nullish(),
  api_calls: z.number().nullish(),
});

/** Reads a run, without the messages. */
export const sweAgentRunSchema: z.ZodType<SweAgentRun> = z.looseObject({
  trajectory: z.array(stepSchema).nullish(),
  history: z.array(z.unknown()).nullish(),
  info: z
    .looseObject({
      exit_status: z.union([z.string(), z.number()]).nullish(),
      submission: z.string().nullish(),
      model_stats: statsSchema.nullish(),
    })
    .nullish(),
  replay_config: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  attempts: z.array(z.unknown()).nullish(),
});

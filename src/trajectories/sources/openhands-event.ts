import { z } from 'zod';

import type { TrajectoryFields } from '../trajectory.ts';

/** An event: something the agent, the user or the environment did, or what came back of it. */
export type OpenHandsEvent = {
  readonly id?: number | undefined;
  readonly source?: string | null | undefined;
  readonly action?: string | undefined;
  readonly args?: TrajectoryFields | null | undefined;
  readonly observation?: string | undefined;
  readonly content?: string | null | undefined;
  readonly extras?: TrajectoryFields | null | undefined;
  /** The event this one answers. */
  readonly cause?: number | null | undefined;
  readonly tool_call_metadata?:
    | {
        readonly function_name: string;
        readonly tool_call_id: string;
        readonly model_response?: TrajectoryFields | null | undefined;
        readonly [field: string]: unknown;
      }
    | null
    | undefined;
  readonly [field: string]: unknown;
};

const fields = z.record(z.string(), z.unknown()).nullish();

/** Reads an event, which has an `action` or an `observation`. */
export const openHandsEventSchema: z.ZodType<OpenHandsEvent> = z
  .looseObject({
    id: z.number().optional(),
    source: z.string().nullish(),
    action: z.string().optional(),
    args: fields,
    observation: z.string().optional(),
    content: z.string().nullish(),
    extras: fields,
    cause: z.number().nullish(),
    tool_call_metadata: z
      .looseObject({ function_name: z.string(), tool_call_id: z.string(), model_response: fields })
      .nullish(),
  })
  .refine(({ action, observation }) => action !== undefined || observation !== undefined, {
    message: 'an event has an `action` or an `observation`',
  });

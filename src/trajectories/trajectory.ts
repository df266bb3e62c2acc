import { z } from 'zod';

/** The program a run comes from; `bugsmith` is our own agent, or a run written by us. */
export type TrajectorySource = 'swe-agent' | 'mini-swe-agent' | 'openhands' | 'bugsmith';

/**
 * How a run ended: `submitted` by the agent itself, `gave-up` by the agent itself without handing anything in,
 * at a `limit` of steps, cost or time, because the conversation no longer fit in the model's `context`, with an
 * `error`, or not at all (`unfinished`).
 */
export type TrajectoryEnding = 'submitted' | 'gave-up' | 'limit' | 'context' | 'error' | 'unfinished';

/** A tool the model asked for. */
export type TrajectoryToolCall = {
  readonly id?: string | undefined;
  readonly name: string;
  /** JSON text, as the model wrote it; nothing says that it is well-formed. */
  readonly arguments: string;
  readonly fields?: TrajectoryFields | undefined;
};

/** One message of the conversation, as the model was shown it or wrote it. */
export type TrajectoryMessage = {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  /** The text; of a content in several parts, the text parts one after the other, and `fields` keeps the parts. */
  readonly content: string;
  /** What the model wrote besides its action, where the source tells the two apart. */
  readonly thought?: string | undefined;
  /** The command that was run for it, as text, where the source has one. */
  readonly action?: string | undefined;
  readonly toolCalls?: readonly TrajectoryToolCall[] | undefined;
  /** The call a `tool` message answers. */
  readonly toolCallId?: string | undefined;
  /** Whether the agent's program wrote it in the model's place, as SWE-agent does when it cuts a run off. */
  readonly isFromProgram?: boolean | undefined;
  /** What else the source says of it. */
  readonly fields?: TrajectoryFields | undefined;
};

/** One action of the agent and what came back. */
export type TrajectoryStep = {
  /** 1-based answer of the model it belongs to: actions asked for at once share it. */
  readonly turn: number;
  /** What the model wrote along with it; empty on all but the first action of a turn. */
  readonly thought: string;
  /** The command or the tool call, as text; empty when the answer held none. */
  readonly action: string;
  readonly observation: string;
  /** Time the action took. */
  readonly durationMs?: number | undefined;
  /** Exit code of the command, where the source tells. */
  readonly exitCode?: number | undefined;
  readonly fields?: TrajectoryFields | undefined;
};

/** What a run cost; `undefined` where the source does not tell. */
export type TrajectoryUsage = {
  /** Answers of the model. */
  readonly calls: number;
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly costUsd?: number | undefined;
};

/** A tool the agent had; `parameters` is a JSON schema. */
export type TrajectoryTool = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly parameters: TrajectoryFields;
};

/** Values as the file had them, by name. */
export type TrajectoryFields = Readonly<Record<string, unknown>>;

/**
 * An agent's run on one task instance, whichever program made it.
 *
 * A plain value: `JSON.stringify` writes it and {@link parseTrajectory} reads it back when `source` is `bugsmith`.
 */
export type Trajectory = {
  readonly source: TrajectorySource;
  readonly instanceId?: string | undefined;
  readonly model?: string | undefined;
  /** The whole conversation, with the model's last answer and, where the run went on after it, what came back. */
  readonly messages: readonly TrajectoryMessage[];
  readonly steps: readonly TrajectoryStep[];
  /** The tools the model could call, where the source tells. */
  readonly tools?: readonly TrajectoryTool[] | undefined;
  readonly ending: TrajectoryEnding;
  /** The source's own word for the ending. */
  readonly exitStatus: string | null;
  /** The patch handed in, or taken at the end; `null` when there is none. */
  readonly submission: string | null;
  readonly usage: TrajectoryUsage;
  /** What else the source says of the run. */
  readonly fields?: TrajectoryFields | undefined;
};

const fieldsSchema = z.record(z.string(), z.unknown());

const messageSchema = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
  thought: z.string().optional(),
  action: z.string().optional(),
  toolCalls: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        name: z.string(),
        arguments: z.string(),
        fields: fieldsSchema.optional(),
      }),
    )
    .optional(),
  toolCallId: z.string().optional(),
  isFromProgram: z.boolean().optional(),
  fields: fieldsSchema.optional(),
});

const stepSchema = z.looseObject({
  turn: z.int().positive(),
  thought: z.string(),
  action: z.string(),
  observation: z.string(),
  durationMs: z.number().nonnegative().optional(),
  exitCode: z.int().optional(),
  fields: fieldsSchema.optional(),
});

const count = z.int().nonnegative();

/** Reads a trajectory that was written as JSON; fields not known here are kept. */
export const trajectorySchema: z.ZodType<Trajectory> = z.looseObject({
  source: z.enum(['swe-agent', 'mini-swe-agent', 'openhands', 'bugsmith']),
  instanceId: z.string().optional(),
  model: z.string().optional(),
  messages: z.array(messageSchema),
  steps: z.array(stepSchema),
  tools: z
    .array(z.looseObject({ name: z.string(), description: z.string().optional(), parameters: fieldsSchema }))
    .optional(),
  ending: z.enum(['submitted', 'gave-up', 'limit', 'context', 'error', 'unfinished']),
  exitStatus: z.string().nullable(),
  submission: z.string().nullable(),
  usage: z.looseObject({
    calls: count,
    inputTokens: count.optional(),
    outputTokens: count.optional(),
    costUsd: z.number().nonnegative().optional(),
  }),
  fields: fieldsSchema.optional(),
});

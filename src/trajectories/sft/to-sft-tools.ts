import type { Trajectory, TrajectoryMessage, TrajectoryTool, TrajectoryToolCall } from '../trajectory.ts';
import { listTools } from './agent-tools.ts';
import { createRow } from './create-row.ts';
import { introduceTools } from './introduce-tools.ts';
import type { SftOptions } from './sft-options.ts';
import type { SftMessage, SftRow } from './sft-row.ts';
import { withCommandCalls } from './with-command-calls.ts';

/** Options of {@link toSftTools}. */
export type ToSftToolsOptions = SftOptions & {
  /**
   * `openai`: `tool_calls` and messages of the role `tool`, and the field `tools`. `hermes`: everything as text, as
   * Hermes and Qwen models are trained: `<tool_call>` blocks, `<tool_response>` blocks said by the user, and the
   * tools at the end of the system message.
   *
   * @default 'openai'
   */
  readonly form?: 'openai' | 'hermes' | undefined;
  /** The tools of the row. @default those the run tells of, or those of the agent it comes from */
  readonly tools?: readonly TrajectoryTool[] | undefined;
  /** Writes the part of the system message that tells the tools in the form `hermes`; `tools` are in JSON. */
  readonly introduceTools?: ((tools: readonly string[]) => string) | undefined;
};

/**
 * Turns a run into a row of training data with tool calls, and with the schemas of the tools.
 *
 * Shapes: messages as chat APIs have them, arguments as JSON text as the model wrote it; `tools` has OpenAI's form. A
 * command that was written as text, with no tool call, becomes a call of `bash`. The system message stays as it is
 * unless `systemPrompt` is given.
 *
 * @throws {DataFormatError} in the form `hermes`, when the arguments of a tool call are no JSON.
 * @source SWE-smith 0.0.9 `train/traj_mgr/utils.py#transform_traj_toolcalls`. Differs: only what a chat API knows
 *   is written, the tools are told, and the end of a run is as in {@link toSftXml}.
 */
export function toSftTools(
  trajectory: Trajectory,
  {
    form = 'openai',
    tools = listTools(trajectory),
    introduceTools: introduce = introduceTools,
    ...options
  }: ToSftToolsOptions = {},
): SftRow {
  const schemas = tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, ...(description ? { description } : undefined), parameters },
  }));
  const run = withCommandCalls(trajectory);
  const { systemPrompt } = options;
  if (form === 'openai') {
    const row = createRow(run, options, (message) => writeForOpenAi(message, systemPrompt));
    return { ...row, tools: schemas };
  }
  const introduction = introduce(schemas.map((schema) => JSON.stringify(schema)));
  return createRow(run, options, (message) => writeAsText(message, introduction, systemPrompt));
}

function writeForOpenAi(message: TrajectoryMessage, systemPrompt: string | undefined): SftMessage {
  const { role, content, toolCalls, toolCallId } = message;
  if (role === 'system') return { role, content: systemPrompt ?? content };
  const calls = toolCalls?.map(({ id, name, arguments: text }, index) => ({
    id: id ?? `call_${index + 1}`,
    type: 'function',
    function: { name, arguments: text },
  }));
  return {
    role,
    content: calls === undefined || message.thought === undefined ? content : message.thought,
    ...(calls !== undefined && calls.length > 0 ? { tool_calls: calls } : undefined),
    ...(toolCallId === undefined ? undefined : { tool_call_id: toolCallId }),
  };
}

function writeAsText(
  { role, content, thought, toolCalls }: TrajectoryMessage,
  introduction: string,
  systemPrompt: string | undefined,
): SftMessage {
  if (role === 'system') return { role, content: `${systemPrompt ?? content}\n\n${introduction}` };
  if (role === 'tool') {
    return { role: 'user', content: `<tool_response>\n${content}\n</tool_response>` };
  }
  if (role === 'user' || toolCalls === undefined) return { role, content };
  const said = thought ?? content;
  return { role, content: [...(said === '' ? [] : [said]), ...toolCalls.map(writeCall)].join('\n') };
}

function writeCall({ name, arguments: text }: TrajectoryToolCall): string {
  JSON.parse(text);
  return `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${text.trim()}}\n</tool_call>`;
}

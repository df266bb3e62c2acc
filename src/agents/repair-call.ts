import type { ToolCallText } from '../tool-loop/conversation.ts';
import { repairToolInput } from '../tool-loop/repair-tool-call.ts';

const submitNames = /^(?:submit|finish|done|exit|complete)/i;

/** The tool that is meant where a model calls one by another name, or with arguments of another form. */
export function repairCall({ toolName, input }: ToolCallText): ToolCallText | null {
  if (submitNames.test(toolName)) return { toolName: 'submit', input: '{}' };
  if (toolName === 'str_replace_editor') return null;
  if (/"path"\s*:/.test(input)) return { toolName: 'str_replace_editor', input };
  const meant = repairToolInput(input);
  return meant === null ? null : { toolName: 'bash', input: JSON.stringify(meant) };
}

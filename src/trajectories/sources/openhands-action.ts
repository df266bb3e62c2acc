import type { TrajectoryFields } from '../trajectory.ts';
import { describeCall } from './describe-call.ts';

/** What OpenHands calls an action, and the tool a model calls for it. */
const tools: ReadonlyMap<string, string> = new Map([
  ['run', 'bash'],
  ['edit', 'str_replace_editor'],
]);

/** An action of the agent as text: the command or the code that ran, or the tool with what it was given. */
export function describeEvent(action: string, args: TrajectoryFields): string {
  if (action === 'run_ipython' && typeof args['code'] === 'string') return args['code'];
  const { command, path, file_text, old_str, new_str, insert_line, view_range } = args;
  const given = Object.entries({
    command,
    path,
    file_text,
    old_str,
    new_str,
    insert_line,
    view_range,
  }).filter(([, value]) => value !== undefined && value !== null);
  return describeCall({
    name: tools.get(action) ?? action,
    arguments: JSON.stringify(Object.fromEntries(given)),
  });
}

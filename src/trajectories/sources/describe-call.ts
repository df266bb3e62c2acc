import type { TrajectoryToolCall } from '../trajectory.ts';

const shellTools: ReadonlySet<string> = new Set(['bash', 'execute_bash', 'shell', 'terminal', 'run']);

/**
 * A tool call as one line of a shell would have it: the command of a shell tool as it is, and for other tools the
 * name, the `command` and the `path` it was given, and the other arguments as options in JSON.
 */
export function describeCall({ name, arguments: text }: TrajectoryToolCall): string {
  const values = parseObject(text);
  if (values === undefined) return text.trim() === '' ? name : `${name} ${text}`;
  const { command, path, ...others } = values;
  if (shellTools.has(name) && typeof command === 'string') return command;
  const words = [command, path].filter((value) => typeof value === 'string');
  const named = { ...others, ...pickOther({ command, path }) };
  const extras = Object.entries(named).map(([key, value]) => `--${key}=${writeShort(value)}`);
  return [name, ...words, ...extras].join(' ');
}

function pickOther(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && typeof value !== 'string'),
  );
}

/** JSON on one line; values nested too deep to be written have none. */
function writeShort(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '...';
  }
}

/** The object a JSON text holds; `undefined` when it holds none. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

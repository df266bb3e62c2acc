import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { ExecOptions } from '../sandbox.ts';

/** Longest time a Node timer can wait. */
const longestTimeoutMs = 2_147_483_647;
/** Below the longest string JavaScript engines make. */
const mostOutputBytes = 268_435_456;

/** @throws {InvalidArgumentError} when an option is not one a command can be started with. */
export function checkCommand({ command, env, timeoutMs, maxOutputBytes }: ExecOptions): void {
  const parts = typeof command === 'string' ? [command] : command;
  if (parts.length === 0 || parts[0] === '') {
    throw new InvalidArgumentError({ argument: 'command', value: command, expected: 'a command' });
  }
  if (parts.some(hasNul)) {
    throw new InvalidArgumentError({
      argument: 'command',
      value: command,
      expected: 'free of NUL characters',
    });
  }
  checkVariables('env', env);
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= longestTimeoutMs)) {
    const expected = `a number above 0, at most ${longestTimeoutMs}`;
    throw new InvalidArgumentError({ argument: 'timeoutMs', value: timeoutMs, expected });
  }
  if (maxOutputBytes !== undefined && !(Number.isInteger(maxOutputBytes) && isOutputSize(maxOutputBytes))) {
    const expected = `a whole number from 0 to ${mostOutputBytes}`;
    throw new InvalidArgumentError({ argument: 'maxOutputBytes', value: maxOutputBytes, expected });
  }
}

/** @throws {InvalidArgumentError} when these cannot be environment variables. */
export function checkVariables(
  argument: string,
  variables: Readonly<Record<string, string>> | undefined = {},
): void {
  for (const [name, value] of Object.entries(variables)) {
    if (name === '' || name.includes('=') || hasNul(name)) {
      throw new InvalidArgumentError({
        argument,
        value: name,
        expected: 'an object keyed by variable names',
      });
    }
    if (typeof value !== 'string' || hasNul(value)) {
      const expected = 'a string without NUL characters';
      throw new InvalidArgumentError({ argument: `${argument}.${name}`, value, expected });
    }
  }
}

function hasNul(text: string): boolean {
  return text.includes('\0');
}

function isOutputSize(bytes: number): boolean {
  return bytes >= 0 && bytes <= mostOutputBytes;
}

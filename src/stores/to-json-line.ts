import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { largestPieceBytes } from '../json/json-pieces.ts';

/** The JSON of a value, with a line feed. */
export function toJsonLine(argument: string, value: unknown): Buffer {
  const line = Buffer.from(`${stringify(argument, value)}\n`);
  if (line.length > largestPieceBytes) {
    throw new InvalidArgumentError({
      argument,
      value: `${line.length} bytes`,
      expected: `at most ${largestPieceBytes} bytes as JSON`,
    });
  }
  return line;
}

function stringify(argument: string, value: unknown): string {
  let reason = 'it is not a value of JSON';
  try {
    // What is no JSON at all, such as a function, gives `undefined`.
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (error) {
    reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  }
  throw new InvalidArgumentError({ argument, value, expected: `a value that JSON can hold (${reason})` });
}

import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** A caller passed a value this library cannot work with; thrown before any work starts. */
export class InvalidArgumentError extends BugsmithError {
  static readonly code = 'INVALID_ARGUMENT';
  override readonly name: string = 'InvalidArgumentError';
  /** The name of the argument or option, as written in the signature. */
  readonly argument: string;
  /** What was received. */
  readonly value: unknown;

  constructor({ argument, value, expected }: { argument: string; value: unknown; expected: string }) {
    super(`Expected \`${argument}\` to be ${expected}, got ${describe(value)}.`, {
      code: InvalidArgumentError.code,
    });
    this.argument = argument;
    this.value = value;
  }

  static override isInstance(error: unknown): error is InvalidArgumentError {
    return hasCode(error, InvalidArgumentError.code);
  }
}

function describe(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `${text.length > 200 ? `${text.slice(0, 200)}…` : text} (${value === null ? 'null' : typeof value})`;
}

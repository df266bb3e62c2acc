import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';

/** What a number may be; both ends are included. */
export type NumberRange = { readonly least: number; readonly most?: number; readonly isWhole?: boolean };

/** @throws {InvalidArgumentError} when the number is not in its range. */
export function checkNumber(
  argument: string,
  value: unknown,
  { least, most = Number.MAX_SAFE_INTEGER, isWhole = false }: NumberRange,
): number {
  const isNumber = typeof value === 'number' && value >= least && value <= most;
  if (isNumber && (!isWhole || Number.isInteger(value))) return value;
  const expected = `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`;
  throw new InvalidArgumentError({ argument, value, expected });
}

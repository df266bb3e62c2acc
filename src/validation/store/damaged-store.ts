import { DataFormatError } from '../../errors/data-format-error.ts';
import { StoreError } from '../../errors/store-error.ts';

/** Has what an action finds wrong with data of a store told as a damaged file; `remedy` says what to do. */
export function readStored<Value>(
  {
    path,
    line,
    remedy,
  }: { readonly path: string; readonly line?: number | undefined; readonly remedy: string },
  read: () => Value,
): Value {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof DataFormatError || cause instanceof RangeError)) throw cause;
    const reason = cause instanceof DataFormatError ? cause.reason : cause.message;
    const field = cause instanceof DataFormatError ? cause.field : undefined;
    const place = line === undefined ? `The file \`${path}\`` : `Line ${line} of the store \`${path}\``;
    const what = field === undefined ? reason : `in \`${field}\`, ${reason}`;
    throw new StoreError(`${place} is damaged: ${what}. ${remedy}`, { reason: 'damaged', path, line, cause });
  }
}

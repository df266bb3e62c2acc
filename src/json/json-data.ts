import type { z } from 'zod';

import { DataFormatError } from '../errors/data-format-error.ts';

/** Where a piece of JSON lies. */
export type JsonPlace = {
  readonly file: string;
  /** 1-based line it starts on. */
  readonly line?: number | undefined;
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON. @throws {DataFormatError} when the bytes are not UTF-8 or not JSON. */
export function parseJson(bytes: Uint8Array, { file, line = 1 }: JsonPlace): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new DataFormatError({ file, line, reason: 'it is not UTF-8', cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const lineInText = Number(/\(line (\d+) column \d+\)$/.exec(message)?.[1] ?? 1);
    throw new DataFormatError({
      file,
      line: line + lineInText - 1,
      reason: `it is not JSON (${message.replace(/ \(line \d+ column \d+\)$/, '')})`,
      cause,
    });
  }
}

/** Checks a value against a schema. @throws {DataFormatError} with the field, when it has another form. */
export function checkData<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { file, line, path = [] }: JsonPlace & { readonly path?: readonly PropertyKey[] | undefined },
): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const field = [...path, ...(issue?.path ?? [])];
  throw new DataFormatError({
    file,
    line,
    field: field.length === 0 ? undefined : formatFieldPath(field),
    reason: issue?.message ?? 'the value has another form',
    cause: checked.error,
  });
}

/** Writes the path of a field as in code, such as `FAIL_TO_PASS[2]`. */
export function formatFieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = String(key);
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

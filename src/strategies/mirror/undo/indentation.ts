/** How far a piece of code stands deeper than another, or less deep. */
export type Shift = { readonly from: string; readonly to: string };

/** An indentation moved by a shift, or `null` when it cannot be. */
export function shiftIndentation(indentation: string, { from, to }: Shift): string | null {
  if (from === to) return indentation;
  if (indentation.startsWith(from)) return to + indentation.slice(from.length);
  if (to.startsWith(from)) return to.slice(from.length) + indentation;
  const surplus = from.length - to.length;
  return from.startsWith(to) && indentation.length >= surplus ? indentation.slice(surplus) : null;
}

/** Lines moved by a shift; those it does not fit, as in the middle of a text, stay as they are. */
export function shiftLine(line: string, shift: Shift): string {
  const indentation = /^[ \t\f]*/u.exec(line)?.[0] ?? '';
  if (line.trim() === '') return line;
  return (shiftIndentation(indentation, shift) ?? indentation) + line.slice(indentation.length);
}

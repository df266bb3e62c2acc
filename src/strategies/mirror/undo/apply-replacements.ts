import type { TextReplacement } from './undone-change.ts';

/** Makes replacements in a text, or gives `null` when two of them meet. */
export function applyReplacements(text: string, replacements: readonly TextReplacement[]): string | null {
  const inOrder = replacements.toSorted((one, other) => one.start - other.start || one.end - other.end);
  let result = '';
  let copiedTo = 0;
  for (const [index, replacement] of inOrder.entries()) {
    const previous = inOrder[index - 1];
    const meets =
      previous !== undefined && (replacement.start < previous.end || replacement.start === previous.start);
    if (meets) return null;
    result += text.slice(copiedTo, replacement.start);
    // A line that follows the last one of the file needs that one to end.
    const isAfterUnended =
      replacement.start === text.length && replacement.text !== '' && /[^\n]$/u.test(result);
    result += (isAfterUnended ? '\n' : '') + replacement.text;
    copiedTo = replacement.end;
  }
  return result + text.slice(copiedTo);
}

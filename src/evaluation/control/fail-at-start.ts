import type { DefinitionParts } from '../../languages/language.ts';

/** A source whose functions fail before they do anything else. */
export function failAtStart(source: string, functions: readonly Pick<DefinitionParts, 'body'>[]): string {
  const starts = [...new Set(functions.map(({ body }) => body.namedChildren[0]?.start ?? body.start))];
  // From the last one on, so that the offsets of the others stay good.
  return starts
    .toSorted((one, other) => other - one)
    .reduce((text, start) => {
      const lineStart = text.lastIndexOf('\n', start - 1) + 1;
      const before = text.slice(lineStart, start);
      const separator = before.trim() === '' ? `${lineEnding(text)}${before}` : '; ';
      return `${text.slice(0, start)}raise AssertionError${separator}${text.slice(start)}`;
    }, source);
}

function lineEnding(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

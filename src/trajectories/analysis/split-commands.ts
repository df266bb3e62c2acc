/**
 * Splits a shell command at `;`, `&&` and line breaks outside of quotes, and leaves out the bodies of here-documents.
 * The text is only read to name what it runs; nothing is ever run from it.
 */
export function splitCommands(text: string): string[] {
  const commands: string[] = [];
  let current = '';
  let quote: string | undefined;
  let ends: string[] = [];
  const finish = (): void => {
    if (current.trim() !== '') commands.push(current.trim());
    current = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== undefined) {
      current += character;
      if (character === quote) quote = undefined;
      else if (character === '\\' && quote === '"') current += text.charAt((index += 1));
    } else if (character === '\\') {
      current += character + text.charAt((index += 1));
    } else if (character === '"' || character === "'") {
      current += character;
      quote = character;
    } else if (character === '\n') {
      finish();
      for (const end of ends) index = skipBody(text, index, end);
      ends = [];
    } else if (character === ';' || text.startsWith('&&', index)) {
      finish();
      if (character === '&') index += 1;
    } else {
      const end = hereDocument(text, index);
      if (end !== undefined) ends.push(end);
      current += character;
    }
  }
  finish();
  return commands;
}

/** The word that ends a here-document which is announced here. */
function hereDocument(text: string, index: number): string | undefined {
  if (!text.startsWith('<<', index) || text.charAt(index - 1) === '<' || text.charAt(index + 2) === '<') {
    return undefined;
  }
  return /^<<-?\s*(["']?)([\w.-]+)\1/.exec(text.slice(index, index + 100))?.[2];
}

/** The place of the line break after a here-document whose first line follows `index`. */
function skipBody(text: string, index: number, end: string): number {
  let start = index + 1;
  while (start < text.length) {
    const next = text.indexOf('\n', start);
    const stop = next < 0 ? text.length : next;
    if (text.slice(start, stop).trim() === end) return stop;
    start = stop + 1;
  }
  return text.length;
}

/**
 * Leaves out of a provider's message what could be a key: queries and users of addresses, what follows a word that
 * announces one, and all that is neither a word, nor a number, nor a short name.
 */
export function redact(text: string): string {
  return text
    .replaceAll(/\/\/[^\s/@]*@/g, '//[…]@')
    .replaceAll(/\?[^\s"']*/g, (query) => (query === '?' ? query : '?[…]'))
    .replaceAll(
      /\b(bearer|basic|token|key|secret|password)(["']?\s*[:=]?\s*["']?)[\w.~+/*=-]{6,}/gi,
      '$1$2[…]',
    )
    .replaceAll(/\b(?:sk|pk|rk|key)-[\w-]+/gi, '[…]')
    .replaceAll(/[\w.~+/*=-]+/g, (run) => (isHarmless(run) ? run : '[…]'));
}

/** Whether a run of characters is made of words, numbers and a short name or two. */
function isHarmless(run: string): boolean {
  const parts = run.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const names = parts.filter((part) => !isWord(part) && !/^\d{1,9}$/.test(part));
  return names.length <= 2 && names.every((name) => name.length <= 3);
}

/** Whether the letters are written as words are; such as `maximum`, `HTTP`, `ChatCompletion`. */
function isWord(part: string): boolean {
  return part.length <= 20 && /^(?:[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})*)$/.test(part);
}

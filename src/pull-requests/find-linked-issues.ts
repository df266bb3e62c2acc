const closingWords = /^(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?)$/u;
const reference = /(\w+)\s+(?:#|(?<url>https?:\/\/[^\s#]+)\/issues\/)(\d+)/gu;

/**
 * The numbers of the issues a text says it resolves, such as `Fixes #12`, each once and in order.
 *
 * Comments of HTML do not count, nor do references to other repositories when `repository` is known.
 *
 * @source SWE-bench, which follows GitHub's closing keywords; it gives them in no fixed order.
 */
export function findLinkedIssues(text: string, repository: string): number[] {
  const found = new Set<number>();
  for (const match of text.replaceAll(/<!--.*?-->/gsu, '').matchAll(reference)) {
    const [, word = '', , digits = ''] = match;
    const url = match.groups?.['url'];
    const isOurs = url === undefined || repository === '' || url.endsWith(`/${repository}`);
    const number = Number(digits);
    if (closingWords.test(word.toLowerCase()) && isOurs && Number.isSafeInteger(number)) found.add(number);
  }
  return [...found];
}

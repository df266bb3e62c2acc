/** A piece of a text that code or prose is made of. */
export type CodeToken = {
  /** As compared: both kinds of quotes are `"`. */
  readonly value: string;
  /** 0-based offsets of UTF-16 units, `end` excluded. */
  readonly start: number;
  readonly end: number;
};

const pattern =
  /[\p{L}_][\p{L}\p{N}_]*|\p{N}[\p{L}\p{N}_]*(?:\.\p{N}[\p{L}\p{N}_]*)*|"""|'''|\.\.\.|(?:\*\*|\/\/|<<|>>)=?|[-+*/%&|^@=!<>:]=|->|[^\s`]/gu;

/** Splits a text, so that white space and Markdown's backticks make no difference. */
export function tokenize(text: string): CodeToken[] {
  return [...text.matchAll(pattern)].map(({ 0: value, index }) => ({
    value: value.replaceAll("'", '"'),
    start: index,
    end: index + value.length,
  }));
}

/** Whether it is a name or a keyword. */
export function isWord(value: string): boolean {
  return /^[\p{L}_]/u.test(value);
}

/** Words that say nothing of what a program is about. */
export const commonWords: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break case class continue def del elif else except finally for from ' +
    'global if import in is lambda match nonlocal not or pass raise return try while with yield self cls'
  ).split(' '),
);

const operators: ReadonlySet<string> = new Set(
  '+ - * / // % ** @ << >> & | ^ ~ < > <= >= == != += -= *= /= //= %= **= &= |= ^= <<= >>= := and or not is'.split(
    ' ',
  ),
);

/** Whether it computes or compares. */
export function isOperator(value: string): boolean {
  return operators.has(value);
}

/**
 * How much a piece of code says: a name or number counts one, half when it is a letter or two, or one digit, and an
 * operator or a constant a half; keywords, brackets and the like count nothing.
 */
export function weigh(values: readonly string[]): number {
  return values.reduce((sum, value) => sum + weighOne(value), 0);
}

function weighOne(value: string): number {
  if (isOperator(value)) return 0.5;
  if (/^(?:None|True|False)$/.test(value)) return 0.5;
  if (isWord(value)) return commonWords.has(value) ? 0 : value.length < 3 ? 0.5 : 1;
  return /^\p{N}/u.test(value) ? (value.length < 2 ? 0.5 : 1) : 0;
}

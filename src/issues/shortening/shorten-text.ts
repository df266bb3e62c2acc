import { checkNumber } from '../../providers/check-number.ts';
import { type CountTokens, estimateTokens } from '../../providers/count-tokens.ts';
import type { Shortening } from './shortening.ts';

/** Options of {@link shortenText}. */
export type ShortenTextOptions = {
  /** What the text is, for the record. @default 'text' */
  readonly input?: string | undefined;
  /** Tokens the result has at most. */
  readonly maxTokens: number;
  /** @default four bytes of UTF-8 are one token */
  readonly countTokens?: CountTokens | undefined;
};

/** A text that fits, and what was done to it. */
export type ShortenedText = {
  readonly text: string;
  /** `undefined` when the text fitted as it was. */
  readonly shortening: Shortening | undefined;
};

/**
 * Takes whole lines out of the middle of a text until it has no more tokens than allowed; what is left are its
 * beginning and its end, with a line between them that says how much is missing.
 *
 * Where a single line is too long for that, the cut is inside it, never inside a character. Only the line that marks
 * the cut is left when there is room for nothing else, whether or not it fits.
 *
 * @throws {InvalidArgumentError} when `maxTokens` is not a number above 0.
 * @source SWE-smith measures tokens too, but keeps half as many characters from each end as there may be tokens.
 */
export function shortenText(
  text: string,
  { input = 'text', maxTokens, countTokens = estimateTokens }: ShortenTextOptions,
): ShortenedText {
  checkNumber('maxTokens', maxTokens, { least: 1 });
  const fromTokens = countTokens(text);
  if (fromTokens <= maxTokens) return { text, shortening: undefined };
  const budget = { maxTokens, countTokens };
  const shorter = cutLines(text, budget) ?? cutCharacters(text, budget);
  return { text: shorter, shortening: { input, fromTokens, toTokens: countTokens(shorter) } };
}

type Budget = { readonly maxTokens: number; readonly countTokens: CountTokens };

/** The first and last lines, or `undefined` when there is no room for a single one. */
function cutLines(text: string, { maxTokens, countTokens }: Budget): string | undefined {
  const lines = text.split(/(?<=\n)/);
  const costs = lines.map((line) => countTokens(line));
  const reserve = countTokens(`\n${createMark(lines.length, 'line')}\n`);
  // Lines together may have more tokens than their sum, so what was put together is counted again.
  for (let room = maxTokens - reserve; room > 0;) {
    const { head, tail } = takeFromEnds(costs, room);
    if (head + tail === 0) return undefined;
    const shorter = join(
      lines.slice(0, head).join(''),
      createMark(lines.length - head - tail, 'line'),
      lines.slice(lines.length - tail).join(''),
    );
    const excess = countTokens(shorter) - maxTokens;
    if (excess <= 0) return shorter;
    room -= excess;
  }
  return undefined;
}

/** As many lines from both ends as there is room for; half of it is for the beginning. */
function takeFromEnds(costs: readonly number[], room: number): { head: number; tail: number } {
  let head = 0;
  let tail = 0;
  let spent = 0;
  const fits = (index: number, limit: number): boolean =>
    head + tail < costs.length - 1 && spent + (costs[index] ?? 0) <= limit;
  for (; fits(head, room / 2); head += 1) spent += costs[head] ?? 0;
  for (; fits(costs.length - 1 - tail, room); tail += 1) spent += costs[costs.length - 1 - tail] ?? 0;
  for (; fits(head, room); head += 1) spent += costs[head] ?? 0;
  return { head, tail };
}

/** As many characters of both ends as there is room for. */
function cutCharacters(text: string, { maxTokens, countTokens }: Budget): string {
  const keep = (units: number): string => {
    const headEnd = boundary(text, Math.ceil(units / 2));
    const tailStart = boundary(text, text.length - Math.floor(units / 2));
    const mark = createMark(tailStart - headEnd, 'character');
    return join(text.slice(0, headEnd), mark, text.slice(tailStart));
  };
  let [fitting, tooMany] = [0, text.length];
  while (tooMany - fitting > 1) {
    const units = Math.floor((fitting + tooMany) / 2);
    if (countTokens(keep(units)) <= maxTokens) fitting = units;
    else tooMany = units;
  }
  return keep(fitting);
}

/** The offset, or the one before it where it is inside a character. */
function boundary(text: string, offset: number): number {
  const isInside =
    /[\ud800-\udbff]/.test(text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(text.charAt(offset));
  return isInside ? offset - 1 : offset;
}

function join(head: string, mark: string, tail: string): string {
  return `${head}${head === '' || head.endsWith('\n') ? '' : '\n'}${mark}\n${tail}`;
}

function createMark(count: number, unit: 'line' | 'character'): string {
  return `[... ${count} ${unit}${count === 1 ? '' : 's'} left out ...]`;
}

import type { DifficultyLabel, FixTime } from '../difficulty-label.ts';
import type { Mention } from './mention.ts';

/** Minutes; an open end is infinite. */
type Span = { readonly from: number; readonly to: number };

const number = String.raw`\d{1,5}(?:\.\d{1,3})?`;
const unit = String.raw`(?:seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h|days?|weeks?|months?)\b\.?`;
const filler = '(?:about |around |approximately |roughly |approx\\.? |the |maybe |perhaps )?';
const less =
  '<=?|no more than|not more than|less than|fewer than|shorter than|quicker than|at most|up to|under|below|within';
const more =
  '>=?|no less than|not less than|more than|longer than|greater than|at least|upwards of|exceeding|exceeds|beyond|above|over';

const range = new RegExp(
  `(?<bound>(?:${less}|${more}) ?)?${filler}(?<low>${number}) ?-?(?<lowUnit>${unit})? ?(?:-|to|and|until|or) ?` +
    `(?<high>${number}) ?-?(?<unit>${unit})`,
  'g',
);
const single = new RegExp(
  `(?:(?<less>${less})|(?<more>${more}))? ?${filler}(?<value>${number})(?<plus> ?\\+| plus)? ?-?(?<unit>${unit})` +
    `(?<after> ?\\+| or more| or longer| plus| or less)?(?<fix> fix\\b)?`,
  'g',
);

const minutesOf: readonly (readonly [RegExp, number])[] = [
  [/^s/, 1 / 60],
  [/^mo/, 30 * 24 * 60],
  [/^m/, 1],
  [/^h/, 60],
  [/^d/, 24 * 60],
  [/^w/, 7 * 24 * 60],
];

const labelSpans: readonly (readonly [DifficultyLabel, Span])[] = [
  ['easy', { from: 0, to: 15 }],
  ['medium', { from: 15, to: 60 }],
  ['hard', { from: 60, to: Number.POSITIVE_INFINITY }],
];
const fixTimeSpans: readonly (readonly [FixTime, Span])[] = [
  ['<15 min fix', { from: 0, to: 15 }],
  ['15 min - 1 hour', { from: 15, to: 60 }],
  ['1-4 hours', { from: 60, to: 240 }],
  ['>4 hours', { from: 240, to: Number.POSITIVE_INFINITY }],
];

/** The times a line of normalized text speaks of. */
export function findTimes(line: string): Mention[] {
  const mentions: Mention[] = [];
  const rest = line.replaceAll(range, (...match) => {
    const [text, at, groups] = [match[0], match.at(-3) as number, match.at(-1) as Groups];
    mentions.push(toMention(text, at, readRange(groups)));
    return ' '.repeat(text.length);
  });
  for (const match of rest.matchAll(single)) {
    mentions.push(toMention(match[0], match.index, readSingle(match.groups ?? {})));
  }
  return mentions.sort((one, other) => one.start - other.start);
}

type Groups = Readonly<Record<string, string | undefined>>;

/** `undefined` where it is not clear what is meant. */
function readRange({ bound, low, lowUnit, high, unit: highUnit = '' }: Groups): Span | undefined {
  const from = Number(low) * toMinutes(lowUnit ?? highUnit);
  const to = Number(high) * toMinutes(highUnit);
  return bound === undefined && from <= to ? { from, to } : undefined;
}

function readSingle(groups: Groups): Span {
  const minutes = Number(groups['value']) * toMinutes(groups['unit'] ?? '');
  const isOpen =
    groups['more'] !== undefined ||
    groups['plus'] !== undefined ||
    /\+|more|longer|plus/.test(groups['after'] ?? '');
  if (isOpen) return { from: minutes, to: groups['less'] === undefined ? Number.POSITIVE_INFINITY : minutes };
  // "15 min fix" is the first label without its sign; no other has the word.
  const isLess =
    groups['less'] !== undefined ||
    groups['after'] === ' or less' ||
    (minutes === 15 && groups['fix'] !== undefined);
  return { from: isLess ? 0 : minutes, to: minutes };
}

function toMinutes(text: string): number {
  return minutesOf.find(([pattern]) => pattern.test(text))?.[1] ?? Number.NaN;
}

function toMention(text: string, at: number, span: Span | undefined): Mention {
  const start = at + (text.length - text.trimStart().length);
  return {
    kind: 'time',
    start,
    end: at + text.trimEnd().length,
    label: span && findSpan(labelSpans, span),
    fixTime: span && findSpan(fixTimeSpans, span),
    isLabelText: fixTimeSpans.some(([, { from, to }]) => span?.from === from && span.to === to),
  };
}

/** A single time at the border of two could be either. */
function findSpan<Name>(spans: readonly (readonly [Name, Span])[], { from, to }: Span): Name | undefined {
  const fitting = spans.filter(([, span]) => span.from <= from && to <= span.to);
  return fitting.length === 1 ? fitting[0]?.[0] : undefined;
}

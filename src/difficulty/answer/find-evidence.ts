import { findWords, type Mention } from './mention.ts';
import { findTimes } from './time-mentions.ts';

/** `stated` as the answer, `judged` in a sentence, or only `named`. */
type Strength = 'stated' | 'judged' | 'named';

/** What an answer names with the same right; the strongest evidence decides alone. */
export type Evidence = {
  readonly strength: Strength;
  readonly mentions: readonly Mention[];
};

const key =
  '(?:final answer|answer|response|output|label|rating|difficulty|category|classification|verdict|conclusion|estimate|boxed)';
/** What may stand beside a label in a line that holds nothing else. */
const fillers = new RegExp(
  `\\b(?:${key}|final|difficulty|level|about|around|approximately|roughly|approx|fix|fixes|a|an|the|task|of|work|is|text)\\b`,
  'g',
);
const statesBefore = new RegExp(
  `\\b${key}(?: (?:level|label|rating|category))?(?: (?:is|would be|should be|will be|of))? ?[:={([-]* ?(?:an? |the )?$`,
);
const judgesBefore =
  /\b(?:rate|rated|rating|classif(?:y|ied)|categori[sz]ed?|label(?:l?ed)?|call|consider(?:ed)?|judged?|estimated?|choose|chose|pick|select|say|go with|going with|assign|falls? (?:in|into|under|within)|fits|belongs (?:to|in)|therefore|overall|so it is)\b[^<>\d]{0,60}$/;
/** Closer to a word than to a time, as "easy" and "hard" say much else. */
const judgesWordBefore =
  /\b(?:rate|rated|classif(?:y|ied)|categori[sz]ed?|label(?:l?ed)?|call|consider(?:ed)?|judged?|choose|chose|pick|select|go with|going with|assign)(?: (?:it|this|that))?(?: (?:task|issue|bug|fix|one|1))?(?: (?:as|to be))?(?: an?)? ?:? ?$/;
const negatesBefore =
  /\b(?:not|never|no|neither|nor|without|isnt|wasnt|arent|cannot|cant|wont|wouldnt|doesnt|dont|hardly|rather than|instead of|unlike|than|unless|if)\b[^.,;:\n]{0,30}$/;
const sentenceEnd = /[.!?;] /;
const joins = /^[ ,/()[\]-]*(?:or|and|to|maybe|perhaps|possibly|but|though|even)?[ ,/()[\]-]*$/;
const isOfFix =
  /\b(?:fix|resolve|solve|take|takes|need|needs|require|requires|effort|work|spend|implement|developer|engineer|programmer)\b/;

/** What a normalized answer names, the strongest evidence first. */
export function findEvidence(text: string): Evidence[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const ends = new Set([0, lines.length - 1]);
  const found: Record<Strength, Mention[]> = { stated: [], judged: [], named: [] };
  for (const [index, line] of lines.entries()) {
    const mentions = [...findTimes(line), ...findWords(line)].sort((one, other) => one.start - other.start);
    if (mentions.length === 0) continue;
    if (ends.has(index) && isOnly(line, mentions)) found.stated.push(...mentions);
    else for (const { strength, mention } of weigh(line, mentions)) found[strength].push(mention);
  }
  return (['stated', 'judged', 'named'] as const).map((strength) => ({
    strength,
    mentions: found[strength],
  }));
}

function* weigh(
  line: string,
  mentions: readonly Mention[],
): Generator<{ strength: Strength; mention: Mention }> {
  let last: { readonly strength: Strength; readonly end: number } | undefined;
  for (const mention of mentions) {
    const before = sentenceBefore(line, mention.start);
    const isWord = mention.kind === 'word';
    if (negatesBefore.test(before) || (isWord && goesOn(line, mention.end))) continue;
    const between = last === undefined ? '' : line.slice(last.end, mention.start);
    // What a sentence adds to its answer makes it another one.
    const isAdded =
      last !== undefined && !sentenceEnd.test(between) && (mention.isLabelText || joins.test(between));
    const strength = (isAdded ? last?.strength : undefined) ?? findStrength(line, mention, before);
    if (strength !== undefined && strength !== 'named') last = { strength, end: mention.end };
    if (strength !== undefined) yield { strength, mention };
  }
}

function findStrength(line: string, mention: Mention, before: string): Strength | undefined {
  const isWord = mention.kind === 'word';
  if (statesBefore.test(before)) return 'stated';
  if ((isWord ? judgesWordBefore : judgesBefore).test(before)) return 'judged';
  if (isWord) return /^ (?:difficulty|rating)\b/.test(line.slice(mention.end)) ? 'judged' : undefined;
  return mention.isLabelText || isOfFix.test(line) ? 'named' : undefined;
}

/** Whether nothing but the mentions, marks and words that add nothing stand in a line. */
function isOnly(line: string, mentions: readonly Mention[]): boolean {
  let rest = '';
  let from = 0;
  for (const { start, end } of mentions.toSorted((one, other) => one.start - other.start)) {
    rest += `${line.slice(from, Math.max(from, start))} `;
    from = Math.max(from, end);
  }
  rest += line.slice(from);
  return /^(?:[\s()[\]{}|/\\,.:;=#&>-]|\b\d\.)*$/.test(rest.replaceAll(fillers, ' '));
}

/** The part of a sentence before a place. */
function sentenceBefore(line: string, end: number): string {
  const before = line.slice(Math.max(0, end - 200), end);
  const stops = [...before.matchAll(new RegExp(sentenceEnd, 'g'))];
  const stop = stops.at(-1);
  return stop === undefined ? before : before.slice(stop.index + stop[0].length);
}

/** "hard to tell", "easy enough", "medium-sized" rate nothing. */
function goesOn(line: string, end: number): boolean {
  return /^(?:-\w|ly\b| (?:to|on|for|enough|coded|code|coding|part|way|because|limit|since)\b)/.test(
    line.slice(end),
  );
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '-',
  mdash: '-',
  minus: '-',
  '#60': '<',
  '#62': '>',
  '#x3c': '<',
  '#x3e': '>',
};
const numbers: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  'forty-five': 45,
  'forty five': 45,
  fifty: 50,
  sixty: 60,
};
const numberWord = new RegExp(`\\b(?:${Object.keys(numbers).toReversed().join('|')})\\b`, 'g');

/** Written ways of saying a time that hold no number. */
const idioms: readonly (readonly [RegExp, string])[] = [
  [/\b(?:a |1 )?quarter (?:of an |of 1 )?hour\b/g, '15 min'],
  [/\b(?:a |1 )?half (?:an |1 |a )?hour\b/g, '30 min'],
  [/\b(?:a )?couple (?:of )?(hours|minutes|days)\b/g, '2 $1'],
  [/\b(?:a |only a |just a )?few minutes\b/g, '<15 min'],
  [/\b(?:a )?(?:few|several|many|multiple) hours\b/g, '>1 hour'],
  [/\b(?:a )?(?:few|several|many|multiple) (?:days|weeks|months)\b/g, '>1 day'],
  [/\b(?:an? )?(hour|day|week|month)\b(?<=\ban? \w{3,5})/g, '1 $1'],
];

/**
 * An answer with one way of writing what models write in several: lower case, plain dashes, comparisons and quotes,
 * digits for the numbers that matter. Lines stay; thinking before the answer is left out.
 */
export function normalizeAnswer(text: string): string {
  let plain = dropThinking(text)
    .replaceAll(/&(#?\w{1,6});/g, (entity, name: string) => entities[name.toLowerCase()] ?? entity)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\u2010-\u2015\u2212\u2043]/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/[\u2264\u2a7d]/g, '<=')
    .replaceAll(/[\u2265\u2a7e]/g, '>=')
    .replaceAll(/[~\u2248]/g, ' about ')
    .replaceAll(/(?<=\w)['\u2018\u2019](?=\w)/g, '')
    .replaceAll(/[*_`"'\u2018\u2019\u201c-\u201e\u00ab\u00bb]/g, ' ')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(numberWord, (word) => String(numbers[word] ?? word));
  for (const [pattern, replacement] of idioms) plain = plain.replaceAll(pattern, replacement);
  return plain;
}

const thinking = 'think|thinking|thought|reasoning|reflection';
const openTag = new RegExp(`<(?:${thinking})>`, 'i');
const closeTag = new RegExp(`</(?:${thinking})>`, 'gi');

/** What comes after the thinking; before it where it was never closed. */
function dropThinking(text: string): string {
  const closings = [...text.matchAll(closeTag)];
  const last = closings.at(-1);
  const rest = last === undefined ? text : text.slice(last.index + last[0].length);
  const opening = rest.search(openTag);
  return opening < 0 ? rest : rest.slice(0, opening);
}

import type { Random } from '../../strategies/random.ts';
import { block, code, type IssueFacts } from './issue-facts.ts';
import {
  actualLabels,
  closings,
  expectedLabels,
  expectedSilence,
  headings,
  leadIns,
  openings,
  plainOpenings,
  tracebackLabels,
} from './phrases.ts';
import { pick } from './pick.ts';
import { writeTitle } from './write-title.ts';

/** Share of issues that end in a sentence that says nothing. */
const closingShare = 0.2;
/** Outputs of this length stand in a sentence. */
const inlineLength = 60;

/** Puts facts into the words of an issue: a title, an empty line, and the rest as Markdown. */
export function renderIssue(facts: IssueFacts, random: Random): string {
  const title = writeTitle(facts, random);
  const opening = writeOpening(facts, random);
  const layout = pick([writeHeaded, writeProse, writeProse, writeLabelled], random);
  const parts = [title, opening, ...layout(facts, random)];
  if (random.next() < closingShare) parts.push(pick(closings, random));
  return `${parts.join('\n\n')}\n`;
}

function writeOpening({ kind, subject, exception }: IssueFacts, random: Random): string {
  const text = pick((subject === undefined ? plainOpenings : openings)[kind], random)
    .replaceAll('{s}', () => subject ?? '')
    .replaceAll('{e}', () => code(exception?.type ?? 'Exception'))
    .replace(/\b([Aa]) (`[AEIOU])/g, '$1n $2');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function writeHeaded(facts: IssueFacts, random: Random): string[] {
  const { reproduce, expected, actual } = pick(headings, random);
  const sections = [
    [`### ${expected}`, ...describeExpected(facts, random, '')],
    [`### ${actual}`, ...describeActual(facts, random, '')],
  ];
  const [first, second] = random.next() < 0.5 ? sections : sections.toReversed();
  return [`### ${reproduce}`, block(facts.script, 'python'), ...(first ?? []), ...(second ?? [])];
}

function writeLabelled(facts: IssueFacts, random: Random): string[] {
  const { expected, actual } = pick(headings, random);
  return [
    pick(leadIns, random),
    block(facts.script, 'python'),
    ...describeActual(facts, random, `**${actual}:**`),
    ...describeExpected(facts, random, `**${expected}:**`),
  ];
}

function writeProse(facts: IssueFacts, random: Random): string[] {
  const { kind, actualOutput, expectedOutput, exception } = facts;
  const start = [pick(leadIns, random), block(facts.script, 'python')];
  const isShort = [actualOutput, expectedOutput].every(
    (text) => text !== '' && text.length <= inlineLength && !text.includes('\n'),
  );
  if (kind === 'output' && isShort) {
    const [was, wanted] = [code(actualOutput), code(expectedOutput)];
    const sentences = [
      `This prints ${was}, but it should print ${wanted}.`,
      `I get ${was} where I would expect ${wanted}.`,
      `The output is ${was}. It should be ${wanted}.`,
      `Expected ${wanted}, but what I see is ${was}.`,
    ];
    return [...start, pick(sentences, random)];
  }
  if (kind === 'no-exception') {
    const wanted = code(
      exception?.message ? `${exception.type}: ${exception.message}` : (exception?.type ?? ''),
    );
    return [...start, ...describeActual(facts, random, undefined), `It should print ${wanted}.`];
  }
  return [
    ...start,
    ...describeActual(facts, random, undefined),
    ...describeExpected(facts, random, undefined),
  ];
}

/** What happened; `label` is the text before it, chosen here when `undefined`. */
function describeActual(facts: IssueFacts, random: Random, label: string | undefined): string[] {
  const { kind, traceback, actualOutput } = facts;
  if (kind === 'hang') return [withLabel(label, 'It does not finish; I stopped it after a while.')];
  if (traceback !== undefined) {
    const text = actualOutput === '' ? traceback : `${actualOutput}\n${traceback}`;
    return [label ?? `${pick(tracebackLabels, random)}:`, block(text)].filter((part) => part !== '');
  }
  if (actualOutput === '') return [withLabel(label, 'Nothing is printed.')];
  return [label ?? `${pick(actualLabels, random)}:`, block(actualOutput)].filter((part) => part !== '');
}

/** What should have happened. */
function describeExpected(facts: IssueFacts, random: Random, label: string | undefined): string[] {
  const { expectedOutput } = facts;
  if (expectedOutput === '') return [withLabel(label, pick(expectedSilence, random))];
  return [label ?? `${pick(expectedLabels, random)}:`, block(expectedOutput)].filter((part) => part !== '');
}

function withLabel(label: string | undefined, sentence: string): string {
  return label === undefined || label === '' ? sentence : `${label} ${sentence}`;
}

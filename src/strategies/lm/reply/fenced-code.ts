import { lineStart } from '../../procedural/source-lines.ts';
import type { FoundCode, IsCode } from './found-code.ts';

const maximumFences = 100;
const maximumEnds = 60;

/**
 * Finds the code blocks of a reply that are marked by fences of back-ticks or tildes, in order.
 *
 * A fence may also stand in a string or a comment of the code, so that a block ends at the first fence that leaves
 * code; a block that is code in no such way is given up to the first.
 *
 * @source CommonMark 0.31, section 4.5; other than there a fence may have text before it on its line.
 */
export function* findFencedCode(text: string, isCode: IsCode): Generator<FoundCode & { isCode: boolean }> {
  const opening = /(?<![`~])(`{3,}|~{3,})(?![`~])[^\n`~]*\n/g;
  for (let fences = 0; fences < maximumFences; fences += 1) {
    const match = opening.exec(text);
    if (match === null) return;
    const codeStart = opening.lastIndex;
    const ends = findEnds(text, codeStart, match[1] ?? '');
    const found = ends.find(({ at }) => isCode(text.slice(codeStart, at)));
    const { at, end } = found ?? ends[0] ?? { at: text.length, end: text.length };
    if (found !== undefined) opening.lastIndex = end;
    yield {
      code: text.slice(codeStart, at),
      start: match.index,
      end,
      isOpen: at === text.length,
      isCode: found !== undefined,
    };
  }
}

type End = { readonly at: number; readonly end: number };

/** Where a block may end: at fences of their own line, then at fences behind code, then with the text. */
function findEnds(text: string, from: number, marker: string): End[] {
  const mark = marker[0] ?? '';
  const fence = new RegExp(`(?<!${mark})${mark}{${marker.length},}(?!${mark})[ \\t]*\\r?$`, 'gm');
  const [onOwnLine, behindCode]: [End[], End[]] = [[], []];
  fence.lastIndex = from;
  for (let match = fence.exec(text); match !== null; match = fence.exec(text)) {
    const start = Math.max(from, lineStart(text, match.index));
    const isAlone = text.slice(start, match.index).trim() === '';
    const ends = isAlone ? onOwnLine : behindCode;
    if (ends.length < maximumEnds) ends.push({ at: isAlone ? start : match.index, end: fence.lastIndex });
  }
  return [...onOwnLine, ...behindCode, { at: text.length, end: text.length }];
}

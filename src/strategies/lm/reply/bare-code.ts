import { lineEnd, lineStart } from '../../procedural/source-lines.ts';
import type { FoundCode, IsCode } from './found-code.ts';

const maximumBeginnings = 10;
const maximumEnds = 60;

/** Finds a definition that no fence marks, with prose before and behind it. */
export function findBareCode(text: string, name: string, isCode: IsCode): FoundCode | undefined {
  const beginning = new RegExp(`^[ \\t]*(?:(?:async[ \\t]+)?def|class)[ \\t]+${name}(?!\\w)`, 'gm');
  let tried = 0;
  for (const { index } of text.matchAll(beginning)) {
    tried += 1;
    if (tried > maximumBeginnings) return undefined;
    const start = includeDecorators(text, index);
    const end = findEnds(text, index).find((at) => isCode(text.slice(start, at)));
    if (end !== undefined) return { code: text.slice(start, end), start, end, isOpen: end === text.length };
  }
  return undefined;
}

function includeDecorators(text: string, from: number): number {
  let start = from;
  while (start > 0) {
    const before = lineStart(text, start - 1);
    if (!/^[ \t]*@/.test(text.slice(before, start))) break;
    start = before;
  }
  return start;
}

/** Where lines begin that are indented no more than the definition, and the end of the text. */
function findEnds(text: string, from: number): number[] {
  const margin = /[ \t]*/y;
  const indentationAt = (offset: number): number => {
    margin.lastIndex = offset;
    return margin.exec(text)?.[0].length ?? 0;
  };
  const own = indentationAt(from);
  const ends: number[] = [];
  for (let at = lineEnd(text, from); at < text.length && ends.length < maximumEnds; at = lineEnd(text, at)) {
    const indentation = indentationAt(at);
    const first = text[at + indentation];
    if (indentation <= own && first !== undefined && !/[\r\n#]/.test(first)) ends.push(at);
  }
  return [...ends, text.length];
}

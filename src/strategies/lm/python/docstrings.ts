import { findDocstring } from '../../../languages/python/definition.ts';
import type { TextEdit } from '../../procedural/modification.ts';
import { indentationOf, isOnOwnLines, lineEnd, lineStart } from '../../procedural/source-lines.ts';
import { headerEnd } from './header.ts';
import type { DefinitionPair } from './pair-definitions.ts';

/** The edits that give each definition of a rewrite the documentation it had, and no other. */
export function restoreDocstrings(
  pairs: readonly DefinitionPair[],
  original: string,
  rewrite: string,
): TextEdit[] {
  return pairs.flatMap(({ original: { body: before }, counterpart }): TextEdit[] => {
    if (counterpart === undefined) return [];
    const { body } = counterpart;
    const [old, current] = [findDocstring(before, original), findDocstring(body, rewrite)];
    if (old === undefined) {
      const isAll = body.namedChildren.length < 2;
      if (current === undefined || isAll || !isOnOwnLines(current, rewrite)) return [];
      return [removeWithBlankLines(current.start, current.end, rewrite)];
    }
    const text = old.text(original).replaceAll('\r\n', '\n');
    if (current !== undefined) {
      const { start, end } = current;
      return rewrite.slice(start, end) === text ? [] : [{ start, end, text }];
    }
    const indentation = indentationOf(body, rewrite);
    if (indentation === null) return [{ start: body.start, end: body.start, text: `${text}; ` }];
    const start = lineEnd(rewrite, headerEnd(counterpart));
    return [{ start, end: start, text: `${indentation}${text}\n` }];
  });
}

function removeWithBlankLines(from: number, to: number, source: string): TextEdit {
  let end = lineEnd(source, to);
  while (end < source.length && source.slice(end, lineEnd(source, end)).trim() === '')
    end = lineEnd(source, end);
  return { start: lineStart(source, from), end, text: '' };
}

import { diffArrays } from 'diff';

import type { Definition, SourceAnalysis } from '../../../entities/analyze-source.ts';
import { lineEnd } from '../../procedural/source-lines.ts';
import { applyEdits } from '../../procedural/text-edits.ts';
import { headerEnd, isInline } from '../python/header.ts';
import { readIndentation, reindent } from '../python/reindent.ts';
import { entityRange, type RewriteTarget } from '../rewrite-target.ts';

const usualUnit = '    ';

/**
 * The target's text with the body of a reply's definition as its own, indented as the file is. What is before the
 * body stays as it is; lines end with `\n`.
 */
export function placeRewrite(rewrite: Definition, analysis: SourceAnalysis, target: RewriteTarget): string {
  const { definition, file } = target;
  const place = readIndentation(definition.outer, definition.body, file.source);
  const to = { base: place.base, unit: place.unit ?? findUnit(target) };
  const found = readIndentation(rewrite.outer, rewrite.body, analysis.source);
  // Who copies lines out of a file often begins behind the first one's indentation.
  const from = found.base === '' && found.unit === to.base + to.unit ? to : found;
  const isOneLine = isInline(rewrite, analysis.source);
  const start = isOneLine ? rewrite.body.start : lineEnd(analysis.source, headerEnd(rewrite));
  const end = contentEnd(analysis.source, rewrite.outer.end);
  const edits = reindent(rewrite.outer, analysis.source, from, to).filter((edit) => edit.start >= start);
  const body = applyEdits(analysis.source, edits, start, end);

  const headEnd = headerEnd(definition);
  const head = file.source.slice(definition.outer.start, headEnd);
  if (isInline(definition, file.source)) {
    const gap = isOneLine ? file.source.slice(headEnd, definition.body.start) : '\n';
    return toLineFeeds(head + gap + body);
  }
  const wholeHead = file.source.slice(definition.outer.start, lineEnd(file.source, headEnd));
  return toLineFeeds(wholeHead + (isOneLine ? to.base + to.unit : '') + body);
}

/** What a level of indentation is in the file of a definition that does not show it. */
function findUnit({ file }: RewriteTarget): string {
  for (const { outer, body } of file.definitions) {
    const { unit } = readIndentation(outer, body, file.source);
    if (unit !== undefined) return unit;
  }
  return usualUnit;
}

function contentEnd(source: string, offset: number): number {
  const lineFeed = source.indexOf('\n', offset);
  return lineFeed === -1 ? source.length : lineFeed;
}

function toLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Gives a text the ends of lines of the file, and to lines that were there before their every character. */
export function keepOriginalLines(text: string, target: RewriteTarget): string {
  const { file } = target;
  const { start, end } = entityRange(target);
  const carriageReturn = file.newline === '\r\n' ? '\r' : '';
  const original = `${file.source.slice(start, end)}${carriageReturn}`.split('\n');
  const steps = diffArrays(original, text.split('\n'), {
    comparator: (one, other) => one.trimEnd() === other.trimEnd(),
  });
  let before = 0;
  const lines = steps.flatMap(({ added, removed, value }) => {
    if (added) return value.map((line) => line + carriageReturn);
    const kept = original.slice(before, before + value.length);
    before += value.length;
    return removed ? [] : kept;
  });
  return lines.join('\n').replace(/\r$/, '');
}

import type { EditInput } from './edit-tool.ts';

/** What is wrong with an edit the model asked for. */
export class EditProblem extends Error {}

/** A text after an edit, with the lines around it: 1-based, both ends included. */
export type EditedText = { readonly text: string; readonly range: readonly [number, number] };

/** Lines shown before and behind a change. */
const around = 4;

/** @throws {EditProblem} when the text to take out is not there exactly once. */
export function replaceText(
  text: string,
  { old_str, new_str }: Pick<EditInput, 'old_str' | 'new_str'>,
): EditedText {
  if (typeof old_str !== 'string' || old_str === '') throw new EditProblem('`str_replace` needs `old_str`');
  // A model sees and writes lines that end in a line feed, whatever the file has.
  const hasIt = text.includes(old_str);
  const convert = hasIt ? keep : toLineEndsOf(text);
  const before = convert(old_str);
  const after = convert(new_str ?? '');
  const start = text.indexOf(before);
  if (start === -1) {
    throw new EditProblem('`old_str` is nowhere in the file; view the file, and copy the text exactly');
  }
  const count = countOccurrences(text, before);
  if (count > 1) {
    throw new EditProblem(
      `\`old_str\` is in the file ${count} times; take more of the lines around it along`,
    );
  }
  if (before === after) throw new EditProblem('`old_str` and `new_str` are the same');
  const changed = text.slice(0, start) + after + text.slice(start + before.length);
  return { text: changed, range: findRange(changed, start, after) };
}

/** @throws {EditProblem} when there is no such line. */
export function insertText(
  text: string,
  { insert_line, new_str }: Pick<EditInput, 'insert_line' | 'new_str'>,
): EditedText {
  if (typeof insert_line !== 'number') throw new EditProblem('`insert` needs `insert_line`');
  if (typeof new_str !== 'string') throw new EditProblem('`insert` needs `new_str`');
  const lines = text.split(/(?<=\n)/);
  if (insert_line < 0 || insert_line > lines.length) {
    throw new EditProblem(`the file has ${lines.length} lines; \`insert_line\` must be one of 0 to that`);
  }
  const convert = toLineEndsOf(text);
  const head = lines.slice(0, insert_line).join('');
  const tail = lines.slice(insert_line).join('');
  const opening = head === '' || head.endsWith('\n') ? '' : convert('\n');
  // A file whose last line has no end keeps that.
  const isOpen = tail === '' && text !== '' && !text.endsWith('\n');
  const closing = isOpen || new_str.endsWith('\n') ? '' : '\n';
  const inserted = opening + convert(new_str + closing);
  const changed = head + inserted + tail;
  return { text: changed, range: findRange(changed, head.length, inserted) };
}

const keep = (text: string): string => text;

/** Gives a text the line ends of another in which all of them are the same. */
function toLineEndsOf(text: string): (text: string) => string {
  const isWindows = text.includes('\r\n') && !/(?<!\r)\n/.test(text);
  return isWindows ? (other) => other.replaceAll(/\r?\n/g, '\r\n') : keep;
}

function countOccurrences(text: string, part: string): number {
  let count = 0;
  // Ones that overlap count too: which is meant cannot be told.
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}

function findRange(text: string, start: number, inserted: string): [number, number] {
  const first = text.slice(0, start).split('\n').length;
  const last = first + inserted.split('\n').length - 1;
  return [Math.max(1, first - around), last + around];
}

import type { TextEdit } from '../modification.ts';

/** Letters, digits, `_` and whatever is not ASCII. */
const wordCharacter = /[\w\u0080-\uffff]/;

/** Adds the spaces that keep an edit's text from becoming one word with what is beside it, as in `return(a)`. */
export function keepWordsApart({ start, end, text }: TextEdit, source: string): TextEdit {
  const isWord = (character = ''): boolean => wordCharacter.test(character);
  const [before, after] = [source[start - 1], source[end]];
  const left = isWord(before) && isWord(text[0] ?? after) ? ' ' : '';
  const right = isWord(text.at(-1)) && isWord(after) ? ' ' : '';
  return { start, end, text: left + text + right };
}

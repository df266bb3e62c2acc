import { findLanguage } from '../../../languages/find-language.ts';
import { findFencedCode } from '../../lm/reply/fenced-code.ts';
import { shiftLine } from '../undo/indentation.ts';
import { isSound } from '../undo/is-sound.ts';
import type { LineRange } from '../undo/merge-frame.ts';
import type { SourceText } from '../undo/source-text.ts';

/** The file with a model's code in the place of some lines, or `null` when the reply has none that fits there. */
export function placeAnswer(reply: string, range: LineRange, today: SourceText, path: string): string | null {
  const language = findLanguage(path);
  if (language === undefined) return null;
  const parsed = language.parse(today.text).root;
  const mustBeSound = isSound(today.text, path);
  const place = (code: string): string | null => {
    if (code.trim() === '') return null;
    for (const text of arrange(code, range, today)) {
      if (mustBeSound && !isSound(text, path)) continue;
      if (!language.isSameSyntax(language.parse(text).root, text, parsed, today.text)) return text;
    }
    return null;
  };
  for (const { code } of findFencedCode(reply, (code) => place(code) !== null)) {
    const text = place(code);
    if (text !== null) return text;
  }
  return null;
}

/** The file with the code as it is, and as deep as the lines it replaces. */
function* arrange(code: string, { start, end }: LineRange, today: SourceText): Generator<string> {
  const lines = code.replace(/\n+$/u, '').split(/\r?\n/u);
  const indentationOf = (line: string | undefined): string => /^[ \t]*/u.exec(line ?? '')?.[0] ?? '';
  const [from, to] = [indentationOf(lines[0]), indentationOf(today.lines[start])];
  const isLast = end === today.lines.length && today.lines.at(-1)?.endsWith('\n') === false;
  const join = (written: readonly string[]): string =>
    [
      ...today.lines.slice(0, start),
      written.join(today.newline),
      isLast ? '' : today.newline,
      ...today.lines.slice(end),
    ].join('');
  yield join(from === to ? lines : lines.map((line) => shiftLine(line, { from, to })));
  if (from !== to) yield join(lines);
}

/** Puts a text between fences of Markdown, longer ones than it holds itself. */
export function fence(text: string, language = ''): string {
  const longest = Math.max(
    2,
    ...Array.from(text.matchAll(/^ {0,3}(`{3,})/gm), ([, mark = '']) => mark.length),
  );
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}`;
}

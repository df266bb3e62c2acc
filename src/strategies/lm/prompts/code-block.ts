/** A text as a code block, behind a fence longer than any in it. */
export function toCodeBlock(text: string): string {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return `${fence}python\n${text.trimEnd()}\n${fence}`;
}

import type { Leak } from '../leaks/leak.ts';

const limit = 12;

/** Tells a model what its report gives away, and asks for another. */
export function createRevisionMessage(leaks: readonly Leak[]): string {
  const shown = leaks
    .slice(0, limit)
    .map(({ quote, explanation }) => `- ${JSON.stringify(cut(quote))}: ${explanation}`);
  const others = leaks.length > limit ? [`- and ${leaks.length - limit} more`] : [];
  return `The reporter cannot know or say this:

${[...shown, ...others].join('\n')}

Write the report again without it, and without the same thing in other words. All else holds as before: what was done, what came of it, what should have, the program that shows it, and <issue> and </issue> around it.`;
}

function cut(quote: string): string {
  const line = quote.replaceAll(/\s+/g, ' ').toWellFormed();
  return line.length > 200 ? `${line.slice(0, 200).toWellFormed()}…` : line;
}

import type { FoundCode } from './found-code.ts';

const maximumLength = 2000;

/** What a reply says around its code; empty when it says nothing. */
export function readExplanation(reply: string, { start, end }: FoundCode): string {
  const before = reply.slice(0, start).replace(/^[*_# \t]*(?:[a-z]+ )?code[*_ \t]*:?[*_ \t]*\s*$/im, '');
  const said = [before, reply.slice(end)]
    .map((part) => part.replaceAll(/^[ \t]*(?:`{3,}|~{3,})[^\n]*$/gm, '').trim())
    .filter((part) => part !== '');
  const text = said.join('\n\n').replace(/^[*_# \t]*explanation[*_ \t]*:?[*_ \t]*\s*/i, '');
  return text.length > maximumLength ? `${text.slice(0, maximumLength)}…` : text;
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a Markdown document. */
export type Snippet = {
  /** Path of the document relative to the root. */
  readonly document: string;
  /** First word after the fence, in lower case. */
  readonly language: string;
  /** 1-based line of the document on which the code begins. */
  readonly line: number;
  readonly code: string;
};

const opening =
  /^(?<indent>\s*(?:[-*+]\s+|\d+[.)]\s+|>\s?)*)(?<fence>`{3,}|~{3,})\s*(?<language>[\w-]*)[^`]*$/;

/** Every fenced block of a document, those inside lists and quotes too. */
function findSnippets(document: string, markdown: string): Snippet[] {
  const lines = markdown.split(/\r?\n/);
  const snippets: Snippet[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const { indent = '', fence, language = '' } = opening.exec(lines[index] ?? '')?.groups ?? {};
    if (fence === undefined) continue;
    const strip = new RegExp(`^[\\s>]{0,${indent.length}}`);
    const closing = new RegExp(`^[\\s>]*${fence.charAt(0)}{${fence.length},}\\s*$`);
    const end = lines.findIndex((line, at) => at > index && closing.test(line));
    const body = lines.slice(index + 1, end === -1 ? undefined : end);
    const code = `${body.map((line) => line.replace(strip, '')).join('\n')}\n`;
    snippets.push({ document, language: language.toLowerCase(), line: index + 2, code });
    if (end === -1) break;
    index = end;
  }
  return snippets;
}

/** The fenced blocks of README.md and of everything under docs/ that is not generated. */
export function findAllSnippets(root: string): Snippet[] {
  const documents = globSync(['README.md', 'docs/**/*.md'], { cwd: root, exclude: ['docs/api/**'] }).sort();
  return documents.flatMap((path) => findSnippets(path, readFileSync(join(root, path), 'utf8')));
}

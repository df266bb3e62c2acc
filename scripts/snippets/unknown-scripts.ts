import type { Snippet } from './find-snippets.ts';

const shells = new Set(['sh', 'bash', 'shell', 'console', 'zsh']);
const call = /\bnpm\s+(?:run(?:-script)?\s+(?:-\S+\s+)*(?<script>[\w:.-]+)|(?<lifecycle>test|start)\b)/g;

/** Where shell blocks run an npm script that package.json does not have. */
export function findUnknownScripts(snippets: readonly Snippet[], scripts: readonly string[]): string[] {
  return snippets
    .filter(({ language }) => shells.has(language))
    .flatMap(({ document, line, code }) =>
      code.split('\n').flatMap((text, index) =>
        [...text.matchAll(call)]
          .map(({ groups }) => groups?.['script'] ?? groups?.['lifecycle'] ?? '')
          .filter((script) => !scripts.includes(script))
          .map((script) => `${document}:${line + index} package.json has no script \`${script}\``),
      ),
    );
}

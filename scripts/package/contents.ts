import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const required = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/index.js', 'dist/index.d.ts'];
const allowed = /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/[\w./-]+\.(?:js|d\.ts|js\.map))$/;

/** Files the package must not have, lacks, or that carry sources from outside `src`. */
export function findContentProblems(root: string, files: readonly string[]): string[] {
  return [
    ...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong in the package`),
    ...required.filter((file) => !files.includes(file)).map((file) => `${file} is missing from the package`),
    ...files.filter((file) => file.endsWith('.map')).flatMap((file) => findForeignSources(root, file)),
  ];
}

function findForeignSources(root: string, file: string): string[] {
  const { sources } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { sources: string[] };
  return sources
    .filter((source) => !source.startsWith('../src/'))
    .map((source) => `${file} carries ${source}; only files under src/ belong in the build`);
}

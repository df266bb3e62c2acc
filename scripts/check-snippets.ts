// Compiles every TypeScript snippet of README.md and docs/ against the built package, and holds the shell
// snippets to scripts that exist.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { findAllSnippets, type Snippet } from './snippets/find-snippets.ts';
import { findUnknownScripts } from './snippets/unknown-scripts.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.cache', 'snippets');

/** Each snippet is a module of its own, shifted down so that its lines keep the document's numbers. */
function writeSnippet({ document, line, code }: Snippet): string {
  const path = join(folder, document, `${line}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${'\n'.repeat(line - 1)}${code}`);
  return path;
}

function readOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  return {
    ...options,
    paths: { bugsmith: ['./dist/index.d.ts'], 'bugsmith/testing': ['./dist/testing.d.ts'] },
    // A snippet shows one thing: it may name what it does not go on to use, and export without annotations.
    noUnusedLocals: false,
    noUnusedParameters: false,
    isolatedDeclarations: false,
    declaration: false,
  };
}

function compile(snippets: readonly Snippet[]): string[] {
  rmSync(folder, { recursive: true, force: true });
  const documents = new Map(snippets.map((snippet) => [writeSnippet(snippet), snippet.document]));
  const program = ts.createProgram([...documents.keys()], readOptions());
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText, code }) => {
    const text = `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    if (file === undefined || start === undefined) return text;
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    return `${documents.get(file.fileName) ?? file.fileName}:${line + 1}:${character + 1} ${text}`;
  });
}

const snippets = findAllSnippets(root);
for (const file of ['dist/index.d.ts', 'dist/testing.d.ts']) {
  if (!ts.sys.fileExists(join(root, file))) {
    throw new Error(`${file} is missing, snippets compile against it; run \`npm run build\` first.`);
  }
}
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const code = snippets.filter(({ language }) => language === 'ts' || language === 'typescript');
const problems = [...compile(code), ...findUnknownScripts(snippets, Object.keys(scripts))];
for (const problem of problems) console.error(problem);
console.log(`${code.length} TypeScript snippets, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

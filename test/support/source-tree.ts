import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { posix } from 'node:path';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files of this project that match, as sorted POSIX paths relative to its root. */
export function listFiles(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root }).sort();
}

/** A file of this project. */
export function readText(path: string): string {
  return readFileSync(posix.join(root, path), 'utf8');
}

/** The syntax tree of a TypeScript file. */
export function parseSource(path: string, text: string = readText(path)): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Every node of a tree, parents first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* walk(child);
}

/** `src/a.ts:3`, the place of a node. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** What a file imports from the project: static, dynamic, re-exported and type imports. */
export function findImports(source: ts.SourceFile): { specifier: string; path: string; isType: boolean }[] {
  return [...walk(source)].flatMap((node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return [];
    const { text } = specifier;
    if (!text.startsWith('.')) return [];
    const path = posix.join(posix.dirname(source.fileName), text);
    return [{ specifier: text, path, isType: isTypeImport(node) }];
  });
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  const isImportCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImportCall ? node.arguments[0] : undefined;
}

/** Whether nothing of an import is left when the file runs. */
function isTypeImport(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.isImportTypeNode(node) || (ts.isExportDeclaration(node) && node.isTypeOnly);
}

/** Names the entry point exports, each with whether its declaration has a docstring. */
export function findExports(entry: string): { name: string; isDocumented: boolean }[] {
  const path = posix.join(root, entry);
  const program = ts.createProgram([path], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is not a module`);
  return checker.getExportsOfModule(module).map((symbol) => {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const declared = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
    return { name: symbol.name, isDocumented: declared.getDocumentationComment(checker).length > 0 };
  });
}

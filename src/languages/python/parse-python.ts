import Parser from 'tree-sitter';
import Python from 'tree-sitter-python';

import type { ParsedBlock, SyntaxTree } from '../language.ts';
import { SyntaxNode } from '../syntax-node.ts';
import { checkPlace } from './check-place.ts';

/** Kinds that only Python 2 has; the grammar still takes them. */
const pythonTwoKinds = new Set(['print_statement', 'exec_statement']);
/** Kinds that can be wrong although the grammar takes them. */
const suspects = new Set([...pythonTwoKinds, 'block']);

/** Made on first use, so that importing the library loads no native code; it keeps nothing between calls. */
let parser: Parser | undefined;

function getParser(): Parser {
  if (parser === undefined) {
    parser = new Parser();
    parser.setLanguage(Python);
  }
  return parser;
}

/** Parses Python and copies the native tree into plain nodes, so that nothing native outlives the call. */
export function parsePython(source: string): SyntaxTree {
  // The binding's own buffer of 32 KiB makes it refuse longer texts.
  const tree = getParser().parse(source, undefined, { bufferSize: source.length * 2 + 1024 });
  const cursor = tree.walk();
  const mayHaveErrors = tree.rootNode.hasError;
  const indentations = new Map<SyntaxNode, string>();
  const tries: SyntaxNode[] = [];
  let error = findStrayReturn(source);
  const read = (parent: SyntaxNode | null): SyntaxNode => {
    const kind = cursor.nodeType;
    if (error === null && (mayHaveErrors || suspects.has(kind))) error = findProblem(cursor, kind);
    const node = new SyntaxNode({
      kind,
      field: cursor.currentFieldName,
      start: cursor.startIndex,
      end: cursor.endIndex,
      isNamed: cursor.nodeIsNamed && kind !== 'line_continuation',
      parent,
    });
    if (kind === 'try_statement') tries.push(node);
    const reason = error === null ? checkPlace(node, indentations, source) : null;
    if (reason !== null) error = { offset: node.start, reason };
    return node;
  };
  const root = read(null);
  let node = root;
  for (;;) {
    if (cursor.gotoFirstChild()) {
      node = read(node);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (node.parent === null || !cursor.gotoParent()) return { root, error: error ?? findBareTry(tries) };
      node = node.parent;
    }
    node = read(node.parent);
  }
}

/** Parses lines of a block, by making them the body of one. */
export function parsePythonBlock(lines: string, indentation: string): ParsedBlock | null {
  const source = indentation === '' ? lines : `if x:\n${lines}`;
  const { root, error } = parsePython(source);
  if (error !== null) return null;
  if (indentation === '') return { statements: root.namedChildren, source };
  const [only, ...outside] = root.namedChildren;
  const body = only?.childByField('consequence');
  // Less indented lines end the block early.
  if (outside.length > 0 || body === undefined) return null;
  const isInPlace = source.slice(0, body.start).endsWith(`\n${indentation}`);
  return isInPlace ? { statements: body.namedChildren, source } : null;
}

function findProblem(cursor: Parser.TreeCursor, kind: string): SyntaxTree['error'] {
  const offset = cursor.startIndex;
  if (kind === 'ERROR') return { offset, reason: 'invalid syntax' };
  if (cursor.nodeIsMissing) return { offset, reason: `missing ${kind}` };
  if (pythonTwoKinds.has(kind)) return { offset, reason: 'a statement of Python 2' };
  // The grammar also takes a body without any statement.
  if (kind === 'block' && cursor.endIndex === offset) return { offset, reason: 'expected an indented block' };
  return null;
}

/** The grammar also takes a `try` that catches nothing and ends with nothing. */
function findBareTry(tries: readonly SyntaxNode[]): SyntaxTree['error'] {
  const handlers = new Set(['except_clause', 'except_group_clause', 'finally_clause']);
  const bare = tries.find(({ children }) => !children.some(({ kind }) => handlers.has(kind)));
  return bare === undefined ? null : { offset: bare.end, reason: "expected 'except' or 'finally' block" };
}

/** Python ends a line at a carriage return alone; the grammar reads on. */
function findStrayReturn(source: string): SyntaxTree['error'] {
  const offset = source.search(/\r(?!\r*\n)/);
  return offset === -1 ? null : { offset, reason: 'a carriage return without a line feed' };
}

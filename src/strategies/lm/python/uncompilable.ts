import type { SourceAnalysis } from '../../../entities/analyze-source.ts';
import type { SyntaxNode } from '../../../languages/syntax-node.ts';

/** Something the grammar takes and Python's compiler does not. */
export type Uncompilable = { readonly offset: number; readonly reason: string };

/** @source CPython's tokenizer: `MAXLEVEL` brackets and `MAXINDENT` blocks in each other. */
const maximumBrackets = 199;
const maximumBlocks = 98;
/** Nodes in each other; far below what overflows the stack of CPython's compiler. */
const maximumDepth = 900;

/** Spaces and control characters that Python takes for no space. */
const invisible = /[[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]--[ \t\f\r\n]]/v;
const functions = new Set(['function_definition', 'lambda']);
const scopes = new Set([...functions, 'class_definition', 'module']);
const loops = new Set(['for_statement', 'while_statement']);
const ofModules: Readonly<Record<string, string>> = {
  wildcard_import: '`import *` inside a definition',
  future_import_statement: 'a `__future__` import inside a definition',
};

/** The first place, if any, where code that parses would not compile. */
export function findUncompilable({ root, source }: SourceAnalysis): Uncompilable | undefined {
  if (source.includes('\0')) return { offset: source.indexOf('\0'), reason: 'a null character' };
  const depths = new Map<SyntaxNode, Depths>([[root, { nodes: 0, blocks: 0, brackets: 0 }]]);
  for (const node of root.descendants()) {
    const depth = countDepth(node, depths.get(node.parent ?? root));
    depths.set(node, depth);
    const isTooDeep =
      depth.nodes > maximumDepth || depth.blocks > maximumBlocks || depth.brackets > maximumBrackets;
    const reason = isTooDeep
      ? 'it is nested too deeply'
      : (findMisplaced(node, source) ?? findInvisible(node, source));
    if (reason !== undefined) return { offset: node.start, reason };
  }
  return undefined;
}

type Depths = { readonly nodes: number; readonly blocks: number; readonly brackets: number };

function countDepth(node: SyntaxNode, around: Depths | undefined): Depths {
  const { nodes, blocks, brackets } = around ?? { nodes: 0, blocks: 0, brackets: 0 };
  const hasBrackets = node.children.some(({ kind }) => kind === '(' || kind === '[' || kind === '{');
  return {
    nodes: nodes + 1,
    blocks: blocks + (node.kind === 'block' ? 1 : 0),
    brackets: brackets + (hasBrackets ? 1 : 0),
  };
}

function findMisplaced(node: SyntaxNode, source: string): string | undefined {
  switch (node.kind) {
    case 'break_statement':
    case 'continue_statement':
      return enclosing(node, loops, scopes) === undefined
        ? `\`${node.text(source)}\` outside a loop`
        : undefined;
    case 'return_statement':
    case 'yield': {
      const scope = enclosing(node, scopes, new Set());
      const keyword = node.kind === 'yield' ? 'yield' : 'return';
      return scope !== undefined && functions.has(scope.kind)
        ? undefined
        : `\`${keyword}\` outside a function`;
    }
    case 'await':
      return isInAsync(node) ? undefined : '`await` outside an `async def`';
    case 'wildcard_import':
    case 'future_import_statement':
      return enclosing(node, scopes, new Set())?.kind === 'module' ? undefined : ofModules[node.kind];
    case 'async':
      return node.parent?.kind === 'function_definition' || isInAsync(node)
        ? undefined
        : '`async` outside an `async def`';
    default:
      return undefined;
  }
}

function enclosing(
  node: SyntaxNode,
  wanted: ReadonlySet<string>,
  ends: ReadonlySet<string>,
): SyntaxNode | undefined {
  for (let around = node.parent; around !== null; around = around.parent) {
    if (wanted.has(around.kind)) return around;
    if (ends.has(around.kind)) return undefined;
  }
  return undefined;
}

function isInAsync(node: SyntaxNode): boolean {
  const scope = enclosing(node, scopes, new Set());
  return scope?.children.some(({ kind }) => kind === 'async') === true;
}

/** The grammar takes some of them for spaces between the parts of a node. */
function findInvisible(node: SyntaxNode, source: string): string | undefined {
  if (node.kind === 'string' || node.children.length === 0) return undefined;
  let end = node.start;
  for (const child of node.children) {
    if (invisible.test(source.slice(end, child.start))) return 'an invisible character';
    end = child.end;
  }
  return undefined;
}

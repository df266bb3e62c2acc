import type { DefinitionParts } from '../language.ts';
import type { SyntaxNode } from '../syntax-node.ts';

const kinds: Readonly<Record<string, DefinitionParts['kind']>> = {
  function_definition: 'function',
  class_definition: 'class',
};

/** The parts of a `def` or `class` statement, or `null` for any other node. */
export function readPythonDefinition(node: SyntaxNode, source: string): DefinitionParts | null {
  const kind = kinds[node.kind];
  const name = node.childByField('name');
  const body = node.childByField('body');
  if (kind === undefined || name === undefined || body === undefined) return null;
  const outer = node.parent?.kind === 'decorated_definition' ? node.parent : node;
  return { kind, name: name.text(source), outer, body };
}

/** The text from `def` or `class` to the colon, as written, without the colon. */
export function readPythonSignature({ outer, body }: DefinitionParts, source: string): string {
  const definition = body.parent ?? outer;
  const colon = definition.children.findLast(({ kind, start }) => kind === ':' && start < body.start);
  return source.slice(definition.start, colon?.start ?? body.start).trimEnd();
}

/** The statement that is the docstring, if the body begins with one. */
export function findDocstring(body: SyntaxNode, source: string): SyntaxNode | undefined {
  const statement = body.namedChildren[0];
  const value = statement?.kind === 'expression_statement' ? statement.namedChildren : [];
  const strings = value[0]?.kind === 'concatenated_string' ? value[0].namedChildren : value;
  const isText = strings.every((node) => node.kind === 'string' && /^[ru]?['"]/i.test(node.text(source)));
  return strings.length > 0 && value.length === 1 && isText ? statement : undefined;
}

/** The docstring's text as written between its quotes, without the indentation its lines share. */
export function readPythonDocstring({ body }: DefinitionParts, source: string): string | null {
  const statement = findDocstring(body, source);
  if (statement === undefined) return null;
  const contents = [...statement.descendants()].filter(({ kind }) => kind === 'string_content');
  return cleanIndentation(contents.map((node) => node.text(source)).join(''));
}

/** @source What Python's `inspect.cleandoc` does, with tabs kept. */
function cleanIndentation(text: string): string {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const margins = rest
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const margin = margins.length === 0 ? 0 : Math.min(...margins);
  return [first.trimStart(), ...rest.map((line) => line.slice(margin))].join('\n').replace(/^\n+|\s+$/g, '');
}

/** The definition with every function body below it replaced by its docstring and `...`. */
export function createPythonStub({ kind, outer, body }: DefinitionParts, source: string): string {
  if (kind === 'function') return source.slice(outer.start, body.start) + stubBody(body, source);
  let stub = '';
  let copiedTo = outer.start;
  const functions = body.descendants((node) => node.kind !== 'function_definition');
  for (const node of functions) {
    const inner = node.kind === 'function_definition' ? node.childByField('body') : undefined;
    if (inner === undefined) continue;
    stub += source.slice(copiedTo, inner.start) + stubBody(inner, source);
    copiedTo = inner.end;
  }
  return stub + source.slice(copiedTo, outer.end);
}

function stubBody(body: SyntaxNode, source: string): string {
  const docstring = findDocstring(body, source);
  if (docstring === undefined) return '...';
  const lineStart = source.lastIndexOf('\n', body.start - 1) + 1;
  const indentation = source.slice(lineStart, body.start);
  const isOnOwnLine = /^\s*$/.test(indentation);
  const newline = source.slice(0, lineStart).endsWith('\r\n') ? '\r\n' : '\n';
  return docstring.text(source) + (isOnOwnLine ? `${newline}${indentation}...` : '; ...');
}

import type { Definition, SourceAnalysis } from '../../entities/analyze-source.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';

/** What the definitions of a file, and names given outside of them, lead to by name. */
export type Mentions = {
  /** Names each outermost function, or class, calls or uses and does not define itself. */
  readonly ofDefinitions: ReadonlyMap<Definition, ReadonlySet<string>>;
  /** Names assigned outside of functions, with those their values are made of. */
  readonly ofNames: ReadonlyMap<string, ReadonlySet<string>>;
};

class Scope {
  readonly #used = new Set<string>();
  readonly #bound = new Set<string>();

  use(name: string): void {
    this.#used.add(name);
  }

  bind(name: string): void {
    this.#bound.add(name);
  }

  /** `attributes` are prefixed with a dot here: what they are called does not depend on local names. */
  free(): ReadonlySet<string> {
    const free = [...this.#used].filter((name) => !this.#bound.has(name));
    return new Set(free.map((name) => name.replace(/^\./, '')));
  }
}

/** Kinds of nodes, and their field where it matters, in which a name is given a value. */
const binders: ReadonlySet<string> = new Set([
  'parameters',
  'lambda_parameters',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'typed_parameter',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'as_pattern_target',
  'default_parameter name',
  'typed_default_parameter name',
  'named_expression name',
  'function_definition name',
  'class_definition name',
  'assignment left',
  'augmented_assignment left',
  'for_statement left',
  'for_in_clause left',
]);
/** Places of a name that neither use it nor give it a value. */
const labels: ReadonlySet<string> = new Set(['keyword_argument name', 'attribute attribute', 'dotted_name']);
/** An attribute counts where it is called or handed on. */
const handsOn: ReadonlySet<string> = new Set([
  'argument_list',
  'decorator',
  'list',
  'tuple',
  'return_statement',
]);

/** Reads what a file mentions. */
export function readMentions({ root, definitions, source, path, language }: SourceAnalysis): Mentions {
  const scopes = new Map<Definition, Scope>();
  const names = new Map<string, Scope>();
  const isTest = language.isTestFile(path);
  const open: Definition[] = [];
  let next = 0;
  for (const node of root.descendants()) {
    for (let top = open.at(-1); top !== undefined && node.start >= top.outer.end; top = open.at(-1))
      open.pop();
    for (
      let at = definitions[next];
      at !== undefined && at.outer.start <= node.start;
      at = definitions[next]
    ) {
      open.push(at);
      next += 1;
    }
    if (node.kind !== 'identifier' && node.kind !== 'attribute') continue;
    const owner = findOwner(open);
    const scope = owner === undefined ? scopeOf(names, findAssigned(node, source)) : scopeOf(scopes, owner);
    if (scope !== undefined) readName(node, source, scope, isTest);
  }
  return { ofDefinitions: freeOf(scopes), ofNames: freeOf(names) };
}

/** The outermost function around a place, or the innermost class where there is none. */
function findOwner(open: readonly Definition[]): Definition | undefined {
  return open.find(({ kind }) => kind === 'function') ?? open.at(-1);
}

/** The name a value outside of definitions is assigned to. */
function findAssigned(node: SyntaxNode, source: string): string | undefined {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    const left = at.kind === 'assignment' ? at.childByField('left') : undefined;
    if (left?.kind === 'identifier') return left.end > node.start ? undefined : left.text(source);
  }
  return undefined;
}

function readName(node: SyntaxNode, source: string, scope: Scope, isTest: boolean): void {
  const { parent, field } = node;
  if (parent === null) return;
  const place = `${parent.kind} ${field ?? ''}`.trimEnd();
  if (node.kind === 'attribute') {
    const name = node.childByField('attribute')?.text(source);
    const isUsed =
      place === 'call function' || place === 'keyword_argument value' || handsOn.has(parent.kind);
    if (isUsed && name !== undefined) scope.use(`.${name}`);
    return;
  }
  if (labels.has(place) || labels.has(parent.kind)) return;
  const name = node.text(source);
  // Parameters of tests name the fixtures they use.
  if (isTest && parent.kind === 'parameters') scope.use(`.${name}`);
  if (binders.has(place) || binders.has(parent.kind)) scope.bind(name);
  else scope.use(name);
}

function scopeOf<Key>(scopes: Map<Key, Scope>, key: Key | undefined): Scope | undefined {
  if (key === undefined) return undefined;
  const scope = scopes.get(key) ?? new Scope();
  scopes.set(key, scope);
  return scope;
}

function freeOf<Key>(scopes: ReadonlyMap<Key, Scope>): Map<Key, ReadonlySet<string>> {
  return new Map([...scopes].map(([key, scope]) => [key, scope.free()]));
}

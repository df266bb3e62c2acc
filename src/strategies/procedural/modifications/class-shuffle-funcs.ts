import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification } from '../modification.ts';
import { findMethods } from '../python/methods.ts';

const attempts = 3;

/**
 * Puts the methods of a class in another order, in which the class can still be made: what its body uses while it
 * runs, such as the property of a setter, stays before its use.
 */
export const classShuffleFuncs: Modification = defineModification({
  name: 'func_pm_class_shuffle_funcs',
  explanation: 'The methods of a class may be defined in the wrong order.',
  requires: ['is_class'],
  *findSites({ node, source, random }) {
    const methods = findMethods(node, source).map(({ outer }) => outer);
    if (methods.length < 2) return;
    const statements = node.childByField('body')?.namedChildren ?? [];
    const needed = findNeeded(statements, node, source);
    const movable = findMovable(methods, statements, needed);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const order = keepNeededFirst(random.shuffle(movable), statements, needed);
      yield statements.flatMap(({ start, end }, index) => {
        const other = order[index];
        return other === undefined || other === statements[index]
          ? []
          : [{ start, end, text: other.text(source) }];
      });
    }
  },
});

/** For each statement those before it that it needs when the body of the class runs. */
type Needed = ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>;

function findNeeded(statements: readonly SyntaxNode[], classNode: SyntaxNode, source: string): Needed {
  const bodies = new Map(findMethods(classNode, source).map(({ outer, body }) => [outer, body]));
  const needed = new Map<SyntaxNode, SyntaxNode[]>();
  /** The statements so far that may give a name its value. */
  const binding = new Map<string, SyntaxNode[]>();
  for (const statement of statements) {
    const identifiers = listIdentifiers(statement, bodies.get(statement));
    const read = new Set(identifiers.filter(isRead).map((node) => node.text(source)));
    needed.set(
      statement,
      [...read].flatMap((name) => binding.get(name) ?? []),
    );
    const bound = bodies.has(statement) ? identifiers.filter(isDefined) : identifiers;
    for (const name of new Set(bound.map((node) => node.text(source)))) {
      const others = binding.get(name);
      if (others === undefined) binding.set(name, [statement]);
      else others.push(statement);
    }
  }
  return needed;
}

/** What a statement says outside the body of a method. */
function listIdentifiers(statement: SyntaxNode, body: SyntaxNode | undefined): SyntaxNode[] {
  return [...statement.descendants((node) => node !== body)].filter(({ kind }) => kind === 'identifier');
}

const namesOfParameters = new Set([
  'dictionary_splat_pattern',
  'lambda_parameters',
  'list_splat_pattern',
  'parameters',
  'typed_parameter',
]);

function isRead({ field, parent }: SyntaxNode): boolean {
  return field !== 'attribute' && field !== 'name' && !namesOfParameters.has(parent?.kind ?? '');
}

/** Whether it is the name of a function. */
function isDefined({ field, parent }: SyntaxNode): boolean {
  return field === 'name' && parent?.kind === 'function_definition';
}

/** The methods that no other statement needs, nor a method that one needs. */
function findMovable(
  methods: readonly SyntaxNode[],
  statements: readonly SyntaxNode[],
  needed: Needed,
): SyntaxNode[] {
  const all = new Set(methods);
  const fixed = new Set(statements.filter((statement) => !all.has(statement)));
  // A set is walked in the order of entry, what is entered on the way too.
  for (const statement of fixed) for (const one of needed.get(statement) ?? []) fixed.add(one);
  return methods.filter((method) => !fixed.has(method));
}

/** The nearest order to a shuffled one in which every statement comes after those it needs. */
function keepNeededFirst(
  shuffled: readonly SyntaxNode[],
  statements: readonly SyntaxNode[],
  needed: Needed,
): SyntaxNode[] {
  const remaining = new Set(shuffled);
  const movable = new Set(shuffled);
  const placed = new Set<SyntaxNode>();
  for (const original of statements) {
    // The first that is left in the original order needs nothing that is not placed, so there is one.
    const next = movable.has(original)
      ? [...remaining].find((method) => needed.get(method)?.every((one) => placed.has(one)))
      : original;
    if (next === undefined) throw new Error('A method needs one that comes after it.');
    remaining.delete(next);
    placed.add(next);
  }
  return [...placed];
}

import type { SyntaxNode } from '../../../languages/syntax-node.ts';
import { defineModification, type Modification } from '../modification.ts';
import { findMethods, type Method } from '../python/methods.ts';

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
    const methods = findMethods(node, source);
    if (methods.length < 2) return;
    const needed = findNeededMethods(node, methods, source);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const shuffled = keepNeededFirst(random.shuffle(methods), methods, needed);
      yield methods.map(({ outer: { start, end } }, index) => ({
        start,
        end,
        text: shuffled[index]?.outer.text(source) ?? '',
      }));
    }
  },
});

/** What the body of a class uses of its methods while it runs. */
type NeededMethods = {
  /** The methods before a method that its decorators, default values and annotations name. */
  readonly by: ReadonlyMap<Method, readonly Method[]>;
  /** Those that other statements name, and those that these need. */
  readonly byStatements: ReadonlySet<Method>;
};

function findNeededMethods(classNode: SyntaxNode, methods: readonly Method[], source: string): NeededMethods {
  const ofStatement = new Map(methods.map((method) => [method.outer, method]));
  const before: Method[] = [];
  const by = new Map<Method, Method[]>();
  const byStatements = new Set<Method>();
  for (const statement of classNode.childByField('body')?.namedChildren ?? []) {
    const method = ofStatement.get(statement);
    const names = listNamesRead(statement, method?.body, source);
    const needed = before.filter(({ name }) => names.has(name));
    if (method === undefined) {
      for (const one of needed) byStatements.add(one);
    } else {
      by.set(method, needed);
      before.push(method);
    }
  }
  // A set is walked in the order of entry, what is entered on the way too.
  for (const method of byStatements) for (const one of by.get(method) ?? []) byStatements.add(one);
  return { by, byStatements };
}

const namesOfParameters = new Set([
  'dictionary_splat_pattern',
  'lambda_parameters',
  'list_splat_pattern',
  'parameters',
  'typed_parameter',
]);

/** The names a statement may read when it runs, except in `skipped`. */
function listNamesRead(statement: SyntaxNode, skipped: SyntaxNode | undefined, source: string): Set<string> {
  const names = new Set<string>();
  for (const node of statement.descendants((inner) => inner !== skipped)) {
    const isRead =
      node.kind === 'identifier' &&
      node.field !== 'attribute' &&
      node.field !== 'name' &&
      !namesOfParameters.has(node.parent?.kind ?? '');
    if (isRead) names.add(node.text(source));
  }
  return names;
}

/** The nearest order to a shuffled one in which every method comes after those it needs. */
function keepNeededFirst(
  shuffled: readonly Method[],
  methods: readonly Method[],
  { by, byStatements }: NeededMethods,
): Method[] {
  const placed = new Set<Method>();
  const remaining = new Set(shuffled.filter((method) => !byStatements.has(method)));
  for (const original of methods) {
    const next = byStatements.has(original)
      ? original
      : [...remaining].find((method) => by.get(method)?.every((one) => placed.has(one)));
    if (next === undefined) throw new Error('The original order is possible, so one of them can be next.');
    remaining.delete(next);
    placed.add(next);
  }
  return [...placed];
}

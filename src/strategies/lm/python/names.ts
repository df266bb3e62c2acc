import type { SyntaxNode } from '../../../languages/syntax-node.ts';

const imports = new Set(['import_statement', 'import_from_statement', 'future_import_statement']);
const isDefinition = ({ kind }: SyntaxNode): boolean =>
  kind === 'function_definition' || kind === 'class_definition';

/** The modules a tree imports, in any of its parts; of `a.b` only `a`, and of relative ones all that is written. */
export function findImportedModules(root: SyntaxNode, source: string): Set<string> {
  const modules = new Set<string>();
  for (const node of root.descendants()) {
    if (imports.has(node.kind)) for (const name of readModules(node, source)) modules.add(name);
    const called = node.kind === 'call' ? (node.childByField('function')?.text(source) ?? '') : '';
    if (/^(?:__import__|(?:importlib\.)?import_module)$/.test(called)) {
      const argument = node.childByField('arguments')?.namedChildren[0];
      modules.add(/^["']+([\w.]+)["']+$/.exec(argument?.text(source) ?? '')?.[1]?.split('.')[0] ?? called);
    }
  }
  return modules;
}

function readModules(node: SyntaxNode, source: string): string[] {
  if (node.kind === 'future_import_statement') return ['__future__'];
  const module = node.childByField('module_name');
  const names =
    module === undefined
      ? node.childrenByField('name').map((name) => (name.childByField('name') ?? name).text(source))
      : [module.text(source)];
  return names.map((name) => (name.startsWith('.') ? name : (name.split('.')[0] ?? name)));
}

/** The names a tree binds outside one of its nodes, of those that can be used inside it. */
export function findNamesBoundOutside(root: SyntaxNode, inside: SyntaxNode, source: string): Set<string> {
  const names = new Set<string>();
  const holdsInside = ({ start, end }: SyntaxNode): boolean => start <= inside.start && inside.end <= end;
  const isEntered = (node: SyntaxNode): boolean =>
    node !== inside && (!isDefinition(node) || holdsInside(node)) && !imports.has(node.kind);
  for (const node of root.descendants(isEntered)) {
    if (node.start >= inside.start && node.end <= inside.end) continue;
    if (isDefinition(node) && !holdsInside(node)) names.add(node.childByField('name')?.text(source) ?? '');
    if (imports.has(node.kind)) for (const name of findIdentifiers(node, source)) names.add(name);
    if (node.kind !== 'assignment') continue;
    const target = node.childByField('left');
    if (target?.kind === 'identifier') names.add(target.text(source));
    else if (target !== undefined) for (const name of findIdentifiers(target, source)) names.add(name);
  }
  return names;
}

/** Every name in a node, those of attributes too. */
export function findIdentifiers(node: SyntaxNode, source: string): Set<string> {
  const identifiers = [...node.descendants()].filter(({ kind }) => kind === 'identifier');
  return new Set(identifiers.map((identifier) => identifier.text(source)));
}

import type { EntityProperty } from '../entity-property.ts';
import type { NodeDescription } from '../language.ts';
import type { SyntaxNode } from '../syntax-node.ts';

const nothing: NodeDescription = { properties: [], complexity: 0 };

const describe = (complexity: number, ...properties: EntityProperty[]): NodeDescription => ({
  properties,
  complexity,
});

/**
 * What each kind of node adds.
 *
 * Complexity is the sum of conditional blocks (`if`, `elif`, `case`), loops, boolean operators, exception
 * handlers and comparison operators.
 *
 * @source Paper, section B.2 and Table 7. SWE-smith's code counts from 1 instead of 0 and does not count
 *   `case`.
 */
const descriptions: Readonly<Record<string, NodeDescription>> = {
  if_statement: describe(1, 'has_conditional'),
  elif_clause: describe(1, 'has_conditional'),
  case_clause: describe(1, 'has_match'),
  conditional_expression: describe(0, 'has_ternary'),
  for_statement: describe(1, 'has_loop'),
  while_statement: describe(1, 'has_loop'),
  try_statement: describe(0, 'has_try', 'has_wrapper'),
  except_clause: describe(1),
  with_statement: describe(0, 'has_with', 'has_wrapper'),
  assignment: describe(0, 'has_assignment'),
  augmented_assignment: describe(0, 'has_assignment'),
  binary_operator: describe(0, 'has_binary_operator', 'has_operator'),
  boolean_operator: describe(1, 'has_boolean_operator', 'has_operator'),
  unary_operator: describe(0, 'has_unary_operator'),
  not_operator: describe(0, 'has_unary_operator'),
  integer: describe(0, 'has_numeric_constant'),
  float: describe(0, 'has_numeric_constant'),
  call: describe(0, 'has_call'),
  subscript: describe(0, 'has_subscript'),
  list_comprehension: describe(0, 'has_comprehension'),
  set_comprehension: describe(0, 'has_comprehension'),
  dictionary_comprehension: describe(0, 'has_comprehension'),
  generator_expression: describe(0, 'has_comprehension'),
  lambda: describe(0, 'has_lambda'),
  import_statement: describe(0, 'has_import'),
  import_from_statement: describe(0, 'has_import'),
  raise_statement: describe(0, 'has_raise'),
  return_statement: describe(0, 'has_return'),
};

/** What a node adds to the definitions it lies in. */
export function describePythonNode(node: SyntaxNode): NodeDescription {
  if (node.kind === 'comparison_operator') {
    const operators = node.childrenByField('operators').length;
    return { properties: ['has_compare_operator', 'has_operator'], complexity: operators };
  }
  if (node.kind === 'else_clause') {
    return node.parent?.kind === 'if_statement' ? describe(0, 'has_if_else') : nothing;
  }
  return descriptions[node.kind] ?? nothing;
}

/** The properties a definition has by its own form, rather than by what is inside. */
export function describePythonDefinition(definition: SyntaxNode, hasDocstring: boolean): EntityProperty[] {
  const properties: EntityProperty[] = [definition.kind === 'class_definition' ? 'is_class' : 'is_function'];
  if (definition.children.some(({ kind }) => kind === 'async')) properties.push('is_async');
  if (definition.parent?.kind === 'decorated_definition') properties.push('has_decorator');
  if (baseClasses(definition).length > 0) properties.push('has_base_class');
  if (hasDocstring) properties.push('has_docstring');
  return properties;
}

/** The base classes in a class header, without keyword arguments such as `metaclass=`. */
export function baseClasses(definition: SyntaxNode): SyntaxNode[] {
  const bases = definition.childByField('superclasses')?.namedChildren ?? [];
  return bases.filter(({ kind }) => kind !== 'keyword_argument' && kind !== 'dictionary_splat');
}

/**
 * What can be asked of an entity, in the order in which entities list them.
 *
 * @source Paper, section B.2 and Table 7; the finer ones are ours.
 */
export const entityProperties = [
  'is_function',
  'is_class',
  'is_async',
  'has_base_class',
  'has_decorator',
  'has_docstring',
  'has_loop',
  'has_conditional',
  'has_if_else',
  'has_ternary',
  'has_match',
  'has_try',
  'has_with',
  'has_wrapper',
  'has_assignment',
  'has_operator',
  'has_binary_operator',
  'has_boolean_operator',
  'has_unary_operator',
  'has_compare_operator',
  'has_numeric_constant',
  'has_call',
  'has_subscript',
  'has_comprehension',
  'has_lambda',
  'has_import',
  'has_raise',
  'has_return',
] as const;

/** A fact about an entity, such as `has_loop`; see {@link entityProperties}. */
export type EntityProperty = (typeof entityProperties)[number];

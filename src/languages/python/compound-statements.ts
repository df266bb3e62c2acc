/** Kinds of statements that begin a line, whatever is before them. */
export const compoundStatements: ReadonlySet<string> = new Set([
  'class_definition',
  'decorated_definition',
  'for_statement',
  'function_definition',
  'if_statement',
  'match_statement',
  'try_statement',
  'while_statement',
  'with_statement',
]);

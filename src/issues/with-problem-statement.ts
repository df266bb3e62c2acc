import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';

/**
 * Gives an instance its problem statement, or several.
 *
 * Shapes: one becomes `problem_statement`; a list of several becomes `ps_basic_0`, `ps_basic_1` and so on, as in
 * SWE-smith's datasets, and `problem_statement` is their first, for tools that know nothing else. What was there
 * before of these fields is gone.
 *
 * @throws {InvalidArgumentError} when the list is empty.
 * @source SWE-smith June 2025 `issue_gen/generate.py`, for the names. There several leave out `problem_statement`.
 */
export function withProblemStatement(
  instance: TaskInstance,
  statements: string | { readonly text: string } | readonly (string | { readonly text: string })[],
): TaskInstance {
  const texts = [statements]
    .flat()
    .map((statement) => (typeof statement === 'string' ? statement : statement.text));
  const [first] = texts;
  if (first === undefined) {
    throw new InvalidArgumentError({ argument: 'statements', value: statements, expected: 'one or more' });
  }
  const others = Object.entries(instance).filter(
    ([field]) => !/^(?:problem_statement|ps_basic_\d+)$/.test(field),
  );
  const several = texts.length > 1 ? texts.map((text, index) => [`ps_basic_${index}`, text] as const) : [];
  return {
    ...(Object.fromEntries(others) as TaskInstance),
    problem_statement: first,
    ...Object.fromEntries(several),
  };
}

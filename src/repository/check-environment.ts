import { z } from 'zod';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { findPathProblem } from '../patches/repository-path.ts';
import type { Environment } from './environment.ts';

const text = (what: string): z.ZodString => z.string({ error: what }).regex(/\S/u, { error: what });

const environmentSchema = z.strictObject({
  python: text('a Python version such as `3.11`').optional(),
  install: z.array(text('a shell command'), { error: 'a list of shell commands' }),
  testCommand: text('one shell command, such as `python -m pytest`'),
  importRoots: z
    .array(
      text('a directory relative to the root').refine(
        (root) => root === '.' || findPathProblem(root) === null,
        { error: 'a directory relative to the root without `..`' },
      ),
      { error: 'a list of directories' },
    )
    .optional(),
  image: text('the name of an image').optional(),
});

/**
 * Refuses values that are not an {@link Environment}.
 *
 * @throws {InvalidArgumentError} naming the first field that is wrong.
 */
export function checkEnvironment(environment: Environment): void {
  const issue = environmentSchema.safeParse(environment).error?.issues[0];
  if (issue === undefined) return;
  const isUnknownKey = issue.code === 'unrecognized_keys';
  const path = isUnknownKey ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  let value: unknown = environment;
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>>)[key];
  throw new InvalidArgumentError({
    argument: path.reduce<string>(
      (name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${String(key)}`),
      'environment',
    ),
    value,
    expected: isUnknownKey
      ? 'absent, an environment has no such field'
      : path.length === 0
        ? 'an object with `install` and `testCommand`'
        : issue.message,
  });
}

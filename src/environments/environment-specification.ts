import { z } from 'zod';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { findPathProblem } from '../patches/repository-path.ts';

/** Everything the image of a repository is built from; plain JSON that can be kept. */
export type EnvironmentSpecification = {
  /** `owner/name`, or a name alone where no owner is known. */
  readonly repository: string;
  readonly commit: string;
  /**
   * Image of a Debian-like system with Python 3 and its `venv` module. A certificate authority or a pip
   * configuration of your own belongs in it.
   */
  readonly baseImage: string;
  /** Debian packages, each with its version after `=` where it matters. */
  readonly systemPackages: readonly string[];
  /** Version of Python, such as `3.10`; the base image's `python3` where it has no such one. */
  readonly python?: string | undefined;
  /** Shell commands, each run in a shell of its own at the repository's root; they are trusted. */
  readonly install: readonly string[];
  /** One shell command that runs the whole suite; it is trusted. */
  readonly testCommand: string;
  /** Directories modules are imported from, relative to the root. */
  readonly importRoots?: readonly string[] | undefined;
  /** Processor of the image. */
  readonly architecture: 'x86_64' | 'arm64';
};

/** A line of a Dockerfile ends at 64 KiB, and quoting can make a command longer. */
const longestCommand = 30_000;

const command = z
  .string({ error: 'a shell command' })
  .regex(/\S/u, { error: 'a shell command' })
  .refine((text) => !text.includes('\0') && Buffer.byteLength(JSON.stringify(text)) <= longestCommand, {
    error: `a shell command of at most ${longestCommand} bytes without NUL characters`,
  });

const match = (pattern: RegExp, what: string): z.ZodString => z.string({ error: what }).regex(pattern, what);

const specificationSchema = z.strictObject({
  repository: match(/^[\w.-]+(?:\/[\w.-]+)?$/, '`owner/name`'),
  commit: match(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, '40 or 64 lower-case hexadecimal digits'),
  baseImage: match(/^[\w][\w./:@-]{0,254}$/, 'the name of an image, such as `python:3.10`'),
  systemPackages: z.array(
    match(
      /^[a-z0-9][a-z0-9+.-]+(?::[a-z0-9]+)?(?:=[A-Za-z0-9.+:~-]+)?$/,
      'the name of a Debian package, such as `libxml2-dev`',
    ),
    { error: 'a list of Debian packages' },
  ),
  python: match(/^[1-9][0-9]*(?:\.[0-9]+){0,2}$/, 'a Python version such as `3.10`').optional(),
  install: z.array(command, { error: 'a list of shell commands' }),
  testCommand: command,
  importRoots: z
    .array(
      z.string({ error: 'a directory' }).refine((root) => root === '.' || findPathProblem(root) === null, {
        error: 'a directory relative to the root without `..`',
      }),
      { error: 'a list of directories' },
    )
    .optional(),
  architecture: z.enum(['x86_64', 'arm64'], { error: '`x86_64` or `arm64`' }),
});

/**
 * Refuses values that are no specification.
 *
 * @throws {InvalidArgumentError} naming the first field that is wrong.
 */
export function checkSpecification(specification: EnvironmentSpecification): void {
  const issue = specificationSchema.safeParse(specification).error?.issues[0];
  if (issue === undefined) return;
  const isUnknownKey = issue.code === 'unrecognized_keys';
  const path = isUnknownKey ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  let value: unknown = specification;
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>>)[key];
  throw new InvalidArgumentError({
    argument: ['specification', ...path].map(String).join('.'),
    value,
    expected: isUnknownKey
      ? 'absent, a specification has no such field'
      : path.length === 0
        ? 'an environment specification'
        : issue.message,
  });
}

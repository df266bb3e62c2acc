import type { Repository } from '../repository/repository.ts';
import { checkSpecification, type EnvironmentSpecification } from './environment-specification.ts';

/** What {@link toEnvironmentSpecification} can be told beside what the repository says. */
export type ToEnvironmentSpecificationOptions = {
  /** @default `python:<version>`, with version 3.11 where the repository names none */
  readonly baseImage?: string | undefined;
  /** @default none */
  readonly systemPackages?: readonly string[] | undefined;
  /** @default the environment's */
  readonly python?: string | undefined;
  /** @default the environment's */
  readonly install?: readonly string[] | undefined;
  /** @default the environment's */
  readonly testCommand?: string | undefined;
  /** @default the environment's */
  readonly importRoots?: readonly string[] | undefined;
  /** @default 'x86_64' */
  readonly architecture?: EnvironmentSpecification['architecture'] | undefined;
};

/**
 * Makes the specification of a repository's image from its environment; the options, which may be a known
 * environment, replace single fields.
 *
 * `repository` is taken from the mirror name: `owner__name.1a2b3c4d` gives `owner/name`.
 *
 * @throws {InvalidArgumentError} when a field cannot be used.
 */
export function toEnvironmentSpecification(
  { mirrorName, commit, environment }: Repository,
  options: ToEnvironmentSpecificationOptions = {},
): EnvironmentSpecification {
  const python = options.python ?? environment.python;
  const importRoots = options.importRoots ?? environment.importRoots;
  const specification: EnvironmentSpecification = {
    repository: nameRepository(mirrorName),
    commit,
    baseImage: options.baseImage ?? `python:${python ?? '3.11'}`,
    systemPackages: [...(options.systemPackages ?? [])],
    ...(python === undefined ? {} : { python }),
    install: [...(options.install ?? environment.install)],
    testCommand: options.testCommand ?? environment.testCommand,
    ...(importRoots === undefined ? {} : { importRoots: [...importRoots] }),
    architecture: options.architecture ?? 'x86_64',
  };
  checkSpecification(specification);
  return specification;
}

function nameRepository(mirrorName: string): string {
  const dot = mirrorName.lastIndexOf('.');
  return (dot < 1 ? mirrorName : mirrorName.slice(0, dot)).replace('__', '/').replace(/^\/|\/$/g, '');
}

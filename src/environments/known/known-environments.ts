import { codeQualityEnvironments } from './code-quality.ts';
import { dataEnvironments } from './data.ts';
import type { KnownEnvironment } from './known-environment.ts';
import { languageEnvironments } from './language.ts';
import { systemEnvironments } from './system.ts';
import { visualizationEnvironments } from './visualization.ts';
import { webEnvironments } from './web.ts';

/**
 * Repositories of the paper with what is known of installing them; add yours with
 * `[...yours, ...knownEnvironments]`.
 *
 * @source SWE-smith of mid 2025 for the commits, versions and commands, paper Table 10 for the groups. Differs:
 *   what tests need is installed by a command of its own here, where upstream keeps it in another file; system
 *   packages have a field.
 */
export const knownEnvironments: readonly KnownEnvironment[] = [
  ...codeQualityEnvironments,
  ...dataEnvironments,
  ...languageEnvironments,
  ...systemEnvironments,
  ...visualizationEnvironments,
  ...webEnvironments,
];

/**
 * Finds what is known of a repository: the first entry of the name `owner/name`, whose letter case does not
 * matter, and of the commit, where one is given by at least its first 7 digits.
 */
export function findKnownEnvironment(
  repositoryName: string,
  commit?: string,
  environments: readonly KnownEnvironment[] = knownEnvironments,
): KnownEnvironment | undefined {
  const name = repositoryName.toLowerCase();
  return environments.find(
    (known) =>
      known.repository.toLowerCase() === name &&
      (commit === undefined || (commit.length >= 7 && known.commit.startsWith(commit.toLowerCase()))),
  );
}

import { checkSpecification, type EnvironmentSpecification } from './environment-specification.ts';
import { commitStep, sealStep } from './git-steps.ts';
import { imageLabels } from './image-labels.ts';
import { writeRunStep } from './write-run-step.ts';

/** Options of {@link createDockerfile}. */
export type CreateDockerfileOptions = {
  /** Names declared as `ARG`, for values given when building. */
  readonly argumentNames?: readonly string[] | undefined;
};

/** Directory of the build context that holds the repository's files. */
export const contextDirectory = 'repository';

/** Variables the steps have and the image has not; a build argument of the same name replaces the value. */
const stepVariables = {
  DEBIAN_FRONTEND: 'noninteractive',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_CACHE_DIR: '1',
  PIP_NO_INPUT: '1',
  SETUPTOOLS_SCM_PRETEND_VERSION: '0.0.0',
};

/**
 * Writes the Dockerfile of an environment; the same specification always gives the same text.
 *
 * It installs the system packages, makes the virtual environment `/opt/venv` that comes first on `PATH`, puts
 * the files of the directory `repository` of the build context into `/testbed` as a git repository, and runs
 * the install commands there, each in a shell of its own. No BuildKit is needed.
 *
 * History: one commit `Initial commit` by a fixed author at a fixed time, whose tree is the repository's. What
 * the install commands leave beside the files is ignored by git, and remotes, branches, tags, reflogs and
 * objects they fetched are removed, so that no later state of the project can be reached; an install command
 * that commits fails the build.
 *
 * `SETUPTOOLS_SCM_PRETEND_VERSION` is `0.0.0` for the install commands, because the history names no version.
 *
 * @throws {InvalidArgumentError} when a field of the specification cannot be used.
 */
export function createDockerfile(
  specification: EnvironmentSpecification,
  { argumentNames = [] }: CreateDockerfileOptions = {},
): string {
  checkSpecification(specification);
  const { repository, commit, baseImage, systemPackages, install } = specification;
  const ownNames = argumentNames.filter((name) => !Object.hasOwn(stepVariables, name)).sort();
  const sections = [
    [
      `# ${repository} at ${commit}, by bugsmith.`,
      `FROM ${baseImage}`,
      'USER root',
      'SHELL ["/bin/sh", "-c"]',
    ],
    [
      '# For the steps below only; the values stay readable in the history of the image.',
      ...Object.entries(stepVariables).map(([name, value]) => `ARG ${name}=${value}`),
      ...ownNames.map((name) => `ARG ${name}`),
    ],
    [
      ...(systemPackages.length === 0 ? [] : [`RUN ${installPackages(systemPackages)}`]),
      `RUN command -v git >/dev/null || (${installPackages(['git', 'ca-certificates'])})`,
    ],
    [`RUN ${makeVirtualEnvironment(specification.python)}`],
    ['ENV VIRTUAL_ENV=/opt/venv', 'ENV PATH=/opt/venv/bin:$PATH'],
    // Only now, so that the steps before can be shared by repositories.
    [
      `LABEL ${imageLabels.kind}="environment" \\`,
      `      ${imageLabels.repository}="${repository}" \\`,
      `      ${imageLabels.commit}="${commit}"`,
    ],
    ['WORKDIR /testbed', `COPY ${contextDirectory}/ /testbed/`, commitStep],
    install.map(writeRunStep),
    [sealStep],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function installPackages(packages: readonly string[]): string {
  return (
    'apt-get update && apt-get install -y --no-install-recommends ' +
    `${packages.join(' ')} && rm -rf /var/lib/apt/lists/*`
  );
}

function makeVirtualEnvironment(version: string | undefined): string {
  const [major, minor] = version?.split('.') ?? [];
  if (minor === undefined) return 'python3 -m venv /opt/venv';
  const program = `python${major}.${minor}`;
  return `"$(command -v ${program} || command -v python3)" -m venv /opt/venv`;
}

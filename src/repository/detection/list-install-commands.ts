import { findPytestPlugins } from './find-pytest-plugins.ts';
import { listRequirementFiles, readRequirements } from './list-requirement-files.ts';
import { testNames, type ProjectFacts } from './project-facts.ts';
import { quoteForShell } from './quote-for-shell.ts';
import { isPytest } from './read-requirement-line.ts';
import type { RepositoryTexts } from './repository-texts.ts';

/** Puts together the commands of {@link Environment.install} from what the configuration files say. */
export function listInstallCommands(
  facts: readonly ProjectFacts[],
  context: {
    readonly texts: RepositoryTexts;
    readonly testCommand: string;
    readonly isBuildable: boolean;
  },
): string[] {
  const { texts, isBuildable } = context;
  const extras = new Map(facts.flatMap(({ extras }) => [...extras]));
  const extra = isBuildable ? testNames.find((name) => extras.has(name)) : undefined;
  const requirements = [...new Set(facts.flatMap(({ testRequirements }) => testRequirements))];
  const files = listRequirementFiles(
    facts.flatMap(({ requirementFiles }) => requirementFiles),
    texts,
  );
  const named = [
    ...(extra === undefined ? [] : (extras.get(extra) ?? [])),
    ...requirements,
    ...files.flatMap((file) => readRequirements(file, texts)),
  ];
  const isNamed = (plugin: string): boolean => named.some((requirement) => normalize(requirement) === plugin);
  const missing = context.testCommand.includes('pytest')
    ? [
        ...(named.some(isPytest) ? [] : ['pytest']),
        ...findPytestPlugins(texts).filter((plugin) => !isNamed(plugin)),
      ]
    : [];
  return [
    ...(isBuildable ? [pipInstall(extra === undefined ? '.' : `.[${extra}]`)] : []),
    ...(requirements.length > 0 ? [pipInstall(...requirements)] : []),
    ...files.map((file) => pipInstall('-r', file)),
    ...(missing.length > 0 ? [pipInstall(...missing)] : []),
  ];
}

/** The name in a requirement, as PEP 503 writes it. */
function normalize(requirement: string): string {
  const name = /^[\w.-]+/u.exec(requirement)?.[0] ?? '';
  return name.toLowerCase().replaceAll(/[-_.]+/gu, '-');
}

function pipInstall(...commandArguments: readonly string[]): string {
  return ['python', '-m', 'pip', 'install', ...commandArguments].map(quoteForShell).join(' ');
}

import { parse } from 'smol-toml';
import { z } from 'zod';
import { parseIni } from './parse-ini.ts';
import { noFacts, testNames, type ProjectFacts } from './project-facts.ts';
import { readPoetryRequirements } from './read-poetry-requirements.ts';
import { keepRequirements } from './read-requirement-line.ts';
import { readTestenv } from './read-testenv.ts';

/**
 * Reads `pyproject.toml`: `[project]`, dependency groups, and where the common build backends say that the
 * packages lie. What has another type than it should is passed over, and so is a file that is not TOML.
 */
export function readPyproject(text: string): ProjectFacts {
  const file = pyprojectSchema.safeParse(parseToml(text));
  if (!file.success) return noFacts;
  const { project, tool, 'build-system': buildSystem, 'dependency-groups': groups } = file.data;
  const { setuptools, poetry, hatch } = tool;
  const wheel = hatch.build.targets.wheel;
  const extras = { ...poetry.extras, ...project['optional-dependencies'] };
  const tox = readTestenv(parseIni(tool.tox.legacy_tox_ini ?? ''));
  const poetryTests = testNames.map((name) => poetry.group[name]?.dependencies ?? {});
  return {
    isBuildable: [buildSystem, file.data.project.name, poetry.name].some((value) => value !== undefined),
    requiresPython: project['requires-python'] ?? textOrNull(poetry.dependencies['python']),
    extras: new Map(Object.entries(extras).map(([name, list]) => [name, keepRequirements(texts(list))])),
    testRequirements: [
      ...keepRequirements(readFirstGroup(groups)),
      ...readPoetryRequirements(
        poetryTests.find((table) => Object.keys(table).length > 0) ?? poetry['dev-dependencies'],
      ),
      ...tox.testRequirements,
    ],
    requirementFiles: tox.requirementFiles,
    sourceDirectories: [
      setuptools['package-dir'][''],
      ...texts(setuptools.packages.find.where),
      ...poetry.packages.map((entry) => entry.from),
      ...texts(wheel.sources),
      ...texts(wheel.packages).map((path) => path.replace(/\/?[^/]*\/?$/u, '')),
      tool.pdm.build['package-dir'],
      tool.maturin['python-source'],
    ].filter((directory) => typeof directory === 'string'),
  };
}

function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** A table whose fields all have something to fall back on, so that it can be absent or of another type. */
function table<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.preprocess(
    (value) => z.record(z.string(), z.unknown()).safeParse(value).data ?? {},
    z.object(shape),
  );
}

const text = z.string().optional().catch(undefined);
const list = z.array(z.unknown()).catch([]);
const lists = z.record(z.string(), list).catch({});
const values = z.record(z.string(), z.unknown()).catch({});
const group = table({ dependencies: values });

const pyprojectSchema = table({
  'build-system': z.unknown().optional(),
  'dependency-groups': lists,
  project: table({ name: text, 'requires-python': text, 'optional-dependencies': lists }),
  tool: table({
    setuptools: table({ 'package-dir': values, packages: table({ find: table({ where: list }) }) }),
    poetry: table({
      name: text,
      dependencies: values,
      'dev-dependencies': values,
      group: z.record(z.string(), group).catch({}),
      extras: lists,
      packages: z.array(table({ from: text })).catch([]),
    }),
    hatch: table({ build: table({ targets: table({ wheel: table({ packages: list, sources: list }) }) }) }),
    pdm: table({ build: table({ 'package-dir': text }) }),
    maturin: table({ 'python-source': text }),
    tox: table({ legacy_tox_ini: text }),
  }),
});

function texts(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

type Groups = Readonly<Record<string, readonly unknown[]>>;

function readFirstGroup(groups: Groups): string[] {
  const byName = new Map(Object.entries(groups).map(([name, entries]) => [normalise(name), entries]));
  const first = testNames.find((name) => byName.has(name));
  return first === undefined ? [] : resolveGroup(first, byName, new Set());
}

function resolveGroup(
  name: string,
  groups: ReadonlyMap<string, readonly unknown[]>,
  seen: Set<string>,
): string[] {
  // More than any project has, and fewer than the stack does.
  if (seen.has(name) || seen.size > 100) return [];
  seen.add(name);
  return (groups.get(name) ?? []).flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    const included = table({ 'include-group': text }).parse(entry)['include-group'];
    return included === undefined ? [] : resolveGroup(normalise(included), groups, seen);
  });
}

/** Names of groups are compared as names of packages are. */
function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/gu, '-');
}

/** Folders of `src` in the order of the flow: each may import from itself and from those before it. */
export const folderOrder: readonly string[] = [
  'errors',
  'concurrency',
  'json',
  'stores',
  'patches',
  'languages',
  'repository',
  'entities',
  'providers',
  'pull-requests',
  'strategies',
  'runtimes',
  'parsers',
  'validation',
  'instances',
  'tool-loop',
  'environments',
  'issues',
  'difficulty',
  'evaluation',
  'workspaces',
  'trajectories',
  'agents',
  'exports',
  'reports',
  'testing',
];

/** Files under `importer` must not import files under any of `imported`; all are paths relative to the root. */
export type ForbiddenImport = {
  readonly importer: string;
  readonly imported: readonly string[];
  readonly reason: string;
};

const stages = folderOrder.slice(folderOrder.indexOf('validation'), folderOrder.indexOf('testing'));
const adapters = ['src/runtimes/local', 'src/runtimes/docker'];
const ofAdapters = [...adapters, 'src/runtimes/shared'];
const inSource = (folder: string): string => `src/${folder}`;

/** Every import the design forbids; the lint configuration and `test/house-rules.test.ts` both read this. */
export const forbiddenImports: readonly ForbiddenImport[] = [
  ...folderOrder.map((folder, index) => ({
    importer: inSource(folder),
    imported: ['src/index.ts', ...folderOrder.slice(index + 1).map(inSource)],
    reason: 'imports run one way along the flow; see scripts/import-rules.ts for the order',
  })),
  ...['parsers', ...stages].map((folder) => ({
    importer: inSource(folder),
    imported: ofAdapters,
    reason:
      'stages know the ContainerRuntime interface only; a default comes from runtimes/default-runtime.ts',
  })),
  ...adapters.map((importer) => ({
    importer,
    imported: adapters.filter((other) => other !== importer),
    reason: 'what runtimes have in common is in src/runtimes/shared',
  })),
  {
    importer: 'src/testing',
    imported: [
      ...stages.map(inSource),
      ...ofAdapters,
      ...['procedural', 'lm', 'mirror', 'combine'].map((folder) => `src/strategies/${folder}`),
    ],
    reason: 'conformance suites and fakes use the interfaces, never what a stage does with them',
  },
];

/** The rule that forbids `importer` to import `imported`, both paths of files relative to the root. */
export function findForbiddenImport(importer: string, imported: string): ForbiddenImport | undefined {
  const isUnder = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
  return forbiddenImports.find(
    (rule) => isUnder(importer, rule.importer) && rule.imported.some((place) => isUnder(imported, place)),
  );
}

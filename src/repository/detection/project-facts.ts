/** What one configuration file says about a project; every reader in this folder gives one. */
export type ProjectFacts = {
  /** Whether the file tells pip how to build the project. */
  readonly isBuildable: boolean;
  /** A version specifier such as `>=3.9`. */
  readonly requiresPython: string | null;
  /** Requirements by the name of the extra; an extra may be known by its name alone. */
  readonly extras: ReadonlyMap<string, readonly string[]>;
  /** What the tests need besides the project itself. */
  readonly testRequirements: readonly string[];
  /** Requirement files named, relative to the root. */
  readonly requirementFiles: readonly string[];
  /** Directories named as holding the packages, relative to the root. */
  readonly sourceDirectories: readonly string[];
};

export const noFacts: ProjectFacts = {
  isBuildable: false,
  requiresPython: null,
  extras: new Map(),
  testRequirements: [],
  requirementFiles: [],
  sourceDirectories: [],
};

/** Names under which projects list what their tests need, the best first. */
export const testNames: readonly string[] = ['test', 'tests', 'testing', 'dev'];

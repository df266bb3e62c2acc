/** How a public repository is installed and tested at one commit; plain data. */
export type KnownEnvironment = {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly commit: string;
  readonly python: string;
  /** Debian packages. */
  readonly systemPackages?: readonly string[] | undefined;
  readonly install: readonly string[];
  readonly testCommand: string;
  /** Name of the parser that reads the output of the tests. */
  readonly parser: 'pytest' | 'unittest';
};

/** The test command of most of them. */
const pytestCommand = 'pytest --disable-warnings --color=no --tb=no --verbose';

/** What most of them have in common. */
export const editable: Omit<KnownEnvironment, 'repository' | 'commit'> = {
  python: '3.10',
  install: ['python -m pip install -e .', 'python -m pip install pytest'],
  testCommand: pytestCommand,
  parser: 'pytest',
};

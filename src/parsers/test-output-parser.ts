/**
 * How one test ended.
 *
 * `error` is a failure outside the test's own call: its set-up or tear-down raised, or the interpreter died
 * while it ran. `xfailed` failed as its author expected; `xpassed` passed although its author expected a
 * failure, where the framework does not count that as a failure.
 */
export type TestStatus = 'passed' | 'failed' | 'error' | 'skipped' | 'xfailed' | 'xpassed';

/** What can be known of one run of a suite. */
export type TestRun = {
  /** Status of every test that was reported, in the order they first appeared. Pytest ids are node ids. */
  readonly tests: ReadonlyMap<string, TestStatus>;
  /** Files or nodes that could not be collected. */
  readonly collectionErrors: readonly string[];
  /**
   * Whether the suite ran to its end. `false` after a crash of the interpreter or a cut-off output: tests
   * missing from `tests` then never ran.
   */
  readonly completed: boolean;
  /**
   * Where modules of the repository were imported from, when the parser can know: dotted module name to the
   * absolute path inside the sandbox.
   */
  readonly modules?: ReadonlyMap<string, string> | undefined;
  /** How long each test took, its fixtures included, when the parser can know. */
  readonly seconds?: ReadonlyMap<string, number> | undefined;
};

/** What a run left behind, for {@link TestOutputParser.parse}. */
export type TestRunOutput = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Content of the file named by {@link TestInstrumentation.reportPath}; `null` when it was not written. */
  readonly report: string | null;
};

/** What a parser adds to a run so that it can read the results. */
export type TestInstrumentation = {
  /** The command to run instead of the given one. */
  readonly testCommand: string;
  /** Variables to add; an existing `PYTHONPATH` or `PYTEST_ADDOPTS` must be kept by the parser. */
  readonly env: Readonly<Record<string, string>>;
  /** Files to write before the run; absolute paths inside the sandbox's temporary directory. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** File the run will write its results to, for parsers that read one. */
  readonly reportPath?: string | undefined;
};

/** Where and how a suite is about to run, for {@link TestOutputParser.instrument}. */
export type TestRunContext = {
  readonly testCommand: string;
  readonly workingDirectory: string;
  readonly temporaryDirectory: string;
  /** Variables the run will have already. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks for the tests in the opposite order; a parser that cannot have that leaves them as they are. */
  readonly reversed?: boolean | undefined;
};

/**
 * Reads the outcome of each test from what a run left behind.
 *
 * Implement it for another test framework, and check the implementation with `testTestOutputParser` from
 * `bugsmith/testing`.
 */
export interface TestOutputParser {
  readonly specificationVersion: 'v1';
  /** Short name used in messages, such as `pytest`. */
  readonly name: string;
  /**
   * The framework the tests run in, when the ids are its own: those of `pytest` are then traced and run in
   * forks of a warm process. Without it every candidate takes a run of the whole suite.
   */
  readonly framework?: 'pytest' | undefined;
  /** Prepares a run so that its results can be read; without it the parser reads the plain output. */
  instrument?(context: TestRunContext): TestInstrumentation;
  /** Never throws: output that cannot be read gives a run with no tests that did not complete. */
  parse(output: TestRunOutput): TestRun;
}

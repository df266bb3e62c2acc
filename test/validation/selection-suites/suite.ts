/** A change of a repository after which a careless selection of tests would be wrong. */
export type Trap = {
  /** Replacements of the first place of a text in a file. */
  readonly edits?: readonly (readonly [path: string, from: string, to: string])[];
  /** Whole files, `null` for one that is removed. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Names of the tests it breaks, without their parameters; `*` for most. */
  readonly breaks: string;
  /** How many tests must have run; by default it is not known. */
  readonly runs?: 'none' | 'some' | 'all';
  /** Name of a test that must not have run. */
  readonly skips?: string;
  readonly status?: 'timed-out' | 'syntax-error';
  /** Whether two full runs can differ, so that only the other changes must stay as they are. */
  readonly isRace?: boolean;
};

/** A method of a class in Python. */
export const method = (name: string, value: string): string =>
  `    def ${name}(self):\n        return ${value}\n\n`;

/** Makes traps that take a text out of a file; as many tests run as is said, or otherwise as `usually`. */
export const removingFrom =
  (path: string, usually: NonNullable<Trap['runs']>) =>
  (text: string, breaks: string, runs: NonNullable<Trap['runs']> = usually, instead = ''): Trap => ({
    edits: [[path, text, instead]],
    breaks,
    runs,
  });

/** A repository whose tests are hard to select, with changes of it. */
export type Suite = {
  readonly files: Readonly<Record<string, string>>;
  readonly testCommand?: string;
  /** Names of the tests that must be found to be flaky. */
  readonly flaky?: readonly string[];
  /** Whether all traps get a full run to compare with, which is the default; the others have what they break. */
  readonly fullRuns?: 'all' | 'some';
  readonly traps: Readonly<Record<string, Trap>>;
};

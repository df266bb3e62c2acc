/** A change to a suite that a careless selection of tests would judge wrongly. */
export type Trap = {
  /** Replacements of a text in a file. */
  readonly edits?: readonly (readonly [path: string, from: string, to: string])[];
  /** Whole files, \`null\` for one that is removed. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Names of the functions whose tests it breaks. */
  readonly breaks: string;
  readonly runs?: 'none' | 'some' | 'all';
  readonly status?: string;
};

/** A repository whose tests are hard to select, with changes to it. */
export type Suite = {
  readonly files: Readonly<Record<string, string>>;
  readonly testCommand?: string;
  readonly flaky?: readonly string[];
  readonly traps: Readonly<Record<string, Trap>>;
};

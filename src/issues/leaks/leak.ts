/** What a problem statement can give away, each with its rule. */
export const leakRules = [
  /** It quotes code that is only in the fixed file, or only in the buggy one. */
  'quotes-fix',
  /** It names an F2P test, or the file one is in. */
  'names-test',
  /** It says that tests fail. */
  'tests-fail',
  /** It points at the changed lines: by number, or with a diff. */
  'gives-place',
  /** It speaks of the bug as of something that was put there. */
  'tells-origin',
] as const;

/** Name of a rule of `checkLeaks`. */
export type LeakRule = (typeof leakRules)[number];

/** One place where a text gives too much away. */
export type Leak = {
  readonly rule: LeakRule;
  /** The piece of the text. */
  readonly quote: string;
  /** Offsets of the piece in the text: 0-based UTF-16 units, `end` excluded. */
  readonly start: number;
  readonly end: number;
  /** What it gives away, in a sentence. */
  readonly explanation: string;
};

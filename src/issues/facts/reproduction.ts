import type { ScriptDraft, TestEvidence } from '../evidence/issue-evidence.ts';

/** A program seen to behave differently on the buggy and on the clean code. */
export type Reproduction = {
  readonly draft: ScriptDraft;
  /** The test it was made from. */
  readonly test: TestEvidence;
  /**
   * What differs: `output` another output, `exception` an exception that ends the program, `no-exception` an
   * exception that should have been raised, `hang` a program that does not end.
   */
  readonly kind: 'output' | 'exception' | 'no-exception' | 'hang';
  /** What it prints on the clean code, where it ends without an error. */
  readonly expectedOutput: string;
  /** What it prints on the buggy code. */
  readonly actualOutput: string;
  /** The exception that ends it on the buggy code, with the calls that led there. */
  readonly traceback: string | undefined;
};

/** Why a program was not kept. */
export type ScriptProblem =
  /** It fails on the clean code. */
  | 'fails-on-clean-code'
  /** It does the same on the buggy code. */
  | 'shows-no-difference'
  /** It did something else when it ran again. */
  | 'varies'
  /** It did not get its turn in time. */
  | 'not-run';

/** What came of looking for a program. */
export type ReproductionSearch = {
  readonly reproduction: Reproduction | undefined;
  /** How many programs were not kept for which reason. */
  readonly problems: Readonly<Partial<Record<ScriptProblem, number>>>;
};

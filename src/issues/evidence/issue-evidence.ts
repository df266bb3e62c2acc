/** What the tests a bug breaks print and show when they run on the buggy code. */
export type IssueEvidence = {
  /** What the run of these tests printed, as pytest prints it, standard output before standard error. */
  readonly testOutput: string;
  /** One entry for each test asked for, in the order of `FAIL_TO_PASS`. */
  readonly tests: readonly TestEvidence[];
  /** Whether the run was ended because it took too long; later tests then have nothing but their ids. */
  readonly timedOut: boolean;
  /** The Python that ran the tests, as a path inside a sandbox; `undefined` when pytest did not start. */
  readonly interpreter?: string | undefined;
};

/** One test that fails with the bug. What could not be seen is `undefined`, or empty; nothing is guessed. */
export type TestEvidence = {
  /** Node id, such as `tests/test_a.py::TestA::test_b[1-x]`. */
  readonly test: string;
  /** Of the test's file, relative to the repository. */
  readonly path: string;
  /** Text of the test function as its file has it, decorators included; of a doctest its examples. */
  readonly source: string | undefined;
  /** Line of `path` on which `source` begins, 1-based. */
  readonly startLine: number | undefined;
  /** `repr` of the values a parametrized test ran with, shortened. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * How it ended: `failed` in its own code, `error` in its set-up or tear-down, `passed` where the failure did not
   * come back, `skipped`, `not-collected` where its file could not be imported or no longer has it, and
   * `not-finished` where the process ended before the test did.
   */
  readonly outcome: 'failed' | 'error' | 'passed' | 'skipped' | 'not-collected' | 'not-finished';
  /** Its section among pytest's failures, what it printed included; empty when it has none. */
  readonly output: string;
  readonly failure: FailureEvidence | undefined;
  /** Programs made from the test that may show the same failure, best first; none of them was run. */
  readonly scripts: readonly ScriptDraft[];
};

/** A structured look at the exception that ended a test. Long texts are shortened in the middle. */
export type FailureEvidence = {
  /** Qualified as Python prints it: `ValueError`, `package.module.Error`. */
  readonly exceptionType: string;
  readonly message: string;
  /** Source of the statement in the tests that failed, in the file's own words. */
  readonly statement: string | undefined;
  /** Source of the asserted expression, or of the expression whose call raised. */
  readonly expression: string | undefined;
  /** `==`, `in`, `is not` and the like, where a comparison failed. */
  readonly operator: string | undefined;
  readonly left: ValueEvidence | undefined;
  readonly right: ValueEvidence | undefined;
  /** The side of the comparison that is written out, or stands where the framework has it; else `undefined`. */
  readonly expected: ValueEvidence | undefined;
  readonly actual: ValueEvidence | undefined;
  /** Exception that should have been raised and was not, as the test writes it. */
  readonly expectedException: string | undefined;
  /** From the test down to where the exception was raised; frames of the test framework are left out. */
  readonly frames: readonly StackFrame[];
  /** The last frame in the repository that is not in a test file. */
  readonly repositoryFrame: StackFrame | undefined;
};

/** A value of a failed comparison. */
export type ValueEvidence = {
  /** The expression it came from. */
  readonly source: string | undefined;
  /** `repr` of it, shortened; `undefined` where the value could not be seen or has no `repr`. */
  readonly value: string | undefined;
};

/** A call on the stack. */
export type StackFrame = {
  /** Relative to the repository; for code outside of it the last parts of the path, and `isInRepository` false. */
  readonly path: string;
  readonly isInRepository: boolean;
  readonly isTest: boolean;
  /** 1-based. */
  readonly line: number;
  readonly function: string;
  readonly source: string | undefined;
};

/** A program made from a test. */
export type ScriptDraft = {
  readonly source: string;
  /** `slice` keeps what the failing assertion depends on, `body` the whole test up to it. */
  readonly kind: 'slice' | 'body';
  /** What it calls, as a user of the package writes it, such as `chunks` or `Schema.load`. */
  readonly subject: string | undefined;
  /** Exception whose absence, or presence, the program shows. */
  readonly expectedException: string | undefined;
};

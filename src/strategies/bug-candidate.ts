/** Which entity a candidate changes. */
export type CandidateEntity = {
  readonly kind: 'function' | 'method' | 'class';
  readonly qualifiedName: string;
  readonly path: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
};

/** A patch that may introduce a bug, with where it came from. */
export type BugCandidate = {
  /** 8 characters of `a-z0-9`, derived from the patch. */
  readonly id: string;
  /** Name of the strategy, such as `func_pm_op_swap`. */
  readonly strategy: string;
  /**
   * Unified diff that introduces the bug; its reverse is the fix. Bytes that are not UTF-8 travel as the
   * code units U+DC80 to U+DCFF, as in Python's `surrogateescape`.
   */
  readonly patch: string;
  /** What was done, in a sentence. */
  readonly explanation: string;
  readonly entity?: CandidateEntity | undefined;
  /** What making it cost; 0 for strategies without a model, `undefined` when the model's price is not known. */
  readonly costUsd: number | undefined;
  /** Facts of the strategy's own; plain JSON. */
  readonly metadata: Readonly<Record<string, unknown>>;
};

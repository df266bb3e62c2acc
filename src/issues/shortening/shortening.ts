/** An input that was too long, and how much of it was used. */
export type Shortening = {
  /** What was shortened, such as `patch` or `test output`. */
  readonly input: string;
  readonly fromTokens: number;
  readonly toTokens: number;
};

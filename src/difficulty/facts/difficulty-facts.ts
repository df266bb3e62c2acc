/**
 * What is known about an instance that bears on how hard it is, without a model. `undefined` where it cannot be
 * known: without the repository, or where the patch does not fit it.
 */
export type DifficultyFacts = {
  /** Files the patch changes. */
  readonly files: number;
  /** Functions, methods and classes the patch changes, of each line the innermost one. */
  readonly functions: number | undefined;
  /** Lines the patch removes and adds. */
  readonly lines: number;
  /** F2P tests. */
  readonly failToPass: number;
  /** Files those tests lie in. */
  readonly testFiles: number;
  /**
   * Steps from the F2P tests to the change: the fewest calls that lead from any of them to what is changed, and of
   * several changed functions to the farthest. A call is a use of the function's name, so it is at most what a run
   * takes; `undefined` also where no names lead there.
   */
  readonly callDistance: number | undefined;
  /** Complexity of the most complex function that is changed, before it was broken. */
  readonly complexity: number | undefined;
};

/** The facts, in the order of their table. */
export const difficultyFactNames: readonly (keyof DifficultyFacts)[] = Object.freeze([
  'files',
  'functions',
  'lines',
  'failToPass',
  'testFiles',
  'callDistance',
  'complexity',
]);

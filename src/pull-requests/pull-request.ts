/** An issue a pull request says it resolves. */
export type LinkedIssue = {
  readonly number: number;
  /** `undefined` where only the number is known. */
  readonly title?: string | undefined;
  readonly body?: string | undefined;
};

/** One file a pull request changed. */
export type PullRequestFile = {
  /** Path after the pull request; the path before for a file it removed. */
  readonly path: string;
  /** Path before, when the pull request renamed the file. */
  readonly previousPath?: string | undefined;
  /** Text before, as {@link decodePatch} gives it; `null` when the pull request made the file. */
  readonly before: string | null;
  /** Text after; `null` when the pull request removed the file. */
  readonly after: string | null;
  /**
   * The texts hold only the changed lines and those around them, as a patch does, one part after the other
   * with a comment line between them that stands for what is not known. @default false
   */
  readonly isExcerpt?: boolean | undefined;
  /** Whether the file belongs to the tests; those are never undone. */
  readonly isTest: boolean;
  /** Why the change cannot be undone as text, such as `binary`; both texts are then `null`. */
  readonly problem?: string | undefined;
};

/** Stands between the parts of an excerpt; the whole line, without its terminator. */
export const unknownLines = '#\u0000 lines that are not known';

/** A merged pull request, whatever it was collected from; plain JSON. */
export type PullRequest = {
  readonly number: number;
  /** `owner/name` where it is known, else `''`. */
  readonly repository: string;
  readonly title: string;
  readonly body: string;
  /** What it resolves, as far as it says so; in the order it is said. */
  readonly issues: readonly LinkedIssue[];
  /** Text of the linked issues, titles and bodies; `''` when none is known. */
  readonly problemStatement: string;
  /** What was said of the issues before the work began; `''` when it is not known. */
  readonly hints: string;
  /** Commit it was made against; `''` when it is not known. */
  readonly baseCommit: string;
  /** Commit that brought it in, the last one of several; `''` when it is not known. */
  readonly mergeCommit: string;
  /** When it was opened, or merged where only that is known, in ISO 8601; `''` when neither is. */
  readonly createdAt: string;
  /** Changes outside the tests, as a unified diff; empty where they cannot be written as one. */
  readonly codePatch: string;
  /** Changes of the tests, likewise. */
  readonly testPatch: string;
  readonly files: readonly PullRequestFile[];
};

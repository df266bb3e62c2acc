/** One line of a hunk. */
export type HunkLine = {
  /** `context` is in both files, `removed` only in the old one, `added` only in the new one. */
  readonly kind: 'context' | 'removed' | 'added';
  /** The line with its terminator; without one it is the last of its file and ends without a newline. */
  readonly text: string;
};

/** A run of changed lines with the unchanged lines around it. */
export type Hunk = {
  /** 1-based line of the old file; the line before the change when `oldLength` is 0. */
  readonly oldStart: number;
  readonly oldLength: number;
  /** 1-based line of the new file; the line before the change when `newLength` is 0. */
  readonly newStart: number;
  readonly newLength: number;
  readonly lines: readonly HunkLine[];
};

/** The change of one file. */
export type FilePatch = {
  /** Path before, relative to the root; `null` when the patch makes the file. */
  readonly oldPath: string | null;
  /** Path after; `null` when the patch removes the file. */
  readonly newPath: string | null;
  /** Mode of a file that is made or removed. @default '100644' */
  readonly mode?: '100644' | '100755' | undefined;
  /** In order, not overlapping. */
  readonly hunks: readonly Hunk[];
};

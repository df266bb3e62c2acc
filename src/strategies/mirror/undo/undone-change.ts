import type { Change, PullRequestSides } from './merge-side.ts';

/** Characters `start` to `end` of today's text become others; 0-based and half-open. */
export type TextReplacement = { readonly start: number; readonly end: number; readonly text: string };

/**
 * How a change was taken back: `lines`, its lines were there as the pull request left them; `tokens`, they
 * were changed again and only the pull request's part of them was taken back; `file`, a whole file was made
 * again, removed or renamed; `model`, a language model wrote the code around it anew; `model-file`, the whole
 * file.
 */
export type RecoveryMethod = 'lines' | 'tokens' | 'file' | 'model' | 'model-file';

/** What became of one change of a pull request. */
export type UndoneChange = {
  /** `gone`: today's code is already as it was before; `left-over`: nothing was done. */
  readonly status: 'restored' | 'gone' | 'left-over';
  /** The file as the pull request left it. */
  readonly path: string;
  /** What was changed in it; without it, the file as a whole. */
  readonly change?: Change | undefined;
  readonly sides?: PullRequestSides | undefined;
  readonly method?: RecoveryMethod | undefined;
  /** File of today it is in, where it is restored. */
  readonly todayPath?: string | undefined;
  /** Whether that is another file, or another place in it, than the pull request changed. */
  readonly isMoved?: boolean | undefined;
  readonly replacements?: readonly TextReplacement[] | undefined;
  /** Name the file of today gets, `null` when it goes; only where the file as a whole is restored. */
  readonly becomes?: string | null | undefined;
  /** Text of a file that is made again. */
  readonly text?: string | undefined;
};

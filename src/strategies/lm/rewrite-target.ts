import type { Definition } from '../../entities/analyze-source.ts';
import type { FileSource } from '../procedural/file-source.ts';

/** What a model makes of an entity: a changed form of it, or one written anew from its documentation. */
export type LmMode = 'modify' | 'rewrite';

/** The definition a reply shall stand in the place of. */
export type RewriteTarget = {
  readonly mode: LmMode;
  readonly file: FileSource;
  readonly definition: Definition;
};

/** The text of an entity's lines from its first character on, without what ends the last line. */
export function entityRange({ file, definition }: Omit<RewriteTarget, 'mode'>): {
  start: number;
  end: number;
} {
  const { start, end } = definition.outer;
  const lineFeed = file.source.indexOf('\n', end);
  const rest = file.source.slice(end, lineFeed === -1 ? undefined : lineFeed);
  return { start, end: end + rest.replace(/\r$/, '').length };
}

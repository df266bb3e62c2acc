import { toHunks } from '../../patches/diff-lines.ts';
import type { FilePatch } from '../../patches/file-patch.ts';
import { splitLines } from '../../patches/lines.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import { FileSyntax } from './file-syntax.ts';
import type { PlacedPart } from './place-part.ts';

/** A file and what is known of it while its parts are combined. */
export class CombinableFile {
  readonly path: string;
  readonly lines: readonly string[];
  readonly #content: Uint8Array;
  #syntax: FileSyntax | undefined | null | 'unread' = 'unread';

  constructor(path: string, content: Uint8Array) {
    this.path = path;
    this.lines = splitLines(decodePatch(content));
    this.#content = content;
  }

  /** One patch of parts that do not conflict, or `null` when the file would not parse with all of them. */
  combine(parts: readonly PlacedPart[]): FilePatch | null {
    if (this.#syntax === 'unread') this.#syntax = FileSyntax.read(this.path, this.#content, this.lines);
    if (this.#syntax === null || this.#syntax?.allow(parts) === false) return null;
    const edits = parts.flatMap((part) => part.edits).sort((one, other) => one.start - other.start);
    return { oldPath: this.path, newPath: this.path, hunks: toHunks(this.lines, edits) };
  }
}

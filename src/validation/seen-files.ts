import { hash } from 'node:crypto';
import { NumberMap } from './number-map.ts';

const idPattern = /^[0-9a-z]{8}$/;

/** Remembers which candidate was the first to make which files; a million take some 34 megabytes. */
export class SeenFiles {
  /** Digest of the files to the candidate's id: as a number in base 36, or, from `idCount` on, its place in `#otherIds`. */
  readonly #firsts: NumberMap = new NumberMap();
  readonly #otherIds: string[] = [];

  /** Notes what a candidate makes; returns the id of the one that made the same before it, if any did. */
  note(texts: ReadonlyMap<string, string | null>, id: string): string | undefined {
    const digest = digestTexts(texts);
    const first = this.#firsts.get(digest);
    if (first !== undefined) return this.#readId(first);
    this.#firsts.set(
      digest,
      idPattern.test(id) ? Number.parseInt(id, 36) : idCount + this.#otherIds.push(id) - 1,
    );
    return undefined;
  }

  #readId(value: number): string | undefined {
    return value < idCount ? value.toString(36).padStart(8, '0') : this.#otherIds[value - idCount];
  }
}

/** How many ids of 8 characters there are. */
const idCount = 36 ** 8;

/** 52 bits: among a million candidates two that differ are taken for the same once in nine thousand times. */
function digestTexts(texts: ReadonlyMap<string, string | null>): number {
  return Number.parseInt(hash('sha256', JSON.stringify([...texts].sort())).slice(0, 13), 16);
}

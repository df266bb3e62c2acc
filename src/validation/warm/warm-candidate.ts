import { encodePatch } from '../../patches/patch-bytes.ts';

/** A file of a candidate, as the warm process takes it. */
export type WarmFile = {
  readonly path: string;
  /** Base64; `null` for a file that is removed. */
  readonly content: string | null;
};

/** The files of a candidate by their new text, `null` where one is removed. */
export function toWarmFiles(texts: ReadonlyMap<string, string | null>): WarmFile[] {
  return [...texts].map(([path, text]) => ({
    path,
    content: text === null ? null : Buffer.from(encodePatch(text)).toString('base64'),
  }));
}

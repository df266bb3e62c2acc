/** A repository's files as far as its environment is read from them. */
export type RepositoryTexts = {
  readonly paths: ReadonlySet<string>;
  /** The text of a file, or `null` when there is none or it was not selected for reading. */
  readonly readText: (path: string) => string | null;
};

/** Longer files are no configuration a person wrote, and reading them would only cost time. */
const maximumBytes = 500_000;

/** Decodes a file for {@link RepositoryTexts}; bytes that are not UTF-8 become replacement characters. */
export function decodeText(content: Uint8Array): string | null {
  return content.length > maximumBytes ? null : new TextDecoder().decode(content);
}

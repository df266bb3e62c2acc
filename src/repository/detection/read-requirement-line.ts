/** A line of a requirement file or of tox's `deps`. */
export type RequirementLine = { readonly requirement: string } | { readonly file: string };

/**
 * Reads one line, without the options behind a requirement; `null` for comments, options, local paths, constraints, and what only tox can resolve.
 *
 * Of tox's substitutions `{toxinidir}/` and `{tox_root}/` are known, as both name the root.
 */
export function readRequirementLine(line: string): RequirementLine | null {
  const text = line
    .replace(/(?:^|\s)#.*$/su, '')
    .replace(/\s--.*$/su, '')
    .replaceAll(/\{(?:toxinidir|tox_root)\}[\\/]/gu, '')
    .trim();
  // `py39: mock`: only for some of tox's environments.
  if (text === '' || /^[\w.,!{}-]+\s*:\s/u.test(text) || /[{}]/u.test(text)) return null;
  const file = /^(?:-r|--requirement(?=[\s=]))[\s=]*(?<file>\S.*)$/u.exec(text)?.groups?.['file'];
  if (file !== undefined) return isPlain(file) ? { file: file.replace(/^(?:\.\/)+/u, '') } : null;
  return isPlain(text) && !/^(?:[./\\]|file:)/u.test(text) ? { requirement: text } : null;
}

/** Whether a text can stand among pip's arguments without being taken for an option. */
function isPlain(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return !text.startsWith('-') && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(text);
}

/** Keeps the requirements among lines, such as the list of an extra. */
export function keepRequirements(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const read = readRequirementLine(line);
    return read !== null && 'requirement' in read ? [read.requirement] : [];
  });
}

/** Whether a requirement is pytest itself, for every interpreter. */
export function isPytest(requirement: string): boolean {
  return /^pytest\s*(?:$|[[<>=!~(@])/iu.test(requirement) && !requirement.includes(';');
}

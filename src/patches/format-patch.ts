import type { FilePatch, Hunk, HunkLine } from './file-patch.ts';
import { quotePath } from './quote-path.ts';

const marks: Record<HunkLine['kind'], string> = { context: ' ', removed: '-', added: '+' };

/** Writes changes as `git diff` does, without the `index` lines; nothing for a file without hunks. */
export function formatPatch(patches: readonly FilePatch[]): string {
  return patches.map(formatFilePatch).join('');
}

function formatFilePatch({ oldPath, newPath, mode = '100644', hunks }: FilePatch): string {
  if (hunks.length === 0) return '';
  const before = oldPath ?? newPath ?? '';
  const after = newPath ?? oldPath ?? '';
  const modeLine =
    oldPath === null ? `new file mode ${mode}\n` : newPath === null ? `deleted file mode ${mode}\n` : '';
  return (
    `diff --git ${quotePath(`a/${before}`)} ${quotePath(`b/${after}`)}\n${modeLine}` +
    `--- ${oldPath === null ? '/dev/null' : fileName(`a/${oldPath}`)}\n` +
    `+++ ${newPath === null ? '/dev/null' : fileName(`b/${newPath}`)}\n` +
    hunks.map(formatHunk).join('')
  );
}

/** Git ends a name that holds a space with a tab, so that no reader takes the rest for a date. */
function fileName(path: string): string {
  const quoted = quotePath(path);
  return quoted === path && path.includes(' ') ? `${path}\t` : quoted;
}

function formatHunk({ oldStart, oldLength, newStart, newLength, lines }: Hunk): string {
  let text = `@@ -${range(oldStart, oldLength)} +${range(newStart, newLength)} @@\n`;
  for (const line of lines) {
    text += marks[line.kind] + line.text;
    if (!line.text.endsWith('\n')) text += '\n\\ No newline at end of file\n';
  }
  return text;
}

function range(start: number, length: number): string {
  return length === 1 ? String(start) : `${start},${length}`;
}

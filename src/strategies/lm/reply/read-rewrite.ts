import type { Definition, SourceAnalysis } from '../../../entities/analyze-source.ts';
import { encodePatch } from '../../../patches/patch-bytes.ts';
import { applyEdits } from '../../procedural/text-edits.ts';
import { findTellingText, readComments, removeComments } from '../python/comments.ts';
import { restoreDocstrings } from '../python/docstrings.ts';
import { hasSameHeader } from '../python/header.ts';
import { findIdentifiers, findImportedModules, findNamesBoundOutside } from '../python/names.ts';
import { pairDefinitions } from '../python/pair-definitions.ts';
import { parseCode } from '../python/parse-code.ts';
import { readIndentation } from '../python/reindent.ts';
import { findUncompilable } from '../python/uncompilable.ts';
import { entityRange, type RewriteTarget } from '../rewrite-target.ts';
import { findRewrittenDefinition } from './find-definition.ts';
import { keepOriginalLines, placeRewrite } from './place-rewrite.ts';
import type { ReplyProblem } from './problem.ts';

/** The new text of an entity, for all its characters; or what is wrong with it. */
export type Rewrite = { readonly text: string } | ReplyProblem;

/** Makes code of a reply fit the place of its target, and checks it. */
export function readRewrite(code: string, target: RewriteTarget): Rewrite {
  const { file, definition } = target;
  const analysis = parseCode(code.replaceAll('\r\n', '\n'), file.language);
  if (!('root' in analysis)) return syntaxError(analysis.line, analysis.reason);
  const rewrite = findRewrittenDefinition(analysis, target);
  if (rewrite === undefined) {
    return {
      reason: 'wrong-definition',
      message: `The code does not define the ${definition.entityKind} \`${definition.qualifiedName}\`.`,
    };
  }
  const unfit = checkHeader(rewrite, analysis, target) ?? checkSurroundings(rewrite, analysis, target);
  if (unfit !== undefined) return unfit;
  const placed = parsePlaced(placeRewrite(rewrite, analysis, target), target);
  if ('reason' in placed) return placed;
  const final = parsePlaced(cleanUp(placed, target), target);
  return 'reason' in final ? final : checkMeaning(final, target);
}

/** An entity's new text in its place, parsed. */
type PlacedRewrite = {
  readonly text: string;
  readonly analysis: SourceAnalysis;
  readonly definition: Definition;
};

function parsePlaced(text: string, target: RewriteTarget): PlacedRewrite | ReplyProblem {
  const { definition: original, file } = target;
  const { base } = readIndentation(original.outer, original.body, file.source);
  const analysis = parseCode(base + text, file.language);
  if (!('root' in analysis)) return syntaxError(analysis.line, analysis.reason);
  const [definition] = analysis.definitions;
  const uncompilable = findUncompilable(analysis);
  if (uncompilable !== undefined || definition === undefined) {
    const { offset = 0, reason = 'it defines nothing' } = uncompilable ?? {};
    return syntaxError(
      analysis.lines.lineAt(offset) - analysis.lines.lineAt(definition?.outer.start ?? 0) + 1,
      reason,
    );
  }
  return { text, analysis, definition };
}

function syntaxError(line: number, reason: string): ReplyProblem {
  return {
    reason: 'syntax-error',
    message: `The code is not valid Python: ${reason}, on line ${line} of the code.`,
  };
}

function checkHeader(
  rewrite: Definition,
  { definitions, source }: SourceAnalysis,
  { definition, file }: RewriteTarget,
): ReplyProblem | undefined {
  const isKept = (original: Definition, found: Definition | undefined): boolean =>
    found !== undefined &&
    hasSameHeader(
      { definition: original, source: file.source },
      { definition: found, source },
      file.language,
    );
  const pairs = pairDefinitions(definition, file.definitions, rewrite, definitions);
  const inside = definition.qualifiedName.length;
  const changed = pairs.find(
    ({ original, counterpart }) =>
      !original.qualifiedName.slice(inside).includes('<locals>') && !isKept(original, counterpart),
  );
  if (changed === undefined) return undefined;
  return {
    reason: 'changed-signature',
    message:
      `The ${changed.original.entityKind} \`${changed.original.qualifiedName}\` must keep its decorators, ` +
      'name, parameters, defaults, annotations and bases exactly as they were.',
  };
}

function checkSurroundings(
  rewrite: Definition,
  { root, source }: SourceAnalysis,
  { mode, definition, file }: RewriteTarget,
): ReplyProblem | undefined {
  const used = findIdentifiers(rewrite.outer, source);
  const bound = [...findNamesBoundOutside(root, rewrite.outer, source)].filter((name) => used.has(name));
  const known = bound.length === 0 ? used : findIdentifiers(file.root, file.source);
  const outside = bound.find((name) => !known.has(name));
  if (outside !== undefined) {
    return {
      reason: 'outside-code',
      message: `The code uses \`${outside}\`, which only exists outside the ${definition.entityKind} you were asked for.`,
    };
  }
  if (mode === 'modify') return undefined;
  const imported = findImportedModules(file.root, file.source);
  const added = [...findImportedModules(rewrite.outer, source)].find((module) => !imported.has(module));
  if (added === undefined) return undefined;
  return { reason: 'new-import', message: `The code imports \`${added}\`, which the file does not import.` };
}

/** Gives back the documentation, and takes out comments that may tell of the bug. */
function cleanUp({ text, analysis, definition }: PlacedRewrite, target: RewriteTarget): string {
  const { mode, file, definition: original } = target;
  const pairs = pairDefinitions(original, file.definitions, definition, analysis.definitions);
  const { end } = entityRange(target);
  const known = new Set(readComments(original.outer, file.source));
  const lastComment = /#.*$/.exec(file.source.slice(original.outer.end, end))?.[0].trim();
  if (lastComment !== undefined) known.add(lastComment);
  const edits = [
    ...restoreDocstrings(pairs, file.source, analysis.source),
    ...removeComments(analysis.root, analysis.source, { known, keepsHarmless: mode === 'rewrite' }),
  ].sort((one, other) => one.start - other.start);
  const from = definition.outer.start;
  const cleaned = applyEdits(analysis.source, edits, from, from + text.length).trimEnd();
  return keepOriginalLines(cleaned, target);
}

function checkMeaning({ text, analysis, definition }: PlacedRewrite, target: RewriteTarget): Rewrite {
  const { mode, file, definition: original } = target;
  const telling =
    mode === 'modify' ? findTellingText(definition.outer, analysis.source, file.source) : undefined;
  if (telling !== undefined) {
    return { reason: 'gives-away', message: `\`${telling.slice(0, 100)}\` gives the bug away.` };
  }
  if (!canEncode(text, target)) {
    return {
      reason: 'unencodable',
      message: `The encoding of \`${file.path}\` has not all characters of the code.`,
    };
  }
  if (file.language.isSameSyntax(original.outer, file.source, definition.outer, analysis.source)) {
    return { reason: 'same-meaning', message: 'The code means the same as the original.' };
  }
  return { text };
}

function canEncode(text: string, { file, definition }: RewriteTarget): boolean {
  if (!text.isWellFormed()) return false;
  const whole = file.source.slice(0, definition.outer.start) + text;
  const decoded = file.language.decode(encodePatch(file.toPatchText(whole)));
  return 'text' in decoded && decoded.text === whole;
}

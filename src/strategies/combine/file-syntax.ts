import { findLanguage } from '../../languages/find-language.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';
import { LineIndex } from '../../patches/line-index.ts';
import { type LocatedEdit, replaceLines } from '../../patches/locate-edits.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import { pythonModifications } from '../procedural/modifications/index.ts';
import { indentationOf, isOnOwnLines } from '../procedural/source-lines.ts';
import { findRuns, type StatementRun } from './find-runs.ts';
import type { PlacedPart } from './place-part.ts';
import { type IndexedSource, shortenBlocks } from './shorten-blocks.ts';

/** Lines of a file, 0-based and half-open, that hold whole statements; units lie in each other or apart. */
type Unit = {
  readonly start: number;
  readonly end: number;
  /** Of the block the lines are of; `null` where they are the whole file. */
  readonly indentation: string | null;
  readonly statements: readonly SyntaxNode[];
};

/**
 * Edits that turn a unit into other whole statements of the same block, so that the rest of the file parses as
 * it did; not known yet where the unit is the whole file.
 */
type Change = { readonly unit: Unit; readonly edits: readonly LocatedEdit[] };

/** Where a part stands in its file; a definition is given when it holds all of the part's edits. */
type Placement = { readonly changes: readonly Change[]; readonly definition: SyntaxNode | undefined };

/** Coding cookies stand here; they decide how everything else is read. */
const cookieLines = 2;

/** Their candidates parse, each on its own, statement by statement. */
const parsingStrategies: ReadonlySet<string> = new Set(pythonModifications.map(({ name }) => name));

/** Decides whether parts of a file can stand in it together, by the syntax of the file's language. */
export class FileSyntax {
  readonly #lines: readonly string[];
  readonly #source: IndexedSource;
  readonly #root: SyntaxNode;
  readonly #wholeFile: Unit;
  /** Whether a part of the file's bytes can be decoded on its own. */
  readonly #isPlain: boolean;
  readonly #placements = new Map<PlacedPart, Placement>();

  private constructor(lines: readonly string[], source: IndexedSource, root: SyntaxNode) {
    this.#lines = lines;
    this.#source = source;
    this.#root = root;
    this.#wholeFile = { start: 0, end: lines.length, indentation: null, statements: [] };
    this.#isPlain = source.text === lines.join('');
  }

  /** `undefined` for a file of no known language, `null` for one that does not parse as it is. */
  static read(path: string, content: Uint8Array, lines: readonly string[]): FileSyntax | undefined | null {
    const language = findLanguage(path);
    if (language === undefined) return undefined;
    const decoded = language.decode(content);
    if ('reason' in decoded) return null;
    const { text } = decoded;
    const { root, error } = language.parse(text);
    return error === null
      ? new FileSyntax(lines, { text, language, index: new LineIndex(text) }, root)
      : null;
  }

  /** Whether the parts change definitions that are apart, and the file with all of them parses. */
  allow(parts: readonly PlacedPart[]): boolean {
    const placements = parts.map((part) => this.#place(part));
    const definitions = placements
      .flatMap(({ definition }) => definition ?? [])
      .sort((one, other) => one.start - other.start || other.end - one.end);
    if (definitions.some(({ start }, index) => start < (definitions[index - 1]?.end ?? 0))) return false;
    return this.#merge(placements.flatMap(({ changes }) => changes)) !== null;
  }

  #place(part: PlacedPart): Placement {
    let placement = this.#placements.get(part);
    if (placement === undefined) {
      const runs = this.#findRuns(part.edits);
      const definition = runs.find(({ first, last }) => first === last && this.#isDefinition(first))?.first;
      placement = { changes: this.#findChanges(part, runs), definition };
      this.#placements.set(part, placement);
    }
    return placement;
  }

  #findRuns(edits: readonly LocatedEdit[]): StatementRun[] {
    const lines = { start: edits[0]?.start ?? 0, end: edits.at(-1)?.end ?? 0 };
    return findRuns(this.#root, lines, this.#source.index, this.#source.language);
  }

  #isDefinition(statement: SyntaxNode): boolean {
    const { language, text } = this.#source;
    const nodes = [statement, ...statement.children];
    return nodes.some((node) => language.readDefinition(node, text)?.outer === statement);
  }

  #findChanges({ strategy, edits }: PlacedPart, runs: readonly StatementRun[]): readonly Change[] {
    const wholeFile = [{ unit: this.#wholeFile, edits }];
    if (!this.#isPlain || (edits[0]?.start ?? 0) < cookieLines) return wholeFile;
    const isGood = parsingStrategies.has(strategy);
    if (edits.length > 1 && !isGood) {
      // Most edits that are far apart are good without each other.
      const single = edits.flatMap(
        (edit) => this.#findChange([edit], this.#findRuns([edit]).slice(0, 1), isGood) ?? [],
      );
      const merged = single.length === edits.length ? this.#merge(single) : null;
      if (merged !== null) return merged;
    }
    const change = this.#findChange(edits, runs, isGood);
    return change === null ? wholeFile : [change];
  }

  /** The edits in the smallest unit they are good in. */
  #findChange(edits: readonly LocatedEdit[], runs: readonly StatementRun[], isGood: boolean): Change | null {
    for (const { siblings, first, last } of runs) {
      const unit = this.#toUnit(siblings.slice(siblings.indexOf(first), siblings.indexOf(last) + 1));
      if (unit === null) continue;
      if (replaceLines(this.#lines, edits, unit).join('').trim() !== '') {
        if (isGood || this.#parses({ unit, edits })) return { unit, edits };
        continue;
      }
      // Statements taken out: another has to stay in their block, whatever else is taken out.
      const block = unit.statements.length < siblings.length ? this.#toUnit(siblings) : null;
      if (block !== null) return { unit: block, edits };
    }
    return null;
  }

  #toUnit(statements: readonly SyntaxNode[]): Unit | null {
    const { text, index } = this.#source;
    const [first, last] = [statements[0], statements.at(-1)];
    if (first === undefined || last === undefined) return null;
    if (!isOnOwnLines(first, text) || !isOnOwnLines(last, text)) return null;
    return {
      start: index.lineAt(first.start),
      end: index.lineAt(last.end) + 1,
      indentation: indentationOf(first, text),
      statements,
    };
  }

  /** Joins changes whose units lie in each other, or gives `null` when one of the results does not parse. */
  #merge(changes: readonly Change[]): Change[] | null {
    const largestFirst = changes
      .map(({ unit }) => unit)
      .sort((one, other) => other.end - other.start - (one.end - one.start));
    const groups = Map.groupBy(changes, ({ unit }) =>
      largestFirst.find(({ start, end }) => start <= unit.start && unit.end <= end),
    );
    const merged: Change[] = [];
    for (const [unit, inside] of groups) {
      if (unit === undefined) continue;
      const edits = inside.flatMap((change) => change.edits).sort((one, other) => one.start - other.start);
      const isKnown = inside.length === 1 && unit.indentation !== null;
      if (!isKnown && !this.#parses({ unit, edits })) return null;
      merged.push({ unit, edits });
    }
    return merged;
  }

  #parses({ unit, edits }: Change): boolean {
    const { language } = this.#source;
    if (unit.indentation === null) {
      const decoded = language.decode(encodePatch(replaceLines(this.#lines, edits).join('')));
      return !('reason' in decoded) && language.parse(decoded.text).error === null;
    }
    // A backslash at the end of a line joins whatever follows.
    const joinsLines = edits.some(({ replacement }) => replacement.some((line) => /\\\r?\n?$/.test(line)));
    const shortened = joinsLines ? [] : shortenBlocks(unit.statements, edits, this.#source);
    const all = [...edits, ...shortened].sort((one, other) => one.start - other.start);
    const text = replaceLines(this.#lines, all, unit).join('');
    if (!text.isWellFormed() || /\\\r?\n?$/.test(text)) return false;
    return (language.parseBlock(text, unit.indentation)?.statements.length ?? 0) > 0;
  }
}

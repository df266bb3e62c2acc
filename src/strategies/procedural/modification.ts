import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { entityProperties, type EntityProperty } from '../../languages/entity-property.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';
import type { Random } from '../random.ts';

/** Replaces the source from `start` to `end` (offsets of the file's text, half-open) with `text`. */
export type TextEdit = { readonly start: number; readonly end: number; readonly text: string };

/** What a modification sees of the definition it may change. */
export type ModificationContext = {
  /** The `def` or `class` statement. */
  readonly node: SyntaxNode;
  /** The whole file's text; offsets of nodes and edits are offsets of this text. */
  readonly source: string;
  /** What ends a line in this file. */
  readonly newline: '\n' | '\r\n';
  /** Random values that depend only on the seed, the definition and the modification. */
  readonly random: Random;
  /**
   * The nodes of these kinds that belong to the definition itself, in source order: not those of functions
   * and classes defined inside it, nor those of type annotations.
   */
  readonly nodesOfKind: (...kinds: readonly string[]) => SyntaxNode[];
};

/** One way of breaking a definition: edits that are made together, in any order, not overlapping. */
export type ModificationSite = readonly TextEdit[];

/** A way to break definitions without a model. */
export type Modification = {
  /** Name of the strategy in candidates and instance ids, such as `func_pm_op_swap`. */
  readonly name: string;
  /** What was done, in a sentence; becomes the candidate's explanation. */
  readonly explanation: string;
  /** Name of the language it knows. */
  readonly language: string;
  /** Properties an entity must have, all of them. */
  readonly requires: readonly EntityProperty[];
  /** Least complexity of an entity. */
  readonly minComplexity: number;
  /** Greatest complexity of an entity. */
  readonly maxComplexity: number;
  /** Share of the sites that become candidates, from 0 to 1, when the modifier is not told otherwise. */
  readonly likelihood: number;
  /**
   * All the ways to break a definition. A site whose result does not parse, or means the same as before, is
   * dropped, so a modification need not check for that.
   */
  findSites(context: ModificationContext): Iterable<ModificationSite>;
};

/** What {@link defineModification} takes: a {@link Modification} whose usual values may be left out. */
export type ModificationDefinition = {
  readonly name: string;
  readonly explanation: string;
  readonly requires: readonly EntityProperty[];
  /** @default 'python' */
  readonly language?: string | undefined;
  /** @default 2, which leaves out getters and the like */
  readonly minComplexity?: number | undefined;
  /** @default Infinity */
  readonly maxComplexity?: number | undefined;
  /** @default 0.25 */
  readonly likelihood?: number | undefined;
  readonly findSites: Modification['findSites'];
};

/**
 * Makes a modification for the {@link ProceduralModifier} out of its data.
 *
 * @throws {InvalidArgumentError} when the name has other characters than `a-z`, `0-9` and `_`, a property is
 *   not known, or a number is out of its range.
 * @source Paper, section B.2. SWE-smith counts complexity from 1 and asks for 3, which is 2 here.
 */
export function defineModification({
  language = 'python',
  minComplexity = 2,
  maxComplexity = Number.POSITIVE_INFINITY,
  likelihood = 0.25,
  ...definition
}: ModificationDefinition): Modification {
  if (!/^[a-z][a-z0-9_]*$/.test(definition.name)) {
    throw new InvalidArgumentError({
      argument: 'name',
      value: definition.name,
      expected: 'lower-case words joined by `_`',
    });
  }
  for (const property of definition.requires) {
    if (!entityProperties.includes(property)) {
      throw new InvalidArgumentError({
        argument: 'requires',
        value: property,
        expected: `of ${entityProperties.join(', ')}`,
      });
    }
  }
  if (!(minComplexity >= 0 && minComplexity <= maxComplexity)) {
    throw new InvalidArgumentError({
      argument: 'minComplexity',
      value: minComplexity,
      expected: 'from 0 to `maxComplexity`',
    });
  }
  checkLikelihood(likelihood);
  return Object.freeze({ ...definition, language, minComplexity, maxComplexity, likelihood });
}

/** @throws {InvalidArgumentError} when it is not from 0 to 1. */
export function checkLikelihood(likelihood: number): void {
  if (!(likelihood >= 0 && likelihood <= 1)) {
    throw new InvalidArgumentError({ argument: 'likelihood', value: likelihood, expected: 'from 0 to 1' });
  }
}

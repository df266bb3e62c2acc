import { setImmediate } from 'node:timers/promises';

import type { Definition } from '../../entities/analyze-source.ts';
import type { CodeEntity } from '../../entities/code-entity.ts';
import { listSourceFiles, readSourceFiles, type SourceFileOptions } from '../../entities/source-files.ts';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { SourceSyntaxError } from '../../errors/source-syntax-error.ts';
import type { Repository } from '../../repository/repository.ts';
import type { BugCandidate } from '../bug-candidate.ts';
import type { BugStrategy, GenerateOptions } from '../bug-strategy.ts';
import { createRandom } from '../random.ts';
import { applySite } from './apply-site.ts';
import { BoundedSample } from './bounded-sample.ts';
import { type FileSource, groupOwnNodes, readFileSource } from './file-source.ts';
import { checkLikelihood, type Modification, type ModificationSite } from './modification.ts';
import { pythonModifications } from './modifications/index.ts';

/** Options of {@link ProceduralModifier}. */
export type ProceduralModifierOptions = Omit<SourceFileOptions, 'includeTests'> & {
  /** @default the 13 of the paper */
  readonly modifications?: readonly Modification[] | undefined;
  /** Decides which sites are taken; the same seed gives the same candidates. @default 24 */
  readonly seed?: number | undefined;
  /** Share of the sites that become candidates, from 0 to 1. @default each modification's own */
  readonly likelihood?: number | undefined;
  /** At most this many candidates of each modification, spread over the whole repository. @default all */
  readonly maxBugs?: number | undefined;
};

/** How many sites are worked on before other work of the process gets a turn. */
const sitesPerTurn = 50;

/** A site that was drawn, with what is needed to make its candidate. */
type DrawnSite = {
  readonly site: ModificationSite;
  readonly modification: Modification;
  readonly definition: Definition;
  /** Decides which sites stay when there are more than `maxBugs`. */
  readonly priority: number;
};

/**
 * Breaks functions and classes by fixed changes of their code, without a model.
 *
 * Every place where a modification fits is a site of its own; sites are drawn by the seed, each makes one
 * candidate, and candidates with the same patch are made once. Code outside the changed lines stays byte for
 * byte; every candidate parses, and differs from the original in more than layout.
 *
 * @source Paper, section B.2 and Table 8; `maxBugs` as SWE-smith's `--max_bugs`. SWE-smith draws inside a
 *   definition and makes one candidate of all that was drawn, at most one for each modification.
 */
export class ProceduralModifier implements BugStrategy {
  readonly name = 'procedural';
  readonly #modifications: readonly Modification[];
  readonly #seed: number;
  readonly #likelihood: number | undefined;
  readonly #maxBugs: number | undefined;
  readonly #fileOptions: SourceFileOptions;

  /** @throws {InvalidArgumentError} when an option is out of its range. */
  constructor({
    modifications = pythonModifications,
    seed = 24,
    likelihood,
    maxBugs,
    ...files
  }: ProceduralModifierOptions = {}) {
    if (!Number.isSafeInteger(seed))
      throw new InvalidArgumentError({ argument: 'seed', value: seed, expected: 'an integer' });
    if (likelihood !== undefined) checkLikelihood(likelihood);
    if (maxBugs !== undefined && !(Number.isSafeInteger(maxBugs) && maxBugs > 0)) {
      throw new InvalidArgumentError({ argument: 'maxBugs', value: maxBugs, expected: 'an integer above 0' });
    }
    this.#modifications = modifications;
    this.#seed = seed;
    this.#likelihood = likelihood;
    this.#maxBugs = maxBugs;
    this.#fileOptions = files;
  }

  /**
   * Candidates sorted by path; within a file by definition, modification and place. With `entities`, only
   * those are changed, test files among them too.
   */
  async *generate(repository: Repository, options: GenerateOptions = {}): AsyncGenerator<BugCandidate> {
    const samples = new Map(
      this.#modifications.map(({ name }) => [name, new BoundedSample<NumberedCandidate>(this.#maxBugs ?? 0)]),
    );
    const chosen = options.entities === undefined ? undefined : groupByPath(options.entities);
    let number = 0;
    let sites = 0;
    for await (const file of this.#readFiles(repository, chosen)) {
      options.abortSignal?.throwIfAborted();
      const seen = new Set<string>();
      for (const drawn of this.#drawSites(file, chosen?.get(file.path))) {
        options.abortSignal?.throwIfAborted();
        sites += 1;
        // Lets timers and signals have their turn, an abort among them.
        if (sites % sitesPerTurn === 0) await setImmediate();
        const { priority, modification } = drawn;
        const sample = this.#maxBugs === undefined ? undefined : samples.get(modification.name);
        if (sample?.accepts(priority) === false) continue;
        const candidate = applySite(drawn.site, modification, drawn.definition, file);
        if (candidate === null) continue;
        number += 1;
        if (sample !== undefined) sample.add({ priority, key: candidate.id, item: { candidate, number } });
        else if (!seen.has(candidate.id)) {
          seen.add(candidate.id);
          yield candidate;
        }
      }
    }
    const kept = [...samples.values()]
      .flatMap(({ items }) => items)
      .sort((one, other) => one.number - other.number);
    const made = new Set<string>();
    for (const { candidate } of kept) {
      if (!made.has(candidate.id)) yield candidate;
      made.add(candidate.id);
    }
  }

  async *#readFiles(
    repository: Repository,
    chosen: ChosenDefinitions | undefined,
  ): AsyncGenerator<FileSource> {
    const { onSkip } = this.#fileOptions;
    const options = { ...this.#fileOptions, includeTests: chosen !== undefined };
    const paths = listSourceFiles(repository, options).filter((path) => chosen?.has(path) !== false);
    for await (const file of readSourceFiles(repository, paths, onSkip)) {
      try {
        yield readFileSource(file);
      } catch (error) {
        if (!SourceSyntaxError.isInstance(error)) throw error;
        onSkip?.({ path: error.path, line: error.line, reason: error.reason });
      }
    }
  }

  *#drawSites(file: FileSource, chosen: ReadonlySet<string> | undefined): Generator<DrawnSite> {
    for (const definition of file.definitions) {
      const startLine = file.lines.lineAt(definition.outer.start) + 1;
      if (chosen?.has(definitionKey(definition.qualifiedName, startLine)) === false) continue;
      const fitting = this.#modifications.filter((modification) => fits(modification, definition, file));
      if (fitting.length === 0) continue;
      const ownNodes = groupOwnNodes(definition);
      for (const modification of fitting) {
        const key = [
          this.#seed,
          file.path,
          definition.qualifiedName,
          definition.node.start,
          modification.name,
        ];
        const random = createRandom('sites', ...key);
        const lots = createRandom('lots', ...key);
        const likelihood = this.#likelihood ?? modification.likelihood;
        const sites = modification.findSites({
          node: definition.node,
          source: file.source,
          newline: file.newline,
          random,
          nodesOfKind: (...kinds) =>
            kinds.flatMap((kind) => ownNodes.get(kind) ?? []).sort((one, other) => one.start - other.start),
        });
        for (const site of sites) {
          const isDrawn = lots.next() < likelihood;
          const priority = lots.next();
          if (isDrawn) yield { site, modification, definition, priority };
        }
      }
    }
  }
}

/** A candidate with its place among all that were made. */
type NumberedCandidate = { readonly candidate: BugCandidate; readonly number: number };

/** The definitions a caller named, by path. */
type ChosenDefinitions = ReadonlyMap<string, ReadonlySet<string>>;

function groupByPath(entities: readonly CodeEntity[]): ChosenDefinitions {
  const chosen = new Map<string, Set<string>>();
  for (const { path, qualifiedName, startLine } of entities) {
    const inFile = chosen.get(path) ?? new Set();
    chosen.set(path, inFile.add(definitionKey(qualifiedName, startLine)));
  }
  return chosen;
}

/** Tells apart what shares a name, as the getter and the setter of a property do. */
function definitionKey(qualifiedName: string, startLine: number): string {
  return `${startLine} ${qualifiedName}`;
}

function fits(
  modification: Modification,
  { properties, complexity }: Definition,
  { language }: FileSource,
): boolean {
  return (
    modification.language === language.name &&
    complexity >= modification.minComplexity &&
    complexity <= modification.maxComplexity &&
    modification.requires.every((property) => properties.has(property))
  );
}

import { analyzeSource, type Definition, type SourceAnalysis } from '../../entities/analyze-source.ts';
import { SourceSyntaxError } from '../../errors/source-syntax-error.ts';
import type { Language } from '../../languages/language.ts';
import type { SyntaxNode } from '../../languages/syntax-node.ts';

/** A function, method or class of a file, with the names it mentions as something to call. */
export type CodeNode = {
  readonly path: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly kind: 'function' | 'method' | 'class';
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly complexity: number;
  /** Last parts of the names it calls, passes on or is decorated with; functions inside it count as part of it. */
  readonly mentions: ReadonlySet<string>;
};

/** The functions, methods and classes of a file, outer ones first; none where it cannot be parsed. */
export function readCodeNodes(source: string, path: string, language: Language): CodeNode[] {
  let analysis: SourceAnalysis;
  try {
    analysis = analyzeSource(source, path, language);
  } catch (error) {
    if (SourceSyntaxError.isInstance(error)) return [];
    throw error;
  }
  const mentions = collectMentions(analysis);
  return analysis.definitions.map((definition) => ({
    path,
    qualifiedName: definition.qualifiedName,
    name: definition.name,
    kind: definition.entityKind,
    startLine: analysis.lines.lineAt(definition.outer.start) + 1,
    endLine: analysis.lines.lineAt(definition.outer.end) + 1,
    complexity: definition.complexity,
    mentions: mentions.get(definition) ?? new Set(),
  }));
}

function collectMentions({
  root,
  definitions,
  source,
  path,
  language,
}: SourceAnalysis): Map<Definition, Set<string>> {
  const mentions = new Map<Definition, Set<string>>();
  const open: Definition[] = [];
  let next = 0;
  for (const node of root.descendants()) {
    for (let top = open.at(-1); top !== undefined && node.start >= top.outer.end; top = open.at(-1))
      open.pop();
    for (
      let at = definitions[next];
      at !== undefined && at.outer.start <= node.start;
      at = definitions[next]
    ) {
      open.push(at);
      next += 1;
    }
    const owner = findOwner(open);
    const name = owner && (readMention(node, source) ?? readFixture(node, source, language.isTestFile(path)));
    if (owner === undefined || name === undefined) continue;
    const names = mentions.get(owner) ?? new Set();
    mentions.set(owner, names.add(name));
  }
  return mentions;
}

/** The outermost function around a place, or the innermost class where there is none. */
function findOwner(open: readonly Definition[]): Definition | undefined {
  return open.find(({ kind }) => kind === 'function') ?? open.at(-1);
}

const namesOf: Readonly<Record<string, (node: SyntaxNode) => SyntaxNode | undefined>> = {
  identifier: (node) => node,
  attribute: (node) => node.childByField('attribute'),
};
/** Where a name stands that is called, passed on, or decorates. */
const carriers = new Set(['argument_list', 'keyword_argument', 'decorator']);

function readMention(node: SyntaxNode, source: string): string | undefined {
  const { parent } = node;
  if (parent === null) return undefined;
  const isCalled = parent.kind === 'call' && node.field === 'function';
  const isPassed = carriers.has(parent.kind) && node.field !== 'name';
  return isCalled || isPassed ? namesOf[node.kind]?.(node)?.text(source) : undefined;
}

/** Parameters of tests name the fixtures they use. */
function readFixture(node: SyntaxNode, source: string, isTest: boolean): string | undefined {
  return isTest && node.kind === 'identifier' && node.parent?.kind === 'parameters'
    ? node.text(source)
    : undefined;
}

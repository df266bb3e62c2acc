/**
 * A node of a syntax tree, made once and never changed.
 *
 * Offsets count UTF-16 code units of the source, 0-based and half-open. `kind` is the grammar's name of the
 * node; for Python those of tree-sitter-python, such as `if_statement`.
 */
export class SyntaxNode {
  readonly kind: string;
  /** The grammar's name for the node's place in its parent, such as `condition`. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  /** `false` for punctuation and keywords. */
  readonly isNamed: boolean;
  readonly parent: SyntaxNode | null;
  readonly #children: SyntaxNode[] = [];

  constructor(facts: {
    kind: string;
    field: string | null;
    start: number;
    end: number;
    isNamed: boolean;
    parent: SyntaxNode | null;
  }) {
    this.kind = facts.kind;
    this.field = facts.field;
    this.start = facts.start;
    this.end = facts.end;
    this.isNamed = facts.isNamed;
    this.parent = facts.parent;
    if (facts.parent !== null) facts.parent.#children.push(this);
  }

  /** All children in source order, punctuation and comments too. */
  get children(): readonly SyntaxNode[] {
    return this.#children;
  }

  /** Children that are neither punctuation nor comments, in source order. */
  get namedChildren(): SyntaxNode[] {
    return this.#children.filter(({ isNamed, kind }) => isNamed && kind !== 'comment');
  }

  /** The first child in this place, if there is one. */
  childByField(field: string): SyntaxNode | undefined {
    return this.#children.find((child) => child.field === field);
  }

  /** All children in this place. */
  childrenByField(field: string): SyntaxNode[] {
    return this.#children.filter((child) => child.field === field);
  }

  /** The node's text; `source` is what the tree was parsed from. */
  text(source: string): string {
    return source.slice(this.start, this.end);
  }

  /** The nodes below this one in source order, parents before children; `enter` may keep it out of a node. */
  *descendants(enter: (node: SyntaxNode) => boolean = () => true): Generator<SyntaxNode> {
    // A stack of our own: generated sources nest deeper than calls can.
    const pending = this.#children.toReversed();
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      yield node;
      if (enter(node))
        for (let index = node.#children.length - 1; index >= 0; index -= 1) {
          const child = node.#children[index];
          if (child !== undefined) pending.push(child);
        }
    }
  }
}

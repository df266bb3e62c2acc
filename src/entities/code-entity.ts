import type { EntityProperty } from '../languages/entity-property.ts';

/**
 * A function, method or class of a repository.
 *
 * Lines are 1-based and inclusive, and count `\n`; paths are POSIX and relative to the repository.
 */
export type CodeEntity = {
  /** `method` for a function directly inside a class. */
  readonly kind: 'function' | 'method' | 'class';
  readonly name: string;
  /** As Python's `__qualname__`: `Class.method`, `function.<locals>.inner`. */
  readonly qualifiedName: string;
  readonly path: string;
  /** Line of the first decorator, or of the definition when it has none. */
  readonly startLine: number;
  readonly endLine: number;
  /** White space before the definition on its first line. */
  readonly indentation: string;
  /** Exact text from the first decorator to the last statement; the first line without its indentation. */
  readonly source: string;
  /** `def` or `class` line as written, without decorators and colon. */
  readonly signature: string;
  /** Without quotes and shared indentation; `null` when there is none. */
  readonly docstring: string | null;
  /** `source` with the code of each function replaced by `...`. */
  readonly stub: string;
  /** What it has, in the order of `entityProperties`; of everything inside it, nested definitions too. */
  readonly properties: readonly EntityProperty[];
  /** Sum of conditional blocks, loops, boolean operators, exception handlers and comparison operators. */
  readonly complexity: number;
};

/** A file that was left out, and why. */
export type SkippedFile = {
  readonly path: string;
  /** 1-based line of the first syntax error, where that is the reason. */
  readonly line?: number | undefined;
  readonly reason: string;
};

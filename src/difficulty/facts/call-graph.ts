import type { CodeNode, FileCode } from './code-nodes.ts';

/** Whether a definition may be walked through. */
export type NodeFilter = (node: CodeNode) => boolean;

/**
 * What calls what, by name: a step leads from a definition to every other whose name it mentions.
 *
 * Names are not resolved, so there may be steps no run takes; methods Python calls by itself, such as `__enter__`, are
 * taken to be called where their class is. A name that stands for others at the top of a module leads where they do.
 */
export class CallGraph {
  readonly #byName: ReadonlyMap<string, readonly CodeNode[]>;
  readonly #byPlace: ReadonlyMap<string, CodeNode>;
  readonly #aliases = new Map<string, Set<string>>();

  constructor(files: readonly FileCode[]) {
    for (const [name, others] of files.flatMap(({ aliases }) => [...aliases])) {
      this.#aliases.set(name, new Set([...(this.#aliases.get(name) ?? []), ...others]));
    }
    const outermost = files
      .flatMap(({ nodes }) => nodes)
      .filter((node) => toOutermost(node.qualifiedName) === node.qualifiedName);
    this.#byName = Map.groupBy(outermost, namedLike);
    this.#byPlace = new Map(outermost.map((node) => [placeOf(node.path, node.qualifiedName), node]));
  }

  /** The definition itself, or the function it is inside of. */
  find(path: string, qualifiedName: string): CodeNode | undefined {
    return this.#byPlace.get(placeOf(path, toOutermost(qualifiedName)));
  }

  /** Steps from the nearest of some definitions to each that can be reached in so many. */
  distances(from: Iterable<CodeNode>, maximum: number, mayPass: NodeFilter): Map<CodeNode, number> {
    const distances = new Map<CodeNode, number>();
    let front = [...from];
    for (const node of front) distances.set(node, 0);
    for (let distance = 1; distance <= maximum && front.length > 0; distance += 1) {
      const next: CodeNode[] = [];
      for (const name of this.#resolve(front.flatMap(({ mentions }) => [...mentions]))) {
        for (const node of this.#byName.get(name) ?? []) {
          if (distances.has(node) || !mayPass(node)) continue;
          distances.set(node, distance);
          next.push(node);
        }
      }
      front = next;
    }
    return distances;
  }

  /** The names, and all that they stand for. */
  #resolve(names: readonly string[]): ReadonlySet<string> {
    const resolved = new Set(names);
    // A set gives what is added while it is gone through.
    for (const name of resolved) for (const other of this.#aliases.get(name) ?? []) resolved.add(other);
    return resolved;
  }
}

/** Python calls methods such as `__init__` and `__getitem__` by themselves. */
function namedLike({ name, qualifiedName }: CodeNode): string {
  const className = qualifiedName.split('.').at(-2);
  return /^__\w+__$/.test(name) && className !== undefined ? className : name;
}

function toOutermost(qualifiedName: string): string {
  return qualifiedName.split('.<locals>.')[0] ?? qualifiedName;
}

function placeOf(path: string, qualifiedName: string): string {
  return `${path}\0${qualifiedName}`;
}

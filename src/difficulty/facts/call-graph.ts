import type { CodeNode } from './code-nodes.ts';

/** Whether a definition may be walked through. */
export type NodeFilter = (node: CodeNode) => boolean;

/**
 * What calls what, by name: a step leads from a definition to every other whose name it mentions.
 *
 * Names are not resolved, so there may be steps no run takes, and calls that name nothing (operators, properties,
 * `getattr`) are missing.
 */
export class CallGraph {
  readonly #byName: ReadonlyMap<string, readonly CodeNode[]>;
  readonly #byPlace: ReadonlyMap<string, CodeNode>;

  constructor(nodes: readonly CodeNode[]) {
    const outermost = nodes.filter((node) => toOutermost(node.qualifiedName) === node.qualifiedName);
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
      for (const name of new Set(front.flatMap(({ mentions }) => [...mentions]))) {
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
}

/** Who calls a class calls what makes its objects. */
function namedLike({ name, qualifiedName }: CodeNode): string {
  const isMaker = /^__(?:init|new|call|post_init|init_subclass|set_name)__$/.test(name);
  return isMaker ? (qualifiedName.split('.').at(-2) ?? name) : name;
}

function toOutermost(qualifiedName: string): string {
  return qualifiedName.split('.<locals>.')[0] ?? qualifiedName;
}

function placeOf(path: string, qualifiedName: string): string {
  return `${path}\0${qualifiedName}`;
}

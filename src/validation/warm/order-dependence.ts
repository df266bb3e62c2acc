import { writeRanges } from '../index-ranges.ts';
import { type LinesByFile, readRanges } from './coverage.ts';

/** What a test executed and read in one way of running it. */
type Executed = { readonly lines: LinesByFile; readonly reads: readonly string[] };

/** Lines and files that some test meets either only alone or only after the others. */
type OrderDependence = { readonly lines: LinesByFile; readonly reads: readonly string[] };

/** Compares what tests execute alone with what they execute after each other; a test that is missing executed nothing. */
export function findOrderDependence(
  alone: ReadonlyMap<string, Executed>,
  inOrder: ReadonlyMap<string, Executed>,
): OrderDependence {
  const lines = new Map<string, Set<number>>();
  const reads = new Set<string>();
  for (const id of new Set([...alone.keys(), ...inOrder.keys()])) {
    const [one, other] = [alone.get(id), inOrder.get(id)];
    for (const path of difference(new Set(one?.reads), new Set(other?.reads))) reads.add(path);
    for (const path of new Set([...Object.keys(one?.lines ?? {}), ...Object.keys(other?.lines ?? {})])) {
      const [text, otherText] = [one?.lines[path], other?.lines[path]];
      if (text === otherText) continue;
      const found = lines.get(path) ?? new Set();
      for (const line of difference(toSet(text), toSet(otherText))) found.add(line);
      lines.set(path, found);
    }
  }
  return {
    lines: Object.fromEntries([...lines].map(([path, found]) => [path, write(found)])),
    reads: [...reads].toSorted(),
  };
}

/** The lines of both. */
export function uniteLines(one: LinesByFile, other: LinesByFile = {}): LinesByFile {
  const united: Record<string, string> = { ...one };
  for (const [path, text] of Object.entries(other)) {
    if (united[path] === text) continue;
    united[path] = write(new Set([...toSet(united[path]), ...toSet(text)]));
  }
  return united;
}

function write(lines: ReadonlySet<number>): string {
  return writeRanges([...lines].toSorted((a, b) => a - b));
}

function toSet(text: string | undefined): Set<number> {
  return new Set(text === undefined ? [] : readRanges(text));
}

function difference<Value>(one: ReadonlySet<Value>, other: ReadonlySet<Value>): Value[] {
  return [...[...one].filter((value) => !other.has(value)), ...[...other].filter((value) => !one.has(value))];
}

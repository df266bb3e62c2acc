import { findLanguage } from '../../languages/find-language.ts';
import { type Coverage, readRanges } from '../../validation/warm/coverage.ts';
import type { CallGraph, NodeFilter } from './call-graph.ts';
import type { CodeNode } from './code-nodes.ts';

/** Place of a pytest test: `tests/test_a.py::TestA::test_b[1]` is `TestA.test_b` in `tests/test_a.py`. */
export function parseTestId(test: string): { readonly path: string; readonly qualifiedName: string } {
  const bracket = test.indexOf('[');
  const [path = '', ...names] = (bracket < 0 ? test : test.slice(0, bracket)).split('::');
  return { path, qualifiedName: names.join('.') };
}

/** Steps from the tests to the farthest of the changed definitions that any leads to; `undefined` for none. */
export function findCallDistance(
  graph: CallGraph,
  tests: readonly string[],
  changed: readonly CodeNode[],
  { maximum, coverage }: { readonly maximum: number; readonly coverage: Coverage | undefined },
): number | undefined {
  const places = tests.map(parseTestId);
  const starts = places.flatMap(({ path, qualifiedName }) => graph.find(path, qualifiedName) ?? []);
  const distances = graph.distances(starts, maximum, executedBy(tests, coverage));
  const found = changed.flatMap(({ path, qualifiedName }) => {
    const node = graph.find(path, qualifiedName);
    return node === undefined ? [] : (distances.get(node) ?? []);
  });
  return found.length === 0 ? undefined : Math.max(...found);
}

/** Whether one of the tests executes a line of a function; everything passes where that is not known. */
function executedBy(tests: readonly string[], coverage: Coverage | undefined): NodeFilter {
  const covered = tests.map((test) => coverage?.tests[test]);
  if (covered.some((test) => test === undefined || test.unknown.length > 0)) return () => true;
  const lines = new Map<string, Set<number>>();
  for (const test of covered) {
    for (const [path, ranges] of Object.entries(test?.lines ?? {})) {
      const executed = lines.get(path) ?? new Set();
      lines.set(path, executed);
      for (const line of readRanges(ranges)) executed.add(line);
    }
  }
  return ({ kind, path, startLine, endLine }) => {
    // The lines of classes and of what tests share run before the tests do.
    if (kind === 'class' || findLanguage(path)?.isTestFile(path) === true) return true;
    const executed = lines.get(path);
    for (let line = startLine; line <= endLine; line += 1) if (executed?.has(line) === true) return true;
    return false;
  };
}

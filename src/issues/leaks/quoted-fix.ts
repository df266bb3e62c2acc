import { findChangedRuns, type ChangedLine, type Side } from './changed-code.ts';
import { isOperator, tokenize, weigh } from './code-tokens.ts';
import type { FindLeaks } from './leak-context.ts';

/** A sequence of tokens that nobody writes who has not seen the change. */
type Needle = { readonly side: Side; readonly values: readonly string[] };

/** What a piece of code says at least, in the sense of `weigh`, so that it is no coincidence. */
const leastWeight = 2.5;
/** Lines that say little are looked for together, at most so many. */
const mostLines = 6;

/**
 * Finds changed code in a text: lines, runs of short lines, and what a line computes.
 *
 * Only code that says enough counts: `else:`, `return value` or `count += 1` may stand in any program.
 */
export const findQuotedFix: FindLeaks = function* ({ text, patches }) {
  const needles = Map.groupBy(findChangedRuns(patches).flatMap(toNeedles), ({ values }) => values[0] ?? '');
  const tokens = tokenize(text);
  for (const [index, { value, start }] of tokens.entries()) {
    for (const { side, values } of needles.get(value) ?? []) {
      if (values.some((wanted, offset) => tokens[index + offset]?.value !== wanted)) continue;
      const end = tokens[index + values.length - 1]?.end ?? start;
      yield { start, end, explanation: explanations[side] };
    }
  }
};

const explanations = {
  fixed: 'This is code of the fix.',
  buggy: 'This is code the fix changes.',
} as const;

function toNeedles(run: readonly ChangedLine[]): Needle[] {
  return run.flatMap(({ side, values }, index) => {
    const line = trim(values);
    if (weigh(line) < leastWeight) return joinLines(run.slice(index, index + mostLines));
    return [line, ...findParts(line)].map((part) => ({ side, values: part }));
  });
}

/** The shortest run from here that says enough. */
function joinLines(lines: readonly ChangedLine[]): Needle[] {
  const values: string[] = [];
  for (const line of lines) {
    values.push(...line.values);
    const isRun = values.length > line.values.length;
    if (isRun && weigh(values) >= leastWeight) return [{ side: line.side, values: trim(values) }];
  }
  return [];
}

/** What a line tests, gives or assigns, where it computes something: prose quotes that without the rest. */
function findParts(line: readonly string[]): string[][] {
  const assignment = line.findIndex((value) => /^(?:[-+*/%&|^@]|\*\*|\/\/|<<|>>)?=$/.test(value));
  const isStatement = /^(?:return|if|elif|while|assert|yield)$/.test(line[0] ?? '');
  const parts = [isStatement ? line.slice(1) : [], assignment < 0 ? [] : line.slice(assignment + 1)];
  return parts.filter((part) => weigh(part) >= leastWeight && part.some((value) => isOperator(value)));
}

/** Leaves out what separates a line from its neighbours. */
function trim(values: readonly string[]): string[] {
  const end = values.findLastIndex((value) => !/^[,:([{\\]$/.test(value)) + 1;
  return values.slice(0, end);
}

import { z } from 'zod';

/** Lines by the path of their file, as ranges such as `1-3,7`; 1-based and inclusive. */
export type LinesByFile = Readonly<Record<string, string>>;

/** What one test does when it runs alone, on the unchanged repository. */
export type TestCoverage = {
  /** Lines it executes, those of the fixtures it uses included. */
  readonly lines: LinesByFile;
  /** Files of the repository whose content it reads, other than by importing them. */
  readonly reads: readonly string[];
  /** Why it may execute more than is known, such as `subprocess.Popen`; empty when it does not. */
  readonly unknown: readonly string[];
  /** How long it took alone, traced. */
  readonly tracedSeconds: number;
  /** How long it took among the others, not traced. */
  readonly seconds: number;
};

/** What the tests of a repository execute, learned in one traced run. */
export type Coverage = {
  /** What runs while modules are imported and tests are collected, before the first test. */
  readonly importing: {
    readonly lines: LinesByFile;
    readonly reads: readonly string[];
    readonly seconds: number;
  };
  readonly tests: Readonly<Record<string, TestCoverage>>;
  /** What some test meets only alone, or only after the others: state that tests share decides about it. */
  readonly orderDependent: {
    readonly lines: LinesByFile;
    readonly reads: readonly string[];
  };
  /** Modules outside the repository that the suite imports, in the order it does. */
  readonly preload: readonly string[];
};

const linesByFile = z.record(z.string(), z.string().regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/));
const paths = z.array(z.string());

/** What a coverage has to look like that comes from outside. */
export const coverageSchema: z.ZodType<Coverage> = z.object({
  importing: z.object({ lines: linesByFile, reads: paths, seconds: z.number() }),
  tests: z.record(
    z.string(),
    z.object({
      lines: linesByFile,
      reads: paths,
      unknown: z.array(z.string()),
      tracedSeconds: z.number(),
      seconds: z.number(),
    }),
  ),
  orderDependent: z.object({ lines: linesByFile, reads: paths }),
  preload: z.array(z.string()),
});

/** The lines of a range text such as `1-3,7`. */
export function* readRanges(text: string): Iterable<number> {
  for (const part of text.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let line = first; line <= last; line += 1) yield line;
  }
}

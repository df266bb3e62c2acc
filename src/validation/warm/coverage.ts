import { z } from 'zod';

/** Lines by the path of their file, as ranges such as `1-3,7`; 1-based and inclusive. */
export type LinesByFile = Readonly<Record<string, string>>;

/** What one test does on the unchanged repository. */
export type TestCoverage = {
  /** Lines it executes alone or after the others, those of the fixtures it uses included. */
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

/** Tests that leave the state of their process otherwise than they found it, such as a cache they fill. */
export type Leaving = {
  readonly tests: readonly string[];
  /** Lines of the code that has a way to what they leave; `null` when any code may notice it. */
  readonly lines: LinesByFile | null;
};

/**
 * A fixture that several tests share, set up once for them, where it can matter which of them run. Tests are given by
 * their places in `tests`, as ranges such as `0-3,7`.
 */
export type SharedFixture = {
  /** The id of the test that sets it up when all run. */
  readonly setUpBy: string;
  /** Tests that would set it up alike, when none runs before them that leaves something. */
  readonly usedBy: string;
  /** Tests that need it set up before they run. */
  readonly neededBy: string;
};

/** Which methods of the repository's classes are looked up by name, and by which tests. */
export type Lookups = {
  /** Such as `pkg/shapes.py:Box.area`; `pkg/shapes.py:Box.*` is a look at all that the class holds, `*` at all objects. */
  readonly keys: readonly string[];
  /** Classes of which it is known, such as `pkg/shapes.py:Box`. */
  readonly watched: readonly string[];
  /** Places in `keys` as ranges such as `0-3,7`, of what is looked up before the first test. */
  readonly importing: string;
  /** The same for each test; one that is missing may look up anything. */
  readonly tests: Readonly<Record<string, string>>;
  /** The same for what some test looks up only alone, or only after the others. */
  readonly orderDependent: string;
};

/** What the tests of a repository execute, learned in one traced run. */
export type Coverage = {
  /** What runs while modules are imported and tests are collected, before the first test. */
  readonly importing: {
    readonly lines: LinesByFile;
    readonly reads: readonly string[];
    /** How long it took, traced. */
    readonly seconds: number;
    /** Processor time it takes without a trace; `undefined` where it could not be learned. */
    readonly processorSeconds?: number | undefined;
  };
  readonly tests: Readonly<Record<string, TestCoverage>>;
  /** What some test meets only alone, or only after the others: state that tests share decides about it. */
  readonly orderDependent: {
    readonly lines: LinesByFile;
    readonly reads: readonly string[];
  };
  readonly leaving: readonly Leaving[];
  readonly sharing: readonly SharedFixture[];
  /** Modules outside the repository that the suite imports, in the order it does. */
  readonly preload: readonly string[];
  /** Test modules whose assertions pytest rewrites while it collects. */
  readonly rewritten?: readonly string[] | undefined;
  /** `undefined` where it could not be learned. */
  readonly lookups?: Lookups | undefined;
};

const linesByFile = z.record(z.string(), z.string().regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/));
const paths = z.array(z.string());
const ranges = z.string().regex(/^(?:\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)?$/);

/** What a coverage has to look like that comes from outside. */
export const coverageSchema: z.ZodType<Coverage> = z.object({
  importing: z.object({
    lines: linesByFile,
    reads: paths,
    seconds: z.number(),
    processorSeconds: z.number().optional(),
  }),
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
  leaving: z.array(z.object({ tests: z.array(z.string()), lines: linesByFile.nullable() })),
  sharing: z.array(
    z.object({
      setUpBy: z.string(),
      usedBy: ranges,
      neededBy: ranges,
    }),
  ),
  preload: z.array(z.string()),
  rewritten: paths.optional(),
  lookups: z
    .object({
      keys: z.array(z.string()),
      watched: z.array(z.string()),
      importing: ranges,
      tests: z.record(z.string(), ranges),
      orderDependent: ranges,
    })
    .optional(),
});

/** The lines of a range text such as `1-3,7`. */
export function* readRanges(text: string): Iterable<number> {
  for (const part of text.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let line = first; line <= last; line += 1) yield line;
  }
}

import { z } from 'zod';
import { readPytestReport } from '../../parsers/pytest/read-pytest-report.ts';
import type { TestRun } from '../../parsers/test-output-parser.ts';
import type { Leaving, TestCoverage } from './coverage.ts';

/** What a traced run tells of one test. */
export type TracedTest = Omit<TestCoverage, 'seconds'>;

/** What the warm process says about one candidate. */
export type Verdict = {
  event: 'verdict';
  index: number;
  /** For `plain` it cannot tell. */
  verdict: 'ran' | 'timed-out' | 'not-covered' | 'equivalent' | 'syntax-error' | 'plain';
  reason?: string | undefined;
  /** Why these tests ran, for those who look into it. */
  mode?: string | null | undefined;
  /** Whether the whole suite ran. */
  all?: boolean | undefined;
  /** Processor time. */
  seconds?: number | undefined;
  /** Seconds it was not allowed to go beyond. */
  limit?: number | undefined;
  /** Position and length of what it printed, and whether that was cut. */
  output?: [start: number, length: number, isCut: boolean] | undefined;
  /** Files that could not be put back. */
  damaged?: string[] | undefined;
};

type Importing = {
  event: 'importing';
  lines: Record<string, string>;
  reads: string[];
  seconds: number;
};

/** A `SharedFixture` with the ids of tests. */
type Sharing = {
  event: 'sharing';
  setUpBy: string;
  usedBy: string[];
  neededBy: string[];
};

type Fact =
  | { event: 'candidate' | 'begun'; index: number }
  | Verdict
  | Importing
  | (TracedTest & { event: 'traced'; id: string })
  | (Leaving & { event: 'leaving' })
  | Sharing
  | { event: 'in-order'; id: string; lines: Record<string, string>; reads: string[] }
  | { event: 'sought-at-import'; found: string[]; watched: string[] }
  | { event: 'sought' | 'sought-in-order'; id: string; found: string[] }
  | { event: 'imported'; processorSeconds: number }
  | { event: 'rewritten'; paths: string[] }
  | { event: 'preload'; modules: string[]; pure: boolean }
  | { event: 'failed'; reason: string }
  | { event: 'step' }
  | { event: 'finished' };

const index = z.number();
const lines = z.record(z.string(), z.string());
const paths = z.array(z.string());
const factSchema: z.ZodType<Fact> = z.discriminatedUnion('event', [
  z.object({ event: z.enum(['candidate', 'begun']), index }),
  z.object({
    event: z.literal('verdict'),
    index,
    verdict: z.enum(['ran', 'timed-out', 'not-covered', 'equivalent', 'syntax-error', 'plain']),
    reason: z.string().optional(),
    mode: z.string().nullish(),
    all: z.boolean().optional(),
    seconds: z.number().optional(),
    limit: z.number().optional(),
    output: z.tuple([z.number(), z.number(), z.boolean()]).optional(),
    damaged: paths.optional(),
  }),
  z.object({
    event: z.literal('importing'),
    lines,
    reads: paths,
    seconds: z.number(),
  }),
  z.object({
    event: z.literal('traced'),
    id: z.string(),
    lines,
    reads: paths,
    unknown: z.array(z.string()),
    tracedSeconds: z.number(),
  }),
  z.object({ event: z.literal('leaving'), tests: z.array(z.string()), lines: lines.nullable() }),
  z.object({
    event: z.literal('sharing'),
    setUpBy: z.string(),
    usedBy: z.array(z.string()),
    neededBy: z.array(z.string()),
  }),
  z.object({ event: z.literal('in-order'), id: z.string(), lines, reads: paths }),
  z.object({ event: z.literal('sought-at-import'), found: paths, watched: paths }),
  z.object({ event: z.enum(['sought', 'sought-in-order']), id: z.string(), found: paths }),
  z.object({ event: z.literal('imported'), processorSeconds: z.number().nonnegative() }),
  z.object({ event: z.literal('rewritten'), paths }),
  z.object({ event: z.literal('preload'), modules: z.array(z.string()), pure: z.boolean() }),
  z.object({ event: z.literal('failed'), reason: z.string() }),
  z.object({ event: z.enum(['step', 'finished']) }),
]);

/** The candidate numbers under which `bugsmith_traced.py` and `bugsmith_warm.py` record the runs of a traced job. */
export const tracedRuns = { alone: 0, warm: 1, cold: 2, probedAlone: 3, probed: 4 } as const;

const runsOfSingleTests: ReadonlySet<number> = new Set([tracedRuns.alone, tracedRuns.probedAlone]);

/** Everything a warm process wrote, however little that is. */
export type WarmReport = {
  /** Whether it came to its end. */
  readonly finished: boolean;
  /** Why it could not do its work at all. */
  readonly failure: string | undefined;
  /** Candidates it had begun with. */
  readonly begun: ReadonlySet<number>;
  /** How often it said that it goes on with candidates; between two of these lies one run of tests at most. */
  readonly steps: number;
  /** Whether it is at a candidate; otherwise it may be starting, or making the fork anew that one has ended. */
  readonly isTesting: boolean;
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** What the tests did, by the candidate they ran for. */
  readonly runs: ReadonlyMap<number, TestRun>;
  readonly importing: Importing | undefined;
  /** Processor time of the same, not traced. */
  readonly processorSeconds: number | undefined;
  readonly traced: ReadonlyMap<string, TracedTest>;
  /** The same for the tests after each other. */
  readonly inOrder: ReadonlyMap<string, Pick<TracedTest, 'lines' | 'reads'>>;
  readonly leaving: readonly Leaving[];
  readonly sharing: readonly Sharing[];
  readonly preload: readonly string[];
  readonly rewritten: readonly string[];
  /** What is looked up of classes; `undefined` where that was not learned. */
  readonly sought: Sought | undefined;
};

/** What is looked up of the repository's classes, at import and by each test alone and after the others. */
export type Sought = {
  readonly importing: readonly string[];
  readonly watched: readonly string[];
  readonly alone: ReadonlyMap<string, readonly string[]>;
  readonly inOrder: ReadonlyMap<string, readonly string[]>;
};

/** Reads what `bugsmith_warm.py` wrote. */
export function readWarmReport(report: string): WarmReport {
  const sessions = new Map<number, string[]>();
  const verdicts = new Map<number, Verdict>();
  const begun = new Set<number>();
  const traced = new Map<string, TracedTest>();
  const inOrder = new Map<string, Pick<TracedTest, 'lines' | 'reads'>>();
  const leaving: Leaving[] = [];
  const sharing: Sharing[] = [];
  let importing: WarmReport['importing'];
  const sought = { alone: new Map<string, string[]>(), inOrder: new Map<string, string[]>() };
  let soughtAtImport: { readonly importing: string[]; readonly watched: string[] } | undefined;
  let processorSeconds: number | undefined;
  let preload: readonly string[] = [];
  let rewritten: readonly string[] = [];
  let failure: string | undefined;
  let finished = false;
  let steps = 0;
  let current: string[] = [];
  /** The candidate it is at; what claims to be about another one was written by a test. */
  let latest: number | undefined;
  /** Its verdict, which counts when the process goes on: until then its tests may write what looks like one. */
  let last: Verdict | undefined;
  const settle = (): void => {
    if (latest !== undefined && last !== undefined) verdicts.set(latest, last);
    last = undefined;
  };
  for (const line of report.split('\n')) {
    const fact = readFact(line);
    switch (fact?.event) {
      case undefined:
        current.push(line);
        break;
      case 'candidate':
        if (latest !== undefined && fact.index !== latest) break;
        steps += 1;
        // In a traced run every test is a session of its own; otherwise a run replaces an earlier one.
        current =
          importing !== undefined && runsOfSingleTests.has(fact.index)
            ? (sessions.get(fact.index) ?? [])
            : [];
        sessions.set(fact.index, current);
        break;
      case 'begun':
        settle();
        steps += 1;
        latest = fact.index;
        begun.add(fact.index);
        break;
      case 'step':
        steps += 1;
        break;
      case 'verdict':
        if (fact.index !== latest) break;
        steps += 1;
        last = fact;
        break;
      case 'importing':
        importing = fact;
        break;
      case 'imported':
        processorSeconds ??= fact.processorSeconds;
        break;
      case 'traced':
        traced.set(fact.id, toTracedTest(fact));
        break;
      case 'in-order':
        inOrder.set(fact.id, fact);
        break;
      case 'leaving':
        leaving.push({ tests: fact.tests, lines: fact.lines });
        break;
      case 'sharing':
        sharing.push(fact);
        break;
      case 'sought-at-import':
        soughtAtImport = { importing: fact.found, watched: fact.watched };
        break;
      case 'sought':
        sought.alone.set(fact.id, fact.found);
        break;
      case 'sought-in-order':
        sought.inOrder.set(fact.id, fact.found);
        break;
      case 'rewritten':
        rewritten = fact.paths;
        break;
      case 'preload':
        preload = fact.modules;
        break;
      case 'failed':
        settle();
        failure = fact.reason;
        break;
      case 'finished':
        settle();
        finished = true;
    }
  }
  const runs = new Map(
    [...sessions].map(([candidate, text]) => [candidate, readPytestReport(text.join('\n'))] as const),
  );
  return {
    finished,
    failure,
    begun,
    steps,
    isTesting: latest !== undefined && last === undefined && !finished,
    verdicts,
    runs,
    importing,
    processorSeconds,
    traced,
    inOrder,
    leaving,
    sharing,
    preload,
    rewritten,
    sought: soughtAtImport && { ...soughtAtImport, ...sought },
  };
}

function toTracedTest({ lines, reads, unknown, tracedSeconds }: TracedTest): TracedTest {
  return { lines, reads, unknown, tracedSeconds };
}

function readFact(line: string): Fact | undefined {
  // Most lines are events of sessions, which say so.
  if (line === '' || line.includes('"session":')) return undefined;
  try {
    return factSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

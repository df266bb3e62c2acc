import { z } from 'zod';
import { readPytestReport } from '../../parsers/pytest/read-pytest-report.ts';
import type { TestRun } from '../../parsers/test-output-parser.ts';
import type { TestCoverage } from './coverage.ts';

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

type Fact =
  | { event: 'candidate' | 'begun'; index: number }
  | Verdict
  | Importing
  | (TracedTest & { event: 'traced'; id: string })
  | { event: 'in-order'; id: string; lines: Record<string, string>; reads: string[] }
  | { event: 'preload'; modules: string[]; pure: boolean }
  | { event: 'failed'; reason: string }
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
  z.object({ event: z.literal('in-order'), id: z.string(), lines, reads: paths }),
  z.object({ event: z.literal('preload'), modules: z.array(z.string()), pure: z.boolean() }),
  z.object({ event: z.literal('failed'), reason: z.string() }),
  z.object({ event: z.literal('finished') }),
]);

/** Everything a warm process wrote, however little that is. */
export type WarmReport = {
  /** Whether it came to its end. */
  readonly finished: boolean;
  /** Why it could not do its work at all. */
  readonly failure: string | undefined;
  /** Candidates it had begun with. */
  readonly begun: ReadonlySet<number>;
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** What the tests did, by the candidate they ran for. */
  readonly runs: ReadonlyMap<number, TestRun>;
  readonly importing: Importing | undefined;
  readonly traced: ReadonlyMap<string, TracedTest>;
  /** The same for the tests after each other. */
  readonly inOrder: ReadonlyMap<string, Pick<TracedTest, 'lines' | 'reads'>>;
  readonly preload: readonly string[];
};

/** Reads what `bugsmith_warm.py` wrote. */
export function readWarmReport(report: string): WarmReport {
  const sessions = new Map<number, string[]>();
  const verdicts = new Map<number, Verdict>();
  const begun = new Set<number>();
  const traced = new Map<string, TracedTest>();
  const inOrder = new Map<string, Pick<TracedTest, 'lines' | 'reads'>>();
  let importing: WarmReport['importing'];
  let preload: readonly string[] = [];
  let failure: string | undefined;
  let finished = false;
  let current: string[] = [];
  /** The candidate it is at; what claims to be about another one was written by a test. */
  let latest: number | undefined;
  for (const line of report.split('\n')) {
    const fact = readFact(line);
    switch (fact?.event) {
      case undefined:
        current.push(line);
        break;
      case 'candidate':
        if (latest !== undefined && fact.index !== latest) break;
        // In a traced run every test is a session of its own; otherwise a run replaces an earlier one.
        current = importing !== undefined && fact.index === 0 ? (sessions.get(0) ?? []) : [];
        sessions.set(fact.index, current);
        break;
      case 'begun':
        latest = fact.index;
        begun.add(fact.index);
        break;
      case 'verdict':
        if (fact.index === latest) verdicts.set(fact.index, fact);
        break;
      case 'importing':
        importing = fact;
        break;
      case 'traced':
        traced.set(fact.id, toTracedTest(fact));
        break;
      case 'in-order':
        inOrder.set(fact.id, fact);
        break;
      case 'preload':
        preload = fact.modules;
        break;
      case 'failed':
        failure = fact.reason;
        break;
      case 'finished':
        finished = true;
    }
  }
  const runs = new Map(
    [...sessions].map(([candidate, text]) => [candidate, readPytestReport(text.join('\n'))] as const),
  );
  return { finished, failure, begun, verdicts, runs, importing, traced, inOrder, preload };
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

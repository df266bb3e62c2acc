import type { TestStatus } from '../../parsers/test-output-parser.ts';
import type { Repository } from '../../repository/repository.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import { writeRanges } from '../index-ranges.ts';
import type { Coverage, SharedFixture } from './coverage.ts';
import { findOrderDependence, uniteLines } from './order-dependence.ts';
import { learnLookups } from './learn-lookups.ts';
import { runWarmJob } from './run-warm-job.ts';
import { tracedRuns, type WarmReport } from './warm-report.ts';

/** What the traced run learned, or why it learned nothing. */
export type TraceResult =
  | {
      readonly coverage: Coverage;
      /** What each test did when it ran alone, after others in one warm process, and in a fork of one. */
      readonly runs: Readonly<Partial<Record<TracedRun, ReadonlyMap<string, TestStatus>>>>;
    }
  | { readonly coverage: null; readonly reason: string };

/** The ways in which a warm process runs tests. */
export type TracedRun = 'alone' | 'warm' | 'cold';

/** How much longer tests may take that run alone and traced, each in a fork. */
const tracingFactor = 30;
const forkMs = 200;

/**
 * Runs each test alone and traced, all of them traced, and all of them in each way a warm process does.
 *
 * @throws {ContainerError} when the sandbox fails.
 */
export async function traceSuite(
  sandbox: Sandbox,
  settings: {
    readonly repository: Repository;
    readonly testCount: number;
    readonly durationMs: number;
    readonly timeoutMs: number;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<TraceResult> {
  const { repository, testCount, durationMs, timeoutMs, abortSignal } = settings;
  const jobTimeoutMs = 60_000 + durationMs * tracingFactor + testCount * forkMs;
  const { report, result } = await runWarmJob(
    sandbox,
    repository,
    { kind: 'trace', coverage: undefined, items: [], timeoutMs, budgetMs: 0, jobTimeoutMs },
    { abortSignal },
  );
  const fail = (reason: string): TraceResult => ({ coverage: null, reason });
  if (result.timedOut) return fail(`running each test alone took more than ${jobTimeoutMs} ms`);
  if (report.failure !== undefined) return fail(report.failure);
  const { importing, finished } = report;
  if (importing === undefined || !finished) {
    return fail('the test command did not start a pytest that could be traced, or that was ended');
  }
  const { lines, reads, seconds } = importing;
  const durations = report.runs.get(tracedRuns.warm)?.seconds;
  return {
    coverage: {
      importing: { lines, reads, seconds, processorSeconds: report.processorSeconds },
      tests: Object.fromEntries(
        [...report.traced].map(([id, test]) => [
          id,
          {
            ...test,
            lines: uniteLines(test.lines, report.inOrder.get(id)?.lines),
            seconds: durations?.get(id) ?? 0,
          },
        ]),
      ),
      orderDependent: findOrderDependence(report.traced, report.inOrder),
      leaving: report.leaving,
      sharing: describeSharing(report),
      preload: report.preload,
      rewritten: report.rewritten,
      lookups: learnLookups(report, report.runs.get(tracedRuns.warm)?.tests ?? new Map()),
    },
    runs: {
      alone: statuses(report, 'alone'),
      warm: statuses(report, 'warm'),
      // A plug-in of pytest that imports the repository leaves no process without it to fork.
      ...(report.runs.has(tracedRuns.cold) ? { cold: statuses(report, 'cold') } : {}),
    },
  };
}

function describeSharing({ sharing, traced }: WarmReport): SharedFixture[] {
  const places = new Map([...traced.keys()].map((id, place) => [id, place]));
  const toRanges = (tests: readonly string[]): string =>
    writeRanges(tests.map((test) => places.get(test)).filter((place) => place !== undefined));
  return sharing.map(({ setUpBy, usedBy, neededBy }) => ({
    setUpBy,
    usedBy: toRanges(usedBy),
    neededBy: toRanges(neededBy),
  }));
}

function statuses({ runs }: WarmReport, run: TracedRun): ReadonlyMap<string, TestStatus> {
  return runs.get(tracedRuns[run])?.tests ?? new Map();
}

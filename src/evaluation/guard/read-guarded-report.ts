import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readPytestReport } from '../../parsers/pytest/read-pytest-report.ts';
import type { TestRun } from '../../parsers/test-output-parser.ts';

/** What the supervising process wrote, as far as it can be believed. */
export type GuardedReport = {
  readonly run: TestRun;
  /** Why the run cannot be believed, or `undefined` when it can. */
  readonly problem: RunProblem | undefined;
};

/** What is wrong with a run; `tampered` when somebody must have meant it. */
export type RunProblem = { readonly kind: 'incomplete' | 'tampered'; readonly reason: string };

const eventSchema = z.union([
  z.object({ event: z.literal('process-exit'), code: z.number() }),
  z.object({ event: z.literal('foreign-line'), reason: z.string() }),
  z.object({ event: z.literal('session-finish'), exitStatus: z.number() }),
  z.object({ event: z.string() }).transform(({ event }) => ({ event, isOther: true as const })),
]);
type Event = z.infer<typeof eventSchema>;

/** Reads a report that `bugsmith_guard.py` wrote and vouched for with the key. */
export function readGuardedReport(report: string, key: string): GuardedReport {
  const sessions = readSessions(Buffer.from(report), key);
  if (sessions === undefined) {
    const reason = 'somebody else wrote into the report';
    return { run: readPytestReport(''), problem: { kind: 'tampered', reason } };
  }
  const run = readPytestReport(sessions.map((lines) => withoutOurs(lines).join('\n')).join('\n'));
  const problem =
    sessions.length === 0
      ? incomplete('the tests left no report')
      : sessions.map(findProblem).find((found) => found !== undefined);
  return { run, problem };
}

/** The lines of each session, or `undefined` when one of them was not written by its supervisor. */
function readSessions(bytes: Buffer, firstKey: string): string[][] | undefined {
  const sessions: string[][] = [];
  let key = Buffer.from(firstKey, 'hex');
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    const [tag = '', length = ''] = bytes.toString('latin1', start, Math.max(end, start)).split(' ');
    const content = bytes.subarray(end + 1, end + 1 + Number(length));
    const expected = createHmac('sha256', key).update(content).digest();
    const given = Buffer.from(tag, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    sessions.push(content.toString('latin1').split('\n'));
    start = end + 1 + content.length;
    key = createHmac('sha256', key).update('next').digest();
  }
  return sessions;
}

const ourEvents = new Set(['process-exit', 'foreign-line']);

function withoutOurs(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '' && !ourEvents.has(readEvent(line)?.event ?? ''));
}

function readEvent(line: string): Event | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Why a session cannot be believed, if it cannot. */
function findProblem(lines: readonly string[]): RunProblem | undefined {
  let finished: number | undefined;
  for (const line of lines) {
    const event = line === '' ? undefined : readEvent(line);
    if (event === undefined) continue;
    if ('reason' in event)
      return { kind: 'tampered', reason: `the channel of the results holds ${event.reason}` };
    if ('exitStatus' in event) finished = event.exitStatus;
    else if ('code' in event) return compareExit(finished, event.code);
    else if (finished !== undefined && event.event.startsWith('test-')) {
      return incomplete('a test was reported after the end of the session');
    }
  }
  return incomplete('the report of a session has no end');
}

function compareExit(finished: number | undefined, code: number): RunProblem | undefined {
  const ended = code < 0 ? `was ended by signal ${-code}` : `exited with ${code}`;
  if (finished === undefined) {
    return incomplete(`the interpreter ${ended} before the session came to its end`);
  }
  return code === finished
    ? undefined
    : incomplete(`the interpreter ${ended}, but the session ended with exit status ${finished}`);
}

function incomplete(reason: string): RunProblem {
  return { kind: 'incomplete', reason };
}

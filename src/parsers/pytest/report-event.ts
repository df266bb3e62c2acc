import { z } from 'zod';

/** How one phase of a test ended, as pytest reported it. */
export type TestReport = {
  event: 'test-report';
  session: string;
  id: string;
  when: string;
  outcome: string;
  wasXfail: boolean;
};

export type SessionEvent =
  | { event: 'session-start'; session: string }
  | { event: 'collected'; session: string; ids: string[] }
  | { event: 'collection-error' | 'test-start'; session: string; id: string }
  | { event: 'test-finish'; session: string; id: string; seconds: number }
  | TestReport
  | { event: 'session-finish'; session: string; exitStatus: number };

/** One line of the report that `bugsmith_pytest.py` writes. */
export type ReportEvent = SessionEvent | { event: 'modules'; modules: Record<string, string> };

const session = z.string();
const id = z.string();
const reportEventSchema: z.ZodType<ReportEvent> = z.discriminatedUnion('event', [
  z.object({ event: z.literal('session-start'), session }),
  z.object({ event: z.literal('collected'), session, ids: z.array(z.string()) }),
  z.object({ event: z.enum(['collection-error', 'test-start']), session, id }),
  z.object({ event: z.literal('test-finish'), session, id, seconds: z.number() }),
  z.object({
    event: z.literal('test-report'),
    session,
    id,
    when: z.string(),
    outcome: z.string(),
    wasXfail: z.boolean(),
  }),
  z.object({ event: z.literal('session-finish'), session, exitStatus: z.number() }),
  z.object({ event: z.literal('modules'), modules: z.record(z.string(), z.string()) }),
]);

/** The event on a line, or `undefined` when the line was cut, or is not ours. */
export function readReportEvent(line: string): ReportEvent | undefined {
  try {
    return reportEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

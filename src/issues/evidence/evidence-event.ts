import { z } from 'zod';

type Text = string | null | undefined;
type ReportedValue = { source?: Text; value?: Text } | null | undefined;

/** What a line says of a failure. */
export type ReportedFailure = {
  exceptionType: string;
  message: string;
  statement?: Text;
  expression?: Text;
  operator?: Text;
  left?: ReportedValue;
  right?: ReportedValue;
  expected?: ReportedValue;
  actual?: ReportedValue;
  expectedException?: Text;
  frames: { path: string; isInRepository: boolean; line: number; function: string; source?: Text }[];
};

/** What a line says of a program. */
export type ReportedScript = {
  source: string;
  kind: 'slice' | 'body';
  subject?: Text;
  expectedException?: Text;
};

/** What a line says of a file that could not be collected. */
export type CollectionEvent =
  | { event: 'collection-error'; path: string; output: string }
  | { event: 'collection-failure'; path: string; failure: ReportedFailure; scripts: ReportedScript[] };

/** What a line says of a test. */
export type TestEvent =
  | { event: 'source'; test: string; path?: Text; source?: Text; line?: number | null | undefined }
  | { event: 'start' | 'finish'; test: string }
  | { event: 'parameters'; test: string; parameters: Record<string, string> }
  | { event: 'ended'; test: string; outcome: string }
  | { event: 'failed'; test: string; when: string; output: string; failure: ReportedFailure }
  | { event: 'failure'; test: string; failure: ReportedFailure }
  | { event: 'scripts'; test: string; scripts: ReportedScript[] };

/** One line of the report that `bugsmith_evidence.py` writes. */
export type EvidenceEvent =
  | { event: 'begun'; interpreter?: Text }
  | CollectionEvent
  | TestEvent
  /** Something our plug-in could not look at. */
  | { event: 'trouble'; reason: string };

const text = z.string().nullish();
const value = z.object({ source: text, value: text }).nullish();
const frames = z.array(
  z.object({
    path: z.string(),
    isInRepository: z.boolean(),
    line: z.number(),
    function: z.string(),
    source: text,
  }),
);
const failure: z.ZodType<ReportedFailure> = z.object({
  exceptionType: z.string(),
  message: z.string(),
  statement: text,
  expression: text,
  operator: text,
  left: value,
  right: value,
  expected: value,
  actual: value,
  expectedException: text,
  frames,
});
const script = z.object({
  source: z.string(),
  kind: z.enum(['slice', 'body']),
  subject: text,
  expectedException: text,
});
const scripts = z.array(script);
const test = z.string();
const evidenceEventSchema: z.ZodType<EvidenceEvent> = z.discriminatedUnion('event', [
  z.object({ event: z.literal('begun'), interpreter: text }),
  z.object({ event: z.literal('source'), test, path: text, source: text, line: z.number().nullish() }),
  z.object({ event: z.literal('collection-error'), path: z.string(), output: z.string() }),
  z.object({ event: z.literal('collection-failure'), path: z.string(), failure, scripts }),
  z.object({ event: z.enum(['start', 'finish']), test }),
  z.object({ event: z.literal('parameters'), test, parameters: z.record(z.string(), z.string()) }),
  z.object({ event: z.literal('ended'), test, outcome: z.string() }),
  z.object({ event: z.literal('failed'), test, when: z.string(), output: z.string(), failure }),
  z.object({ event: z.literal('failure'), test, failure }),
  z.object({ event: z.literal('scripts'), test, scripts }),
  z.object({ event: z.literal('trouble'), reason: z.string() }),
]);

/** The events of a report, without lines that were cut or are not ours. */
export function readEvidenceEvents(report: string): EvidenceEvent[] {
  return report.split('\n').flatMap((line) => {
    try {
      const { data } = evidenceEventSchema.safeParse(JSON.parse(line));
      return data === undefined ? [] : [data];
    } catch {
      return [];
    }
  });
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../instances/atomic-file.ts';
import { toPathPart } from '../../instances/swesmith/path-part.ts';
import { formatEvalScript } from '../../instances/swesmith/run-log.ts';
import { formatTestLog } from '../../instances/swesmith/test-log.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import type { EvaluationResult } from '../evaluation-result.ts';
import { formatEvaluationReport } from './format-report.ts';
import { formatRunLog } from './format-run-log.ts';
import { formatSwebenchSummary, formatSwesmithSummary, type SummaryEntry } from './format-summary.ts';
import { predictionFolder, type ReportLayout, runFolder } from './report-layout.ts';

/** Options of {@link writeEvaluationReports}. */
export type WriteEvaluationReportsOptions = {
  /** Where `logs/` is made or added to, and SWE-bench's final report is put. */
  readonly directory: string;
  readonly runId: string;
  /** @default 'swesmith' */
  readonly layout?: ReportLayout | undefined;
  /** All instances of the dataset; SWE-bench's report counts those without a prediction. @default those of the results */
  readonly instances?: Iterable<Pick<TaskInstance, 'instance_id'>> | undefined;
  /** What `eval.sh` says the tests are run with. @default `python -m pytest` */
  readonly testCommand?: string | undefined;
  /** The clock for `run_instance.log`. @default the system's */
  readonly now?: (() => Date) | undefined;
};

/** How many results there were. */
export type EvaluationSummary = {
  readonly total: number;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<EvaluationResult['status'], number>>>;
};

/**
 * Writes results as the folders and reports of SWE-smith or SWE-bench, so that their tools and everybody's scripts
 * find them where they look.
 *
 * Shapes: each prediction has a folder in `logs/run_evaluation/<run>/`, in SWE-bench's layout below one of its
 * model, with `patch.diff`, `eval.sh`, `run_instance.log` and, where tests ran, `test_output.txt` and `report.json`.
 * The summary is `logs/run_evaluation/<run>/report.json`, in SWE-bench's layout `<model>.<run>.json` in
 * `directory`, one a model. What cannot be part of a file's name is replaced, so no id leads elsewhere.
 *
 * Outcomes: a `tampered` prediction is unresolved to both; one without a report counts as both count those:
 * SWE-smith in `total` only, SWE-bench as an error or an empty patch. Each folder is written when its result comes,
 * the summary at the end.
 */
export async function writeEvaluationReports(
  results: Iterable<EvaluationResult> | AsyncIterable<EvaluationResult>,
  options: WriteEvaluationReportsOptions,
): Promise<EvaluationSummary> {
  const { directory, runId, layout = 'swesmith', now = () => new Date() } = options;
  const run = runFolder(directory, runId);
  const byModel = new Map<string, SummaryEntry[]>();
  for await (const result of results) {
    const { instance_id: id, model_name_or_path: model } = result.prediction;
    const entries = byModel.get(model) ?? [];
    byModel.set(model, entries);
    entries.push({ id, status: result.status });
    const folder = predictionFolder(run, result.prediction, layout);
    await writeFolder(folder, result, { layout, now: now(), testCommand: options.testCommand });
  }
  const entries = [...byModel.values()].flat();
  if (layout === 'swebench') {
    const ids = options.instances && Array.from(options.instances, ({ instance_id: id }) => id);
    for (const [model, ofModel] of byModel) {
      const path = join(directory, toPathPart(`${model}.${runId}.json`));
      const summary = formatSwebenchSummary(ofModel, ids ?? ofModel.map(({ id }) => id));
      await writeFileAtomically(path, [summary]);
    }
  } else {
    await writeFileAtomically(join(run, 'report.json'), [formatSwesmithSummary(entries)]);
  }
  const byStatus: Partial<Record<EvaluationResult['status'], number>> = {};
  for (const { status } of entries) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return { total: entries.length, byStatus };
}

async function writeFolder(
  folder: string,
  result: EvaluationResult,
  {
    layout,
    now,
    testCommand = 'python -m pytest',
  }: { readonly layout: ReportLayout; readonly now: Date; readonly testCommand: string | undefined },
): Promise<void> {
  const write = async (name: string, text: string | undefined): Promise<void> => {
    // What another run of the same name left would speak of another result.
    if (text === undefined) await rm(join(folder, name), { force: true });
    else await writeFileAtomically(join(folder, name), [encodePatch(text)]);
  };
  await write('patch.diff', result.prediction.model_patch ?? '');
  await write('eval.sh', formatEvalScript(testCommand));
  await write('run_instance.log', formatRunLog(result, now));
  const timeoutMs = result.status === 'timed-out' ? result.timeoutMs : undefined;
  await write(
    'test_output.txt',
    'testOutput' in result ? formatTestLog(result.testOutput, { timeoutMs }) : undefined,
  );
  await write('report.json', formatEvaluationReport(result, layout));
}

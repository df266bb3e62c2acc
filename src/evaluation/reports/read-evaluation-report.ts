import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { DataFormatError } from '../../errors/data-format-error.ts';
import { isRegularFile, readWholeFile } from '../../instances/read-chunks.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import type { GradedTests } from '../grade-tests.ts';

/** What a report of SWE-smith or SWE-bench says of a prediction. */
export type EvaluationReport = {
  /** Name of the report's folder, or the id it is keyed by. */
  readonly instanceId: string;
  readonly resolved: boolean;
  readonly timedOut: boolean;
  /** `undefined` when the report has no tests. */
  readonly failToPass: GradedTests | undefined;
  readonly passToPass: GradedTests | undefined;
  /** `undefined` when neither the report nor its place says who made the prediction. */
  readonly modelNameOrPath: string | undefined;
};

const tests = z
  .object({ success: z.array(z.string()), failure: z.array(z.string()) })
  .transform(({ success, failure }) => ({ passed: success, failed: failure }));

const reportSchema = z.union([
  z.looseObject({ timed_out: z.literal(true) }).transform(() => ({ timedOut: true as const })),
  z
    .looseObject({
      resolved: z.boolean(),
      tests_status: z.looseObject({ FAIL_TO_PASS: tests, PASS_TO_PASS: tests }).optional(),
      model_name_or_path: z.string().optional(),
    })
    .transform((report) => ({ timedOut: false as const, report })),
]);

/**
 * Reads the `report.json` of a prediction, of SWE-smith of either year or of SWE-bench.
 *
 * @throws {DataFormatError} when it cannot be read or is none.
 */
export async function readEvaluationReport(file: string): Promise<EvaluationReport> {
  const folder = basename(dirname(resolve(file)));
  const value = parseJson(await readWholeFile(file), { file });
  const keyed = readKeyed(value);
  const checked = checkData(reportSchema, keyed?.report ?? value, { file });
  const instanceId = keyed?.id ?? folder;
  const none = { failToPass: undefined, passToPass: undefined, modelNameOrPath: undefined };
  if (checked.timedOut) return { instanceId, resolved: false, timedOut: true, ...none };
  const { resolved, tests_status: status, model_name_or_path: model } = checked.report;
  return {
    instanceId,
    resolved,
    timedOut: false,
    failToPass: status?.FAIL_TO_PASS,
    passToPass: status?.PASS_TO_PASS,
    modelNameOrPath: model,
  };
}

/** SWE-bench's reports lie below the id they are about. */
function readKeyed(value: unknown): { readonly id: string; readonly report: unknown } | undefined {
  if (typeof value !== 'object' || value === null || 'resolved' in value || 'timed_out' in value)
    return undefined;
  const [entry, ...others] = Object.entries(value);
  return entry === undefined || others.length > 0 ? undefined : { id: entry[0], report: entry[1] };
}

/**
 * Reads the reports of a run, one after the other in the order of their folders' names: those of the folders in
 * `directory`, and one level below for SWE-bench's folders of models. Folders without a report are passed over.
 *
 * @throws {DataFormatError} when the directory or a report cannot be read.
 */
export async function* readEvaluationReports(directory: string): AsyncIterable<EvaluationReport> {
  for (const name of await listFolders(directory)) {
    const folder = join(directory, name);
    if (await isRegularFile(join(folder, 'report.json'))) {
      yield await readEvaluationReport(join(folder, 'report.json'));
      continue;
    }
    for (const inner of await listFolders(folder)) {
      const file = join(folder, inner, 'report.json');
      if (await isRegularFile(file)) yield { ...(await readEvaluationReport(file)), modelNameOrPath: name };
    }
  }
}

async function listFolders(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    const reason = `the folder cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DataFormatError({ file: directory, reason, cause });
  }
}

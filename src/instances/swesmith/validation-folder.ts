import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { decodePatch, encodePatch } from '../../patches/patch-bytes.ts';
import type { ValidationResult } from '../../validation/validation-result.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { parseJson } from '../../json/json-data.ts';
import { readFileIfPresent } from '../read-chunks.ts';
import { formatEvalScript, formatRunLog } from './run-log.ts';
import { formatTestLog, parseTestLog } from './test-log.ts';
import { formatValidationReport, parseValidationReport, type ValidationReport } from './validation-report.ts';

const patchName = 'patch.diff';
const reportName = 'report.json';
const logName = 'test_output.txt';
const scriptName = 'eval.sh';
const runLogName = 'run_instance.log';

/** Writes what validation left into a candidate's folder; one for which no test ran has no report and no output. */
export async function writeValidationFolder(
  folder: string,
  result: ValidationResult,
  { testCommand, now }: { readonly testCommand: string; readonly now: Date },
): Promise<void> {
  await writeFileAtomically(join(folder, patchName), [encodePatch(result.candidate.patch)]);
  await writeFileAtomically(join(folder, scriptName), [formatEvalScript(testCommand)]);
  await writeFileAtomically(join(folder, runLogName), [encodePatch(formatRunLog(result, now))]);
  if (!('testOutput' in result)) {
    await rm(join(folder, reportName), { force: true });
    await rm(join(folder, logName), { force: true });
    return;
  }
  const timeoutMs = result.status === 'timed-out' ? result.timeoutMs : undefined;
  await writeTestLog(folder, result.testOutput, timeoutMs);
  await writeFileAtomically(join(folder, reportName), [formatValidationReport(result)]);
}

/** Writes the log of a run into its folder. */
export async function writeTestLog(folder: string, output: string, timeoutMs?: number): Promise<void> {
  await writeFileAtomically(join(folder, logName), [encodePatch(formatTestLog(output, { timeoutMs }))]);
}

/** The report of a run, or `undefined` when it has none. */
export async function readValidationReport(folder: string): Promise<ValidationReport | undefined> {
  const file = join(folder, reportName);
  const bytes = await readFileIfPresent(file);
  return bytes === undefined ? undefined : parseValidationReport(parseJson(bytes, { file }), { file });
}

/** The patch a run was about, or `undefined` when it has none. */
export async function readValidatedPatch(folder: string): Promise<string | undefined> {
  const bytes = await readFileIfPresent(join(folder, patchName));
  return bytes === undefined ? undefined : decodePatch(bytes);
}

/** What the suite printed in a run; empty when there is no log. */
export async function readTestLog(folder: string): Promise<string> {
  const bytes = await readFileIfPresent(join(folder, logName));
  return bytes === undefined ? '' : parseTestLog(decodePatch(bytes));
}

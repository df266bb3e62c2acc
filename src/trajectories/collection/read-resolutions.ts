import { basename, dirname, join } from 'node:path';
import { stat } from 'node:fs/promises';
import { z } from 'zod';

import { DataFormatError } from '../../errors/data-format-error.ts';
import { readWholeFile } from '../../instances/read-chunks.ts';
import { listFolder } from '../../instances/swesmith/list-folder.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import { isObject } from '../sources/describe-call.ts';

const ids = z.array(z.string()).optional();
const reportSchema = z.looseObject({ resolved: z.boolean().optional() });
const summarySchema = z.looseObject({
  ids_resolved: ids,
  ids_unresolved: ids,
  resolved_ids: ids,
  unresolved_ids: ids,
  error_ids: ids,
  empty_patch_ids: ids,
});

/**
 * Reads which instances a run of an evaluation resolved.
 *
 * Shapes: the folder of a run of SWE-smith (`<id>/report.json`) or of a model in SWE-bench (reports keyed by id), each
 * searched with the folders below it; or the summary file of either. A report of tests that timed out is not resolved.
 *
 * @throws {DataFormatError} with file and field, when there is nothing there, a report has another form, or two say
 *   different things of one instance, as those of different models do.
 */
export async function readResolutions(path: string): Promise<ReadonlyMap<string, boolean>> {
  const resolutions = new Map<string, boolean>();
  const isFolder = await stat(path).then(
    (facts) => facts.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined)
    throw new DataFormatError({ file: path, reason: 'there is no such folder or file' });
  for await (const file of isFolder ? findReports(path) : [path]) {
    const value = parseJson(await readWholeFile(file), { file });
    for (const [id, isResolved] of readReport(value, file)) {
      if (resolutions.has(id) && resolutions.get(id) !== isResolved) {
        throw new DataFormatError({
          file,
          field: id,
          reason:
            'another report here says otherwise of this instance; give the folder of one run of one model',
        });
      }
      resolutions.set(id, isResolved);
    }
  }
  if (resolutions.size === 0) throw new DataFormatError({ file: path, reason: 'there is no report' });
  return resolutions;
}

async function* findReports(folder: string): AsyncIterable<string> {
  for (const entry of await listFolder(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* findReports(path);
    else if (entry.isFile() && entry.name === 'report.json') yield path;
  }
}

/** Every instance a report or summary tells of. */
function readReport(value: unknown, file: string): [string, boolean][] {
  const summary = checkData(summarySchema, value, { file });
  const resolved = summary.ids_resolved ?? summary.resolved_ids;
  if (resolved !== undefined) {
    const { ids_unresolved = [], unresolved_ids = [], error_ids = [], empty_patch_ids = [] } = summary;
    const others = [...ids_unresolved, ...unresolved_ids, ...error_ids, ...empty_patch_ids];
    return [
      ...others.map((id): [string, boolean] => [id, false]),
      ...resolved.map((id): [string, boolean] => [id, true]),
    ];
  }
  const id = basename(dirname(file));
  const isKeyed = isObject(value) && Object.hasOwn(value, id);
  const report = checkData(reportSchema, isKeyed ? value[id] : value, { file, path: isKeyed ? [id] : [] });
  return [[id, report.resolved ?? false]];
}

import { stringifyLikePython } from '../instances/python-json.ts';
import { formatJsonList } from '../instances/write-instances.ts';
import { exportBundle } from './export-bundle.ts';
import type { ExportedInstances, ExportOptions, ExportReport } from './export-options.ts';

/** Options of {@link exportSweSmith}. */
export type ExportSweSmithOptions = ExportOptions & {
  /** One list, or a line an instance. @default 'json' */
  readonly format?: 'json' | 'jsonl' | undefined;
};

/**
 * Writes a bundle for SWE-smith's own tools, which is also what SWE-agent reads with `--instances.type swesmith`.
 *
 * Shapes: `instances.json` or `instances.jsonl` has every field of both generations of SWE-smith and those of
 * others; `patch` introduces the bug.
 *
 * @throws {InvalidArgumentError} when a value is no task instance, or the folder holds something else.
 * @source SWE-smith's `harness/gather.py`, of mid 2025 and of 2026.
 */
export function exportSweSmith(
  instances: ExportedInstances,
  options: ExportSweSmithOptions,
): Promise<ExportReport> {
  const { format = 'json' } = options;
  return exportBundle(instances, options, {
    name: 'swe-smith',
    options: { format },
    prepare: (instance) => instance,
    write: (rows, bundle) =>
      bundle.write(`instances.${format}`, format === 'json' ? formatJsonList(rows) : formatJsonLines(rows)),
  });
}

/** Writes rows as `json.dumps` does, one a line. */
export async function* formatJsonLines(rows: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const row of rows) yield `${stringifyLikePython(row)}\n`;
}

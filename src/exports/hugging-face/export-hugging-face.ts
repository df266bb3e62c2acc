import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { exportBundle } from '../export-bundle.ts';
import type { ExportedInstances, ExportOptions, ExportReport } from '../export-options.ts';
import { findIllFormedText } from '../refusals.ts';
import { listColumns, toDatasetRow } from './columns.ts';
import { type DatasetFormat, writeDataset } from './write-dataset.ts';

/** Options of {@link exportHuggingFace}. */
export type ExportHuggingFaceOptions = ExportOptions & {
  /** @default 'parquet' */
  readonly format?: DatasetFormat | undefined;
  /** Name of the split, of letters, digits, `_` and `.`. @default 'train' */
  readonly split?: string | undefined;
  /** Further fields of the instances to keep; what is no text is written as JSON. @default none */
  readonly fields?: readonly string[] | undefined;
};

/**
 * Writes a dataset that `datasets.load_dataset(directory)` reads and that can be uploaded to Hugging Face as it is.
 *
 * Shapes: `data/<split>-00000-of-00001.parquet` or `.jsonl`, and a `README.md` that names the split and the
 * columns. The columns are the same in every dataset: texts, absent as null, and lists of texts for the tests.
 * Parquet is compressed with Snappy; rows are written as they come, with memory for 1000 or for some megabytes.
 *
 * Outcomes: instances with text that is not Unicode are skipped.
 *
 * @throws {InvalidArgumentError} when a value is no task instance, or the folder holds something else.
 */
export async function exportHuggingFace(
  instances: ExportedInstances,
  options: ExportHuggingFaceOptions,
): Promise<ExportReport> {
  const { format = 'parquet', split = 'train', fields = [] } = options;
  checkSplit(split);
  const columns = listColumns(fields);
  return exportBundle(instances, options, {
    name: 'hugging-face',
    options: { format, split, fields },
    prepare: (instance) => {
      const row = toDatasetRow(instance, columns);
      return findIllFormedText(Object.values(row)) ?? row;
    },
    write: (rows, bundle) => writeDataset(rows, bundle, { format, split, columns }),
  });
}

/** Refuses what `datasets` does not take for the name of a split. */
export function checkSplit(split: string): void {
  if (typeof split === 'string' && /^\w+(?:\.\w+)*$/.test(split) && split.length <= 60) return;
  throw new InvalidArgumentError({
    argument: 'options.split',
    value: split,
    expected: 'a name such as `train`, of letters, digits, `_` and `.`',
  });
}

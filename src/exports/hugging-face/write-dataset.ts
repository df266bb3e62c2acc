import type { BundleWriter } from '../bundle/bundle-writer.ts';
import { formatJsonLines } from '../export-swe-smith.ts';
import type { Column, DatasetRow } from './columns.ts';
import { formatDatasetCard } from './dataset-card.ts';
import { writeParquetFile } from './parquet-file.ts';

/** How a dataset lies on the disk. */
export type DatasetFormat = 'parquet' | 'jsonl';

/** Writes the rows, one after the other, and the card. */
export async function writeDataset(
  rows: AsyncIterable<DatasetRow>,
  bundle: BundleWriter,
  facts: { readonly format: DatasetFormat; readonly split: string; readonly columns: readonly Column[] },
): Promise<void> {
  const { format, split, columns } = facts;
  const dataPath = `data/${split}-00000-of-00001.${format}`;
  if (format === 'jsonl') {
    await bundle.write(dataPath, formatJsonLines(rows));
  } else {
    await writeParquetFile(await bundle.prepare(dataPath), rows, columns);
    await bundle.add(dataPath);
  }
  await bundle.write('README.md', [formatDatasetCard({ split, dataPath, columns })]);
}

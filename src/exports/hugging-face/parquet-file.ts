import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Column, DatasetRow } from './columns.ts';

/** A row group ends with whichever comes first. */
const groupLimits = { rows: 1000, characters: 16_000_000 };

/**
 * Writes rows to a Parquet file, compressed with Snappy; a row group at most is in memory.
 *
 * Lists have the three levels of the format's specification, which is what Arrow and `datasets` call
 * `list<string>`.
 */
export async function writeParquetFile(
  place: string,
  rows: AsyncIterable<DatasetRow>,
  columns: readonly Column[],
): Promise<void> {
  const writer = new ParquetWriter({
    writer: fileWriter(place),
    schema: createSchema(columns),
    createdBy: 'bugsmith',
  });
  let group: DatasetRow[] = [];
  let characters = 0;
  const writeGroup = async (): Promise<void> => {
    const columnData = columns.map(({ name }) => ({ name, data: group.map((row) => row[name] ?? null) }));
    await writer.write({ columnData, rowGroupSize: groupLimits.rows });
    group = [];
    characters = 0;
  };
  for await (const row of rows) {
    group.push(row);
    characters += countCharacters(row);
    if (group.length >= groupLimits.rows || characters >= groupLimits.characters) await writeGroup();
  }
  if (group.length > 0) await writeGroup();
  await writer.finish();
}

function createSchema(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'schema', num_children: columns.length },
    ...columns.flatMap(({ name, type }): SchemaElement[] => {
      const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
      if (type === 'text') return [{ ...text, name, repetition_type: 'REQUIRED' }];
      if (type === 'optional-text') return [{ ...text, name, repetition_type: 'OPTIONAL' }];
      return [
        { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { ...text, name: 'element', repetition_type: 'REQUIRED' },
      ];
    }),
  ];
}

function countCharacters(row: DatasetRow): number {
  let count = 0;
  for (const value of Object.values(row)) {
    if (typeof value === 'string') count += value.length;
    else for (const text of value ?? []) count += text.length;
  }
  return count;
}

import { stringifyLikePython } from '../../instances/python-json.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';

/** A column of a dataset; the values of `list` are lists of texts, never absent. */
export type Column = { readonly name: string; readonly type: 'text' | 'optional-text' | 'list' };

/** A row: exactly the columns, in their order. */
export type DatasetRow = Readonly<Record<string, string | readonly string[] | null>>;

const ownColumns: readonly Column[] = [
  { name: 'instance_id', type: 'text' },
  { name: 'repo', type: 'text' },
  { name: 'patch', type: 'text' },
  { name: 'FAIL_TO_PASS', type: 'list' },
  { name: 'PASS_TO_PASS', type: 'list' },
  { name: 'created_at', type: 'optional-text' },
  { name: 'image_name', type: 'optional-text' },
  { name: 'base_commit', type: 'optional-text' },
  { name: 'problem_statement', type: 'optional-text' },
];

/** The columns of every dataset, with others of the instances as text. */
export function listColumns(fields: readonly string[]): readonly Column[] {
  const others = fields.filter((field) => !ownColumns.some(({ name }) => name === field));
  return [...ownColumns, ...[...new Set(others)].map((name) => ({ name, type: 'optional-text' as const }))];
}

/** Makes a row of an instance; what is no text in a column of texts is written as JSON. */
export function toDatasetRow(instance: TaskInstance, columns: readonly Column[]): DatasetRow {
  const row: Record<string, DatasetRow[string]> = {};
  for (const { name, type } of columns) {
    const value = instance[name] ?? null;
    if (type === 'list') row[name] = value as readonly string[];
    else row[name] = value === null || typeof value === 'string' ? value : stringifyLikePython(value);
  }
  return row;
}

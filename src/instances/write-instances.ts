import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { formatFieldPath } from '../json/json-data.ts';
import { guessFormat, type InstanceFormat } from './instance-format.ts';
import { stringifyLikePython } from './python-json.ts';
import { taskInstanceSchema, type TaskInstance } from './task-instance.ts';

/** Options of {@link writeInstances}. */
export type WriteInstancesOptions = {
  /** @default 'json' when the path ends in `.json`, else 'jsonl' */
  readonly format?: InstanceFormat | undefined;
};

/**
 * Writes instances to a file as Python's `json` module would, one after the other as they come.
 *
 * Shapes: `jsonl` has one instance a line, `json` is a list indented by 4. Both are ASCII, with the keys in the
 * recommended order and fields of others' after them. Missing directories are made.
 *
 * Outcomes: the file appears, or is replaced, when all instances are written; if `instances` or the disk fails
 * before that, what was there stays as it was.
 *
 * @throws {InvalidArgumentError} when one of the values is not a task instance.
 */
export async function writeInstances(
  path: string,
  instances: Iterable<TaskInstance> | AsyncIterable<TaskInstance>,
  { format = guessFormat(path) }: WriteInstancesOptions = {},
): Promise<void> {
  const rows = checkInstances(instances);
  await writeFileAtomically(path, format === 'json' ? formatJsonList(rows) : formatJsonLines(rows));
}

/** Gives instances as they are written. @throws {InvalidArgumentError} when one of the values is none. */
export async function* checkInstances(
  instances: Iterable<TaskInstance> | AsyncIterable<TaskInstance>,
): AsyncIterable<TaskInstance> {
  let index = 0;
  for await (const instance of instances) {
    const checked = taskInstanceSchema.safeParse(instance);
    if (!checked.success) {
      const path = checked.error.issues[0]?.path ?? [];
      throw new InvalidArgumentError({
        argument: formatFieldPath(['instances', index, ...path]),
        value: path.reduce(readField, instance),
        expected: 'as in a task instance',
      });
    }
    yield checked.data;
    index += 1;
  }
}

function readField(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

async function* formatJsonLines(rows: AsyncIterable<TaskInstance>): AsyncIterable<string> {
  for await (const row of rows) yield `${stringifyLikePython(row)}\n`;
}

/** Writes a list as `json.dump(..., indent=indent)` does, without holding it whole. */
export async function* formatJsonList(rows: AsyncIterable<unknown>, indent = 4): AsyncIterable<string> {
  const margin = ' '.repeat(indent);
  let isEmpty = true;
  for await (const row of rows) {
    // In the text of a row a line break is always between things, never inside a string.
    const text = stringifyLikePython(row, indent).replaceAll('\n', `\n${margin}`);
    yield `${isEmpty ? '[' : ','}\n${margin}${text}`;
    isEmpty = false;
  }
  yield isEmpty ? '[]' : '\n]';
}

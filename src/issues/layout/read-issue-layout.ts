import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

import { readFileIfPresent } from '../../instances/read-chunks.ts';
import { readInstances } from '../../instances/read-instances.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { checkData, parseJson } from '../../json/json-data.ts';
import type { LmMessage } from '../../providers/lm-provider.ts';
import { guessKind, logFolder } from './issue-layout-paths.ts';

/** Options of {@link readIssueLayout}. */
export type ReadIssueLayoutOptions = {
  /** Where `logs/` lies; without it no messages and costs are read. */
  readonly directory?: string | undefined;
  /** Name of the folder in the logs. @default that of the folder the file lies in */
  readonly experimentId?: string | undefined;
};

/** An instance with its statements. */
export type IssueLayoutRecord = {
  /** The row, with all its fields. */
  readonly instance: TaskInstance;
  /** The texts of `problem_statement`, or of `ps_basic_0`, `ps_basic_1` and so on; empty when it has none. */
  readonly statements: readonly string[];
  /** What a model was asked; `undefined` when that is not kept. */
  readonly messages: readonly LmMessage[] | undefined;
  /** What asking it cost; `undefined` when that is not known. */
  readonly costUsd: number | undefined;
};

/**
 * Reads the instances and statements of a file SWE-smith's scripts or `writeIssueLayout` wrote, in its order, with what
 * the logs hold on each. An id that cannot name a folder has no logs.
 *
 * @throws {DataFormatError} when the file cannot be read, or one of the logs has another form.
 */
export async function* readIssueLayout(
  path: string,
  { directory, experimentId = basename(dirname(path)) }: ReadIssueLayoutOptions = {},
): AsyncGenerator<IssueLayoutRecord> {
  const kind = guessKind(path);
  const experiment = kind === 'tests' ? 'from_tests' : experimentId;
  for await (const instance of readInstances(path)) {
    const folder =
      directory === undefined ? undefined : logFolder(directory, experiment, instance.instance_id);
    const read = <T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> =>
      folder === undefined ? Promise.resolve(undefined) : readLog(join(folder, name), schema);
    const metadata = await read(kind === 'tests' ? 'metadata_test.json' : 'metadata.json', metadataSchema);
    yield {
      instance,
      statements: readStatements(instance),
      messages: await read('messages.json', messagesSchema),
      costUsd: metadata?.cost ?? undefined,
    };
  }
}

const metadataSchema = z.looseObject({ cost: z.number().nullish() });
const messagesSchema = z.array(
  z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }),
);

async function readLog<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await readFileIfPresent(file);
  return bytes === undefined ? undefined : checkData(schema, parseJson(bytes, { file }), { file });
}

function readStatements(instance: TaskInstance): string[] {
  const several = Object.entries(instance)
    .flatMap(([field, text]) => {
      const number = /^ps_basic_(\d{1,6})$/.exec(field)?.[1];
      return number === undefined || typeof text !== 'string' ? [] : [{ number: Number(number), text }];
    })
    .sort((one, other) => one.number - other.number)
    .map(({ text }) => text);
  const { problem_statement: statement } = instance;
  return several.length > 0 || statement === undefined ? several : [statement];
}

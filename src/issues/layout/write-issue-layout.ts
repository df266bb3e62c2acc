import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { writeFileAtomically } from '../../instances/atomic-file.ts';
import { readInstances } from '../../instances/read-instances.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { formatJsonList, writeInstances } from '../../instances/write-instances.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { IssueResult } from '../issue-result.ts';
import { withProblemStatement } from '../with-problem-statement.ts';
import { checkPart, datasetStem, type IssueLayoutKind, listNames } from './issue-layout-paths.ts';
import { type WrittenGroup, writeLogs } from './write-logs.ts';

/** Options of {@link writeIssueLayout}. */
export type WriteIssueLayoutOptions = {
  /** Where `logs/` is made or added to. */
  readonly directory: string;
  /** File the instances were read from, such as `logs/task_insts/<mirror>.json`; the new ones are named after it. */
  readonly dataset: string;
  /** @default by the writer's name: `tests`, `original` and `templates` have scripts of their own */
  readonly kind?: IssueLayoutKind | undefined;
  /** Name of the folder beside `dataset` and in the logs, for `generated`. @default 'bugsmith' */
  readonly experimentId?: string | undefined;
  /** Stands in the file's name where SWE-smith has that of its configuration, for `generated`. @default the writer's name */
  readonly config?: string | undefined;
  /** How many statements `writeIssues` wrote for each instance; stands in the file's name. @default 1 */
  readonly statementsPerInstance?: number | undefined;
};

/** Where {@link writeIssueLayout} left the instances. */
export type IssueLayout = {
  /** Files with the instances that have a statement, those first that SWE-smith goes on from. */
  readonly datasets: readonly string[];
  /** How many instances they have. */
  readonly instances: number;
};

const scripts: Readonly<Record<string, IssueLayoutKind>> = {
  tests: 'tests',
  original: 'original',
  templates: 'static',
};

/**
 * Writes problem statements as the files SWE-smith's scripts leave.
 *
 * Shapes: `generated` makes `<folder of dataset>/<experiment>/<stem>__<config>_n<k>.jsonl`, the same as `.json`, and
 * `logs/issue_gen/<experiment>/<mirror>/<id>/messages.json` and `metadata.json`; `tests` makes
 * `<stem>__ig_tests.json` and `logs/issue_gen/from_tests/<mirror>/<id>/issue_test.txt` and `metadata_test.json`; the
 * others `<stem>__ig_orig.json` and `<stem>__ig_static.json`. All JSON is as Python writes it.
 *
 * Outcomes: only `written` results count; an instance without one is left out. The results of an instance must follow
 * each other, as `writeIssues` gives them. The lists appear, or are replaced, when all results are there.
 *
 * @throws {InvalidArgumentError} when a name cannot name a file or folder, or there are more statements than
 *   `statementsPerInstance`.
 * @source SWE-smith June 2025 `issue_gen/`. There the messages of one request stand for all statements; here those of
 *   the others are in `messages_1.json` and so on. Its `ig_static` rows also have what the templates were filled with.
 */
export async function writeIssueLayout(
  results: Iterable<IssueResult> | AsyncIterable<IssueResult>,
  options: WriteIssueLayoutOptions,
): Promise<IssueLayout> {
  const { directory, dataset, experimentId = 'bugsmith', statementsPerInstance: count = 1 } = options;
  checkNumber('statementsPerInstance', count, { least: 1, isWhole: true });
  checkPart('experimentId', experimentId);
  if (options.config !== undefined) checkPart('config', options.config);
  const groups = groupByInstance(results)[Symbol.asyncIterator]();
  const first = await groups.next();
  const writer = first.done === true ? undefined : first.value[0].writer;
  const kind = options.kind ?? scripts[writer ?? ''] ?? 'generated';
  const config = options.config ?? writer ?? 'bugsmith';
  checkPart('config', config);
  const suffix = kind === 'generated' ? `${config}_n${count}` : listNames[kind].suffix;
  const stem = datasetStem(dataset, { kind, experimentId, suffix });
  let instances = 0;
  async function* rows(): AsyncGenerator<TaskInstance> {
    for (let next = first; next.done !== true; next = await groups.next()) {
      const written = next.value;
      if (written.length > count) throw tooMany(written, count);
      await writeLogs(written, { directory, kind, experimentId });
      instances += 1;
      yield withProblemStatement(written[0].instance, written);
    }
  }
  if (kind !== 'generated') {
    await writeFileAtomically(`${stem}.json`, formatJsonList(rows(), listNames[kind].indent));
    return { datasets: [`${stem}.json`], instances };
  }
  await writeInstances(`${stem}.jsonl`, rows(), { format: 'jsonl' });
  await writeInstances(`${stem}.json`, readInstances(`${stem}.jsonl`), { format: 'json' });
  return { datasets: [`${stem}.jsonl`, `${stem}.json`], instances };
}

async function* groupByInstance(
  results: Iterable<IssueResult> | AsyncIterable<IssueResult>,
): AsyncGenerator<WrittenGroup, undefined> {
  let group: WrittenGroup | undefined;
  for await (const result of results) {
    if (result.status !== 'written') continue;
    if (group?.[0].instance.instance_id === result.instance.instance_id) group.push(result);
    else {
      if (group !== undefined) yield group;
      group = [result];
    }
  }
  if (group !== undefined) yield group;
  return undefined;
}

function tooMany(group: WrittenGroup, count: number): InvalidArgumentError {
  return new InvalidArgumentError({
    argument: 'statementsPerInstance',
    value: count,
    expected: `at least ${group.length}, as \`${group[0].instance.instance_id}\` has so many`,
  });
}

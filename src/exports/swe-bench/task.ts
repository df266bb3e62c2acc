import { stringify } from 'yaml';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import { bugPatchName } from './task-dockerfile.ts';

/** A task of the repository, ready to be written. */
export type SweBenchTask = {
  readonly instance: TaskInstance;
  readonly sourceCommit: string;
  readonly image: string;
  readonly goldPatch: string;
  readonly testPatch: string;
  readonly evalScript: string;
  readonly dockerfile: string;
};

/** The files of a task by name. */
export function formatTask(
  task: SweBenchTask,
  { dataset, split }: { readonly dataset: string; readonly split: string },
): Readonly<Record<string, string | Uint8Array>> {
  const { instance, goldPatch, testPatch, evalScript, dockerfile } = task;
  const facts = {
    ...(instance.created_at !== undefined && { created_at: instance.created_at }),
    base_commit: 'HEAD',
    datasets: [dataset],
    eval_type: 'pass_and_fail',
    image: task.image,
    instance_id: instance.instance_id,
    log_parser: 'parse_log_pytest_v2',
    repo: instance.repo,
    source_commit: task.sourceCommit,
    split,
    version: task.sourceCommit.slice(0, 8),
  };
  const tests = { FAIL_TO_PASS: instance.FAIL_TO_PASS, PASS_TO_PASS: instance.PASS_TO_PASS };
  return {
    'task.yaml': toYaml(facts),
    'tests.json': `${JSON.stringify(tests, null, 2)}\n`,
    'problem_statement.md': instance.problem_statement ?? '',
    'gold.patch': encodePatch(goldPatch),
    'test.patch': encodePatch(testPatch),
    'eval.sh': evalScript,
    Dockerfile: dockerfile,
    [bugPatchName]: encodePatch(instance.patch),
  };
}

/** Writes YAML that readers of 1.1 and 1.2 take for the same texts. */
export function toYaml(value: object): string {
  return stringify(value, {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
    sortMapEntries: true,
  });
}

import type { TaskInstance } from '../instances/task-instance.ts';
import { exportBundle } from './export-bundle.ts';
import type { ExportedInstances, ExportOptions, ExportReport, Refusal } from './export-options.ts';
import { formatJsonLines } from './export-swe-smith.ts';
import { findMissingStatement, findUnusableImage } from './refusals.ts';

/** Options of {@link exportSweAgent}. */
export type ExportSweAgentOptions = ExportOptions & {
  /**
   * What SWE-agent checks out before the agent begins: the `branch` named as the instance, or the `head` of an
   * image that holds the bug already. @default 'branch'
   */
  readonly checkout?: 'branch' | 'head' | undefined;
  /** Folder of the repository in the image, below the root. @default 'testbed' */
  readonly repositoryName?: string | undefined;
};

/**
 * Writes a bundle SWE-agent reads with `--instances.type file --instances.path instances.jsonl`.
 *
 * Shapes: a line has `image_name`, `problem_statement`, `instance_id`, `repo_name`, `base_commit` and, under
 * `extra_fields`, the tests and the patch, which the agent is not shown. Nothing is looked up online.
 *
 * Outcomes: instances without a problem statement or an image are skipped.
 *
 * @throws {InvalidArgumentError} when a value is no task instance, or the folder holds something else.
 * @source SWE-agent's `run/batch_instances.py#SimpleBatchInstance`.
 */
export function exportSweAgent(
  instances: ExportedInstances,
  options: ExportSweAgentOptions,
): Promise<ExportReport> {
  const { checkout = 'branch', repositoryName = 'testbed' } = options;
  return exportBundle(instances, options, {
    name: 'swe-agent',
    options: { checkout, repositoryName },
    prepare: (instance) =>
      findMissingStatement(instance) ??
      findUnusableImage(instance) ??
      toRow(instance, { checkout, repositoryName }),
    write: (rows, bundle) => bundle.write('instances.jsonl', formatJsonLines(rows)),
  });
}

function toRow(
  instance: TaskInstance,
  { checkout, repositoryName }: { checkout: 'branch' | 'head'; repositoryName: string },
): Exclude<object, Refusal> {
  return {
    instance_id: instance.instance_id,
    image_name: instance.image_name,
    problem_statement: instance.problem_statement,
    repo_name: repositoryName,
    base_commit: checkout === 'branch' ? instance.instance_id : 'HEAD',
    extra_fields: {
      repo: instance.repo,
      patch: instance.patch,
      fail_to_pass: instance.FAIL_TO_PASS,
      pass_to_pass: instance.PASS_TO_PASS,
    },
  };
}

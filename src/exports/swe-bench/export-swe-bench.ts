import type { InstanceRepositories } from '../../instances/instance-repositories.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { reversePatch } from '../../patches/apply-patch.ts';
import { formatPatch } from '../../patches/format-patch.ts';
import { parsePatch } from '../../patches/parse-patch.ts';
import type { Repository } from '../../repository/repository.ts';
import { readChanges } from '../../validation/read-changes.ts';
import { exportBundle } from '../export-bundle.ts';
import type { ExportedInstances, ExportOptions, ExportReport, Refusal } from '../export-options.ts';
import { checkSplit } from '../hugging-face/export-hugging-face.ts';
import { findIllFormedText, findMissingStatement, findUnusableImage } from '../refusals.ts';
import { isPatchRefusal } from '../patch-refusal.ts';
import { formatEvalScript } from './eval-script.ts';
import { formatTaskDockerfile } from './task-dockerfile.ts';
import { formatTask, type SweBenchTask, toYaml } from './task.ts';
import { createAddingPatch, findTestFiles, type TestFiles } from './test-files.ts';

/** Options of {@link exportSweBench}. */
export type ExportSweBenchOptions = ExportOptions & {
  /** Where the instances' code is: the tests are read there, and how they are run. */
  readonly repositories: InstanceRepositories;
  /** Name of the dataset the tasks belong to. @default 'bugsmith/tasks' */
  readonly dataset?: string | undefined;
  /** Split the tasks are in; SWE-bench's commands look for `test` when told nothing. @default 'test' */
  readonly split?: string | undefined;
  /** Name of a task's image. @default the name SWE-bench derives from the id, in its namespace */
  readonly taskImage?: ((instance: TaskInstance) => string) | undefined;
  /** Leaves the agent the files of the tests that fail with the bug. @default false */
  readonly keepTests?: boolean | undefined;
};

/**
 * Writes a SWE-bench 5 task repository, for `swebench eval <dataset> --task-repo <directory>`.
 *
 * Shapes: `sweb.yaml`, and for each instance `tasks/<id>/` with `task.yaml`, `tests.json`, `problem_statement.md`,
 * `gold.patch` (the fix, so the reverse of the instance's patch), `test.patch` (adds the hidden test files),
 * `eval.sh` (puts the tests back and runs the suite), `Dockerfile` and `bug.patch` (which it applies to the image
 * of the environment). `base_commit` is `HEAD`: the only commit in the image; `source_commit` is the clean one.
 *
 * Outcomes: instances without a problem statement or an image, of none of the repositories, whose patch does not
 * fit, whose text is not Unicode or whose tests are not run by pytest are skipped.
 *
 * @throws {InvalidArgumentError} when a value is no task instance, or the folder holds something else.
 * @throws {RepositoryError} when a repository cannot be read.
 * @source SWE-bench 5.0.2 `task/repo.py`, `task/checks.py`. Differs: the image is built from that of the
 *   environment, and the tests travel in `eval.sh` as base64.
 */
export async function exportSweBench(
  instances: ExportedInstances,
  options: ExportSweBenchOptions,
): Promise<ExportReport> {
  const { dataset = 'bugsmith/tasks', split = 'test', keepTests = false } = options;
  const { taskImage = deriveImage } = options;
  checkSplit(split);
  return exportBundle(instances, options, {
    name: 'swe-bench',
    options: { dataset, split, keepTests },
    prepare: (instance, repository) =>
      findMissingStatement(instance) ??
      findUnusableImage(instance) ??
      prepareTask(instance, repository, { image: taskImage(instance), keepTests }),
    write: async (tasks, bundle) => {
      for await (const task of tasks) {
        for (const [name, content] of Object.entries(formatTask(task, { dataset, split }))) {
          await bundle.write(`tasks/${task.instance.instance_id}/${name}`, [content]);
        }
      }
      await bundle.write('sweb.yaml', [toYaml({ datasets: [dataset], splits: [split] })]);
    },
  });
}

async function prepareTask(
  instance: TaskInstance,
  repository: Repository | undefined,
  { image, keepTests }: { readonly image: string; readonly keepTests: boolean },
): Promise<SweBenchTask | Refusal> {
  if (repository === undefined) {
    return {
      reason: 'no-repository',
      message: `None of the repositories is that of ${instance.instance_id}.`,
    };
  }
  const { testCommand } = repository.environment;
  if (!/pytest|py\.test/.test(testCommand)) {
    return {
      reason: 'not-pytest',
      message: `SWE-bench's parser reads pytest, but the tests are run by \`${testCommand}\`.`,
    };
  }
  try {
    const changes = await readChanges(instance, repository);
    const found = findTestFiles(instance, repository, new Set(changes.keys()));
    const testFiles: TestFiles = keepTests
      ? { hidden: [], restored: [...found.hidden, ...found.restored].sort() }
      : found;
    const testPatch = await createAddingPatch(repository, testFiles.hidden);
    const goldPatch = formatPatch(reversePatch(parsePatch(instance.patch)));
    const problem = findIllFormedText([
      goldPatch,
      testPatch,
      instance.problem_statement,
      instance.FAIL_TO_PASS,
      instance.PASS_TO_PASS,
    ]);
    return (
      problem ?? {
        instance,
        sourceCommit: repository.commit,
        image,
        goldPatch,
        testPatch,
        evalScript: formatEvalScript({ repository, testFiles, testPatch }),
        dockerfile: formatTaskDockerfile(instance.image_name ?? '', testFiles.hidden),
      }
    );
  } catch (error) {
    if (isPatchRefusal(error)) return { reason: 'patch-failed', message: error.message };
    throw error;
  }
}

/** The name SWE-bench expects; engines take no double underscore. */
function deriveImage({ instance_id }: TaskInstance): string {
  return `swebench/sweb.eval.x86_64.${instance_id}:latest`.toLowerCase().replaceAll('__', '_1776_');
}

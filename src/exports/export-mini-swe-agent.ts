import { exportBundle } from './export-bundle.ts';
import type { ExportedInstances, ExportOptions, ExportReport } from './export-options.ts';
import { listColumns, toDatasetRow } from './hugging-face/columns.ts';
import { checkSplit } from './hugging-face/export-hugging-face.ts';
import { writeDataset } from './hugging-face/write-dataset.ts';
import { findIllFormedText, findMissingStatement, findUnusableImage } from './refusals.ts';

/** Options of {@link exportMiniSweAgent}. */
export type ExportMiniSweAgentOptions = ExportOptions & {
  /**
   * What is checked out before the agent begins: the `branch` named as the instance, fetched from the remote of the
   * image's repository, or nothing (`head`), for images that hold the bug already. @default 'branch'
   */
  readonly checkout?: 'branch' | 'head' | undefined;
  /** Name of the split. @default 'train' */
  readonly split?: string | undefined;
};

/**
 * Writes a bundle mini-swe-agent reads with `mini-extra swebench --subset <directory> --split train -c swebench.yaml
 * -c <directory>/mini-swe-agent.yaml`.
 *
 * Shapes: a dataset as of `exportHuggingFace`, and `mini-swe-agent.yaml` with the command that puts the bug in
 * place: mini-swe-agent checks nothing out by itself, and the agent would find the code without a bug.
 *
 * Outcomes: instances without a problem statement or an image, and those with text that is not Unicode, are skipped.
 *
 * @throws {InvalidArgumentError} when a value is no task instance, or the folder holds something else.
 * @source mini-swe-agent 2.4.6 `run/benchmarks/swebench.py`.
 */
export async function exportMiniSweAgent(
  instances: ExportedInstances,
  options: ExportMiniSweAgentOptions,
): Promise<ExportReport> {
  const { checkout = 'branch', split = 'train' } = options;
  checkSplit(split);
  const columns = listColumns([]);
  return exportBundle(instances, options, {
    name: 'mini-swe-agent',
    options: { checkout, split },
    prepare: (instance) => {
      const row = toDatasetRow(instance, columns);
      return (
        findMissingStatement(instance) ??
        findUnusableImage(instance) ??
        findIllFormedText(Object.values(row)) ??
        row
      );
    },
    write: async (rows, bundle) => {
      await writeDataset(rows, bundle, { format: 'parquet', split, columns });
      await bundle.write('mini-swe-agent.yaml', [configurations[checkout]]);
    },
  });
}

// Jinja fills in the field of the instance; ids that could end the word are skipped before.
const configurations = {
  branch: `run:
  env_startup_command: "git fetch --quiet && git checkout --quiet {{instance_id}}"
`,
  head: `run:
  env_startup_command: ""
`,
};

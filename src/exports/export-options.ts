import type { InstanceRepositories } from '../instances/instance-repositories.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { BundleManifest } from './bundle/bundle-manifest.ts';

/** Task instances to export, held or as they come. */
export type ExportedInstances = Iterable<TaskInstance> | AsyncIterable<TaskInstance>;

/** How a dataset was made, for its manifest; what is left out is not known. */
export type Provenance = {
  /** The seed the strategies had. */
  readonly seed?: number | undefined;
  /** Whatever else it takes to make the dataset again, such as the options of strategies. */
  readonly options?: JsonObject | undefined;
  /** Versions of programs by their names; added to, or in place of, those of `bugsmith` and `node`. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
};

/** What every export can be told. */
export type ExportOptions = {
  /** Folder of the bundle. It must not exist, be empty, or hold a bundle, which is replaced. */
  readonly directory: string;
  /** Where the instances' code is; without it the manifest knows commits only from the instances. */
  readonly repositories?: InstanceRepositories | undefined;
  readonly provenance?: Provenance | undefined;
  /** The clock for the manifest. @default the system's */
  readonly now?: (() => Date) | undefined;
  /** Ends the export; what was in `directory` stays. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Called after each instance with the number of those taken or skipped so far. */
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
};

/** How far an export is. */
export type ExportProgress = { readonly exported: number; readonly skipped: number };

/**
 * Why an instance is not in a bundle: its id cannot name a file and a branch, or was there before; it has no
 * problem statement or no usable image where one is needed; its text is not Unicode, which the format cannot
 * hold; its repository is not among those given; its patch does not fit there; or its tests are not run by pytest.
 */
export type SkipReason =
  | 'unusable-id'
  | 'duplicate-id'
  | 'no-problem-statement'
  | 'unusable-image'
  | 'not-unicode'
  | 'no-repository'
  | 'patch-failed'
  | 'not-pytest';

/** An instance that was left out. */
export type SkippedInstance = {
  readonly instanceId: string;
  readonly reason: SkipReason;
  readonly message: string;
};

/** Why an instance cannot be written. */
export type Refusal = Omit<SkippedInstance, 'instanceId'>;

/** What an export made. */
export type ExportReport = {
  readonly directory: string;
  /** Number of instances in the bundle. */
  readonly exported: number;
  readonly skipped: readonly SkippedInstance[];
  /** What the bundle's `manifest.json` says. */
  readonly manifest: BundleManifest;
};

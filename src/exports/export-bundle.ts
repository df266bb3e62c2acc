import { createHash, type Hash } from 'node:crypto';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { parseBugName } from '../instances/instance-id.ts';
import { findInstanceRepository } from '../instances/instance-repositories.ts';
import { stringifyLikePython } from '../instances/python-json.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { checkInstances } from '../instances/write-instances.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { Repository } from '../repository/repository.ts';
import { type BundleManifest, type BundleRepository, manifestName } from './bundle/bundle-manifest.ts';
import { BundleWriter } from './bundle/bundle-writer.ts';
import { bugsmithVersion } from './bugsmith-version.ts';
import { checkNewId } from './check-new-id.ts';
import type {
  ExportedInstances,
  ExportOptions,
  ExportReport,
  Provenance,
  Refusal,
  SkippedInstance,
} from './export-options.ts';

/** How a bundle of one consumer is written. */
export type BundleFormat<Row> = {
  readonly name: string;
  /** Options of the export that decide what it writes. */
  readonly options?: JsonObject | undefined;
  /** Makes what is written of an instance, or says why it cannot be. */
  readonly prepare: (
    instance: TaskInstance,
    repository: Repository | undefined,
  ) => Row | Refusal | Promise<Row | Refusal>;
  /** Writes the rows as they come; `bundle` lists what was written. */
  readonly write: (rows: AsyncIterable<Row>, bundle: BundleWriter) => Promise<void>;
};

/** Writes the instances a format takes into a bundle with a manifest, all or nothing. */
export async function exportBundle<Row extends object>(
  instances: ExportedInstances,
  options: ExportOptions,
  format: BundleFormat<Row>,
): Promise<ExportReport> {
  const { provenance, now = () => new Date(), abortSignal } = options;
  const createdAt = formatDate(now());
  abortSignal?.throwIfAborted();
  const bundle = await BundleWriter.open(options.directory);
  try {
    const intake = new Intake(options, format);
    await format.write(intake.rows(instances), bundle);
    abortSignal?.throwIfAborted();
    const manifest: BundleManifest = {
      manifestVersion: 1,
      format: format.name,
      createdAt,
      versions: { bugsmith: bugsmithVersion, node: process.versions.node, ...provenance?.versions },
      ...(provenance?.seed !== undefined && { seed: provenance.seed }),
      options: { ...format.options, ...describeProvenance(provenance) },
      ...intake.describe(),
      files: bundle.files.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    };
    await bundle.write(manifestName, [`${JSON.stringify(manifest, null, 2)}\n`]);
    await bundle.place();
    const { directory } = bundle;
    return { directory, exported: manifest.instances.count, skipped: intake.skipped, manifest };
  } finally {
    await bundle.close();
  }
}

/** Takes the instances a format can hold, and keeps count of them. */
class Intake<Row extends object> {
  readonly skipped: SkippedInstance[] = [];
  readonly #options: ExportOptions;
  readonly #format: BundleFormat<Row>;
  readonly #hash: Hash = createHash('sha256');
  readonly #ids: Set<string> = new Set();
  readonly #strategies: Map<string, number> = new Map();
  readonly #repositories: Map<string, BundleRepository> = new Map();
  #exported = 0;

  constructor(options: ExportOptions, format: BundleFormat<Row>) {
    this.#options = options;
    this.#format = format;
  }

  async *rows(instances: ExportedInstances): AsyncGenerator<Row, void, undefined> {
    const { abortSignal, repositories, onProgress } = this.#options;
    for await (const instance of checkInstances(instances)) {
      abortSignal?.throwIfAborted();
      const repository =
        repositories === undefined ? undefined : await findInstanceRepository(instance, repositories);
      const row =
        checkNewId(instance.instance_id, this.#ids) ?? (await this.#format.prepare(instance, repository));
      if (isRefusal(row)) {
        const { reason, message } = row;
        this.skipped.push({ instanceId: instance.instance_id, reason, message });
      } else {
        this.#count(instance, repository);
        yield row;
      }
      onProgress?.({ exported: this.#exported, skipped: this.skipped.length });
    }
  }

  /** What the manifest says of the instances that were taken. */
  describe(): Pick<BundleManifest, 'repositories' | 'instances' | 'skipped'> {
    const byName = (one: readonly [string, unknown], other: readonly [string, unknown]): number =>
      one[0] < other[0] ? -1 : 1;
    return {
      repositories: [...this.#repositories].sort(byName).map(([, repository]) => repository),
      instances: {
        count: this.#exported,
        sha256: this.#hash.digest('hex'),
        strategies: Object.fromEntries([...this.#strategies].sort(byName)),
      },
      skipped: this.skipped.map(({ instanceId, reason }) => ({ instanceId, reason })),
    };
  }

  #count(instance: TaskInstance, repository: Repository | undefined): void {
    this.#exported += 1;
    this.#hash.update(`${stringifyLikePython(instance)}\n`);
    const id = instance.instance_id;
    const dot = id.lastIndexOf('.');
    const strategy = parseBugName(id.slice(dot + 1))?.bugType ?? 'unknown';
    this.#strategies.set(strategy, (this.#strategies.get(strategy) ?? 0) + 1);
    const mirrorName = repository?.mirrorName ?? id.slice(0, Math.max(dot, 0));
    const commit = repository?.commit ?? instance.base_commit;
    if (commit === undefined || this.#repositories.has(`${mirrorName} ${commit}`)) return;
    this.#repositories.set(`${mirrorName} ${commit}`, {
      mirrorName,
      commit,
      ...(repository !== undefined && { environment: { ...repository.environment } }),
    });
  }
}

function isRefusal(row: object): row is Refusal {
  return 'reason' in row && 'message' in row;
}

function describeProvenance(provenance: Provenance | undefined): JsonObject {
  return provenance?.options === undefined ? {} : { provenance: provenance.options };
}

function formatDate(date: Date): string {
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new InvalidArgumentError({
    argument: 'options.now',
    value: date,
    expected: 'a function that gives a valid date',
  });
}

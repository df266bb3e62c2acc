import { z } from 'zod';
import type { JsonObject } from '../../json/json-value.ts';

/** Name of the file that describes a bundle. */
export const manifestName = 'manifest.json';

/** A file of a bundle. */
export type BundleFile = {
  /** POSIX path relative to the bundle. */
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
};

/** A repository instances of a bundle were made from. */
export type BundleRepository = {
  readonly mirrorName: string;
  /** The clean commit. */
  readonly commit: string;
  /** How it was installed and tested, where the export had the repository. */
  readonly environment?: JsonObject | undefined;
};

/**
 * Where a bundle comes from and what is in it, so that it can be checked and made again.
 *
 * Shapes: `instances.sha256` is that of the JSONL file `writeInstances` makes of the instances in the bundle, in
 * their order; `instances.strategies` counts them by strategy. `files` has every file but the manifest, by path.
 */
export type BundleManifest = {
  readonly manifestVersion: 1;
  /** Whom the bundle is for, such as `swe-bench`. */
  readonly format: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed?: number | undefined;
  /** What the export and, under `provenance`, the caller said. */
  readonly options: JsonObject;
  readonly repositories: readonly BundleRepository[];
  readonly instances: {
    readonly count: number;
    readonly sha256: string;
    readonly strategies: Readonly<Record<string, number>>;
  };
  readonly skipped: readonly { readonly instanceId: string; readonly reason: string }[];
  readonly files: readonly BundleFile[];
};

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
const jsonObject = z.record(z.string(), z.json());

/** Reads a manifest; fields not known here are kept. */
export const bundleManifestSchema: z.ZodType<BundleManifest> = z.looseObject({
  manifestVersion: z.literal(1),
  format: z.string(),
  createdAt: z.string(),
  versions: z.record(z.string(), z.string()),
  seed: z.number().optional(),
  options: jsonObject,
  repositories: z.array(
    z.object({ mirrorName: z.string(), commit: z.string(), environment: jsonObject.optional() }),
  ),
  instances: z.object({
    count: z.int().nonnegative(),
    sha256,
    strategies: z.record(z.string(), z.int().nonnegative()),
  }),
  skipped: z.array(z.object({ instanceId: z.string(), reason: z.string() })),
  files: z.array(z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256 })),
});

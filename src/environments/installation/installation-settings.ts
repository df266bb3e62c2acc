import { checkNumber } from '../../providers/check-number.ts';
import { type LoopSettings, resolveLoopSettings } from '../../tool-loop/loop-settings.ts';
import type { InstallRepositoryOptions } from './install-repository-options.ts';

/** The options with their defaults. */
export type InstallationSettings = InstallRepositoryOptions &
  LoopSettings & {
    readonly maxRebuilds: number;
  };

const defaults = { maxSteps: 150, timeoutMs: 3_600_000, commandTimeoutMs: 600_000 };

/** @throws {InvalidArgumentError} when an option cannot be used. */
export function resolveInstallationSettings(options: InstallRepositoryOptions): InstallationSettings {
  const loopSettings = resolveLoopSettings(options, defaults);
  checkNumber('threshold', options.threshold ?? 0, { least: 0, most: 1 });
  const maxRebuilds = checkNumber('maxRebuilds', options.maxRebuilds ?? 3, {
    least: 1,
    most: 1000,
    isWhole: true,
  });
  return { ...options, ...loopSettings, maxRebuilds };
}

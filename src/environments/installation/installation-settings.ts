import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { checkAiSdkLanguageModel } from '../../providers/ai-sdk-language-model.ts';
import { checkNumber } from '../../providers/check-number.ts';
import { checkPrices } from '../../providers/model-prices.ts';
import type { InstallRepositoryOptions } from './install-repository-options.ts';

type Resolved =
  'maxSteps' | 'maxRebuilds' | 'timeoutMs' | 'commandTimeoutMs' | 'maxOutputBytes' | 'maxRetries';

/** The options with their defaults. */
export type InstallationSettings = InstallRepositoryOptions & Readonly<Record<Resolved, number>>;

const longestTimeoutMs = 2_147_483_647;

/** @throws {InvalidArgumentError} when an option cannot be used. */
export function resolveInstallationSettings(options: InstallRepositoryOptions): InstallationSettings {
  const { provider, prices, maxCostUsd } = options;
  checkAiSdkLanguageModel('provider', provider);
  if (maxCostUsd !== undefined && prices === undefined) {
    const expected = 'left out without `prices`, because the cost is then not known';
    throw new InvalidArgumentError({ argument: 'maxCostUsd', value: maxCostUsd, expected });
  }
  checkPrices(prices);
  checkNumber('threshold', options.threshold ?? 0, { least: 0, most: 1 });
  const wholeNumber = (name: Resolved, fallback: number, least: number, most: number): number =>
    checkNumber(name, options[name] ?? fallback, { least, most, isWhole: true });
  return {
    ...options,
    maxCostUsd: prices === undefined ? undefined : checkNumber('maxCostUsd', maxCostUsd ?? 2, { least: 0 }),
    maxSteps: wholeNumber('maxSteps', 150, 1, 1_000_000),
    maxRebuilds: wholeNumber('maxRebuilds', 3, 1, 1000),
    timeoutMs: wholeNumber('timeoutMs', 3_600_000, 1, longestTimeoutMs),
    commandTimeoutMs: wholeNumber('commandTimeoutMs', 600_000, 1, longestTimeoutMs),
    maxOutputBytes: wholeNumber('maxOutputBytes', 10_000, 100, 10_000_000),
    maxRetries: wholeNumber('maxRetries', 4, 0, 100),
  };
}

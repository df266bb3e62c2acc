import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { InstallRepositoryOptions } from './install-repository-options.ts';

type Resolved =
  'maxSteps' | 'maxRebuilds' | 'timeoutMs' | 'commandTimeoutMs' | 'maxOutputBytes' | 'maxRetries';

/** The options with their defaults. */
export type InstallationSettings = InstallRepositoryOptions & Readonly<Record<Resolved, number>>;

const priceNames = ['inputPerMillionTokensUsd', 'outputPerMillionTokensUsd'] as const;

const longestTimeoutMs = 2_147_483_647;

/** @throws {InvalidArgumentError} when an option cannot be used. */
export function resolveInstallationSettings(options: InstallRepositoryOptions): InstallationSettings {
  const { provider, prices, maxCostUsd } = options;
  if (typeof (provider as unknown) === 'string' || typeof provider.doGenerate !== 'function') {
    const expected = 'a model an AI SDK provider made, such as `createOpenAI({ apiKey })("name")`';
    throw new InvalidArgumentError({ argument: 'provider', value: provider, expected });
  }
  if (maxCostUsd !== undefined && prices === undefined) {
    const expected = 'left out without `prices`, because the cost is then not known';
    throw new InvalidArgumentError({ argument: 'maxCostUsd', value: maxCostUsd, expected });
  }
  for (const name of prices === undefined ? [] : priceNames) {
    checkNumber(`prices.${name}`, prices?.[name], { least: 0, most: Number.MAX_SAFE_INTEGER });
  }
  checkNumber('threshold', options.threshold ?? 0, { least: 0, most: 1 });
  const wholeNumber = (name: Resolved, fallback: number, least: number, most: number): number =>
    checkNumber(name, options[name] ?? fallback, { least, most, isWhole: true });
  return {
    ...options,
    maxCostUsd:
      prices === undefined
        ? undefined
        : checkNumber('maxCostUsd', maxCostUsd ?? 2, { least: 0, most: Number.MAX_SAFE_INTEGER }),
    maxSteps: wholeNumber('maxSteps', 150, 1, 1_000_000),
    maxRebuilds: wholeNumber('maxRebuilds', 3, 1, 1000),
    timeoutMs: wholeNumber('timeoutMs', 3_600_000, 1, longestTimeoutMs),
    commandTimeoutMs: wholeNumber('commandTimeoutMs', 600_000, 1, longestTimeoutMs),
    maxOutputBytes: wholeNumber('maxOutputBytes', 10_000, 100, 10_000_000),
    maxRetries: wholeNumber('maxRetries', 4, 0, 100),
  };
}

function checkNumber(
  argument: string,
  value: number | undefined,
  { least, most, isWhole = false }: { least: number; most: number; isWhole?: boolean },
): number {
  if (value !== undefined && value >= least && value <= most && (!isWhole || Number.isInteger(value)))
    return value;
  const expected = `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`;
  throw new InvalidArgumentError({ argument, value, expected });
}

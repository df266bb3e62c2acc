import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { type AiSdkLanguageModel, checkAiSdkLanguageModel } from '../providers/ai-sdk-language-model.ts';
import { checkNumber } from '../providers/check-number.ts';
import { checkPrices, type ModelPrices } from '../providers/model-prices.ts';

/** What bounds a run, as its caller gives it. */
type LoopOptions = {
  readonly provider: AiSdkLanguageModel;
  readonly prices?: ModelPrices | undefined;
  readonly maxCostUsd?: number | undefined;
} & Readonly<Partial<Record<LoopNumber, number | undefined>>>;

type LoopNumber = 'maxSteps' | 'timeoutMs' | 'commandTimeoutMs' | 'maxOutputBytes' | 'maxRetries';

/** What bounds a run, with its defaults. */
export type LoopSettings = {
  readonly provider: AiSdkLanguageModel;
  readonly prices: ModelPrices | undefined;
  readonly maxCostUsd: number | undefined;
} & Readonly<Record<LoopNumber, number>>;

const longestTimeoutMs = 2_147_483_647;

/** @throws {InvalidArgumentError} when an option cannot be used. */
export function resolveLoopSettings(
  options: LoopOptions,
  defaults: { readonly maxSteps: number; readonly timeoutMs: number; readonly commandTimeoutMs: number },
): LoopSettings {
  const { provider, prices, maxCostUsd } = options;
  checkAiSdkLanguageModel('provider', provider);
  if (maxCostUsd !== undefined && prices === undefined) {
    const expected = 'left out without `prices`, because the cost is then not known';
    throw new InvalidArgumentError({ argument: 'maxCostUsd', value: maxCostUsd, expected });
  }
  checkPrices(prices);
  const wholeNumber = (name: LoopNumber, fallback: number, least: number, most: number): number =>
    checkNumber(name, options[name] ?? fallback, { least, most, isWhole: true });
  return {
    provider,
    prices,
    maxCostUsd: prices === undefined ? undefined : checkNumber('maxCostUsd', maxCostUsd ?? 2, { least: 0 }),
    maxSteps: wholeNumber('maxSteps', defaults.maxSteps, 1, 1_000_000),
    timeoutMs: wholeNumber('timeoutMs', defaults.timeoutMs, 1, longestTimeoutMs),
    commandTimeoutMs: wholeNumber('commandTimeoutMs', defaults.commandTimeoutMs, 1, longestTimeoutMs),
    maxOutputBytes: wholeNumber('maxOutputBytes', 10_000, 100, 10_000_000),
    maxRetries: wholeNumber('maxRetries', 4, 0, 100),
  };
}

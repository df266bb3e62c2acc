import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { LmModifierOptions } from './lm-modifier-options.ts';
import { createModifyMessages } from './prompts/create-modify-messages.ts';
import { createRepairMessage } from './prompts/create-repair-message.ts';
import { createRewriteMessages } from './prompts/create-rewrite-messages.ts';

type Filled =
  | 'name'
  | 'prompt'
  | 'repairPrompt'
  | 'repairTurns'
  | 'bugsPerEntity'
  | 'kinds'
  | 'minComplexity'
  | 'seed'
  | 'concurrency';

/** Options with those left out filled in. */
export type LmModifierSettings = Omit<LmModifierOptions, Filled> & {
  readonly [Name in Filled]: Exclude<LmModifierOptions[Name], undefined>;
};

/** @throws {InvalidArgumentError} when an option is out of its range. */
export function fillOptions(options: LmModifierOptions): LmModifierSettings {
  const { mode } = options;
  if (!['modify', 'rewrite'].includes(mode)) {
    throw new InvalidArgumentError({ argument: 'mode', value: mode, expected: '`modify` or `rewrite`' });
  }
  const settings: LmModifierSettings = {
    ...options,
    name: options.name ?? `lm_${mode}`,
    prompt: options.prompt ?? (mode === 'modify' ? createModifyMessages : createRewriteMessages),
    repairPrompt: options.repairPrompt ?? createRepairMessage,
    repairTurns: options.repairTurns ?? 1,
    bugsPerEntity: options.bugsPerEntity ?? 1,
    kinds: options.kinds ?? ['function', 'method', 'class'],
    minComplexity: options.minComplexity ?? 0,
    seed: options.seed ?? 24,
    concurrency: options.concurrency ?? 4,
  };
  if (!/^[a-z][a-z0-9_]*$/.test(settings.name)) {
    const expected = 'lower-case words joined by `_`';
    throw new InvalidArgumentError({ argument: 'name', value: settings.name, expected });
  }
  checkNumber('seed', settings.seed, { least: Number.MIN_SAFE_INTEGER, isWhole: true });
  checkNumber('repairTurns', settings.repairTurns, { least: 0, isWhole: true });
  for (const name of ['bugsPerEntity', 'concurrency', 'maxEntities', 'maxOutputTokens'] as const) {
    checkNumber(name, settings[name] ?? 1, { least: 1, isWhole: true });
  }
  checkNumber('minComplexity', settings.minComplexity, { least: 0 });
  checkNumber('temperature', settings.temperature ?? 0, { least: 0 });
  return settings;
}

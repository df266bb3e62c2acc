import { BugsmithError } from '../errors/bugsmith-error.ts';
import type { TaskInstance } from '../instances/task-instance.ts';
import { reversePatch } from '../patches/apply-patch.ts';
import type { FilePatch, HunkLine } from '../patches/file-patch.ts';
import { formatPatch } from '../patches/format-patch.ts';
import { parsePatch } from '../patches/parse-patch.ts';
import { checkNumber } from '../providers/check-number.ts';
import type { LmRequest } from '../providers/lm-provider.ts';
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';
import { createDifficultyMessages } from './difficulty-prompt.ts';
import type { UnratedReason } from './difficulty-verdict.ts';
import type { DifficultyRequestOptions, Instances } from './rate-difficulty-options.ts';

/** How requests are made, with what was left out filled in. */
export type RequestSettings = {
  readonly [Name in 'prompt' | 'patchDirection' | 'rateWithoutStatement']-?: Exclude<
    DifficultyRequestOptions[Name],
    undefined
  >;
} & Pick<LmRequest, 'temperature' | 'maxOutputTokens' | 'seed'>;

/** A reason an instance cannot be asked about. */
export type RequestProblem = { readonly reason: UnratedReason; readonly message: string };

/** @throws {InvalidArgumentError} when an option is out of its range. */
export function fillRequestOptions(options: DifficultyRequestOptions): RequestSettings {
  const { patchDirection = 'adds-bug', temperature = 0, maxOutputTokens = 1024, seed } = options;
  if (!['adds-bug', 'fixes-bug'].includes(patchDirection)) {
    const expected = '`adds-bug` or `fixes-bug`';
    throw new InvalidArgumentError({ argument: 'patchDirection', value: patchDirection, expected });
  }
  if (temperature !== null) checkNumber('temperature', temperature, { least: 0 });
  if (seed !== undefined) checkNumber('seed', seed, { least: Number.MIN_SAFE_INTEGER, isWhole: true });
  checkNumber('maxOutputTokens', maxOutputTokens, { least: 1, isWhole: true });
  return {
    prompt: options.prompt ?? createDifficultyMessages,
    patchDirection,
    rateWithoutStatement: options.rateWithoutStatement ?? false,
    maxOutputTokens,
    ...(temperature !== null && { temperature }),
    ...(seed !== undefined && { seed }),
  };
}

/** What a model is asked about an instance, or why it cannot be asked. */
export function createRequest(instance: TaskInstance, settings: RequestSettings): LmRequest | RequestProblem {
  const statement = instance.problem_statement?.trim() === '' ? undefined : instance.problem_statement;
  if (statement === undefined && !settings.rateWithoutStatement) {
    const message = 'The instance has no problem statement. Write one, or set `rateWithoutStatement`.';
    return { reason: 'no-problem-statement', message };
  }
  const solutionPatch = findSolutionPatch(instance.patch, settings.patchDirection);
  if (typeof solutionPatch !== 'string') return solutionPatch;
  const { prompt, temperature, maxOutputTokens, seed } = settings;
  const messages = prompt({
    instance,
    problemStatement: statement && makeSendable(statement),
    solutionPatch: makeSendable(solutionPatch),
  });
  return { messages, temperature, maxOutputTokens, seed };
}

/** The patch that fixes the bug. */
function findSolutionPatch(
  patch: string,
  direction: RequestSettings['patchDirection'],
): string | RequestProblem {
  if (patch.trim() === '') return { reason: 'unreadable-patch', message: 'The patch is empty.' };
  if (direction === 'fixes-bug') return patch;
  try {
    return formatPatch(reversePatch(parsePatch(patch)).map(putRemovedFirst));
  } catch (error) {
    if (!BugsmithError.isInstance(error)) throw error;
    return { reason: 'unreadable-patch', message: error.message };
  }
}

/** Reversed, what git writes before and after changes places. */
function putRemovedFirst(patch: FilePatch): FilePatch {
  const hunks = patch.hunks.map((hunk) => {
    const lines: HunkLine[] = [];
    const added: HunkLine[] = [];
    for (const line of hunk.lines) {
      if (line.kind === 'context') lines.push(...added.splice(0));
      (line.kind === 'added' ? added : lines).push(line);
    }
    return { ...hunk, lines: [...lines, ...added] };
  });
  return { ...patch, hunks };
}

function makeSendable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/**
 * The requests `rateDifficulty` would send, without calling the model, for an estimate of what it would cost.
 * Instances that cannot be asked about have none; those a store keeps have one.
 *
 * @throws {InvalidArgumentError} when an option is out of its range.
 */
export async function* createDifficultyRequests(
  instances: Instances,
  options: DifficultyRequestOptions = {},
): AsyncGenerator<LmRequest> {
  const settings = fillRequestOptions(options);
  for await (const instance of instances) {
    const request = createRequest(instance, settings);
    if ('messages' in request) yield request;
  }
}

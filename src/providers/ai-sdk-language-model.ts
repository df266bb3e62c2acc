import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';

/**
 * A model of the AI SDK, as its provider packages make them: `createOpenAI({ ... })('name')`.
 *
 * Only its outline is written here, so that the types of this library need those of no version of the SDK.
 */
export type AiSdkLanguageModel = {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  /** Name of the provider, for messages. */
  readonly provider: string;
  /** Name of the model, as the provider calls it. */
  readonly modelId: string;
  /** Called by the SDK only. */
  doGenerate(options: never): PromiseLike<unknown>;
};

/** Whether a value is a model of the AI SDK, and not only the name of one. */
export function isAiSdkLanguageModel(value: unknown): value is AiSdkLanguageModel {
  return typeof value === 'object' && value !== null && 'doGenerate' in value && 'modelId' in value;
}

/** @throws {InvalidArgumentError} when `model` is no model of the AI SDK. */
export function checkAiSdkLanguageModel(argument: string, model: unknown): void {
  if (isAiSdkLanguageModel(model)) return;
  throw createModelError(argument, model, 'a model an AI SDK provider made, such as');
}

/** The error for what is passed as a model and is none. What that is is not shown: it may hold a key. */
export function createModelError(argument: string, value: unknown, what: string): InvalidArgumentError {
  const expected = `${what} \`createOpenAI({ apiKey })("name")\``;
  return new InvalidArgumentError({ argument, value: withoutContent(value), expected });
}

function withoutContent(value: unknown): unknown {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return '…';
  return typeof value === 'object' && value !== null ? {} : value;
}

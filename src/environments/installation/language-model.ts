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

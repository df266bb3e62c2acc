import type { AiSdkLanguageModel } from 'bugsmith';

/** Which model is meant. */
export type ModelChoice = {
  /** Provider package of the AI SDK, such as `@ai-sdk/openai`; it must be installed. */
  readonly packageName: string;
  readonly modelId: string;
  /** Address of the endpoint, where it is not the package's own. */
  readonly baseURL?: string | undefined;
  /** Where it is not the environment variable the package looks at itself. */
  readonly apiKey?: string | undefined;
};

/**
 * Makes a model with any provider package of the AI SDK: each exports one function `create...` that takes settings
 * and gives a function that takes the model's name.
 */
export async function loadModel({
  packageName,
  modelId,
  baseURL,
  apiKey,
}: ModelChoice): Promise<AiSdkLanguageModel> {
  const exported = (await import(packageName)) as Readonly<Record<string, unknown>>;
  const [, create] = Object.entries(exported).find(([name]) => /^create[A-Z]/.test(name)) ?? [];
  if (typeof create !== 'function')
    throw new Error(`\`${packageName}\` is no provider package of the AI SDK.`);
  const settings = {
    ...(packageName.endsWith('openai-compatible') && { name: 'openai-compatible' }),
    ...(baseURL !== undefined && { baseURL }),
    ...(apiKey !== undefined && { apiKey }),
  };
  const createModel = (create as (settings: object) => (modelId: string) => AiSdkLanguageModel)(settings);
  return createModel(modelId);
}

import { LanguageModelCallError } from '../errors/language-model-call-error.ts';

/** The key is not taken, has run out of money or may not, or there is no such model. */
const statusCodes: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/** Whether a language model would refuse every other call as well. */
export function failsEveryCall(error: unknown): boolean {
  return LanguageModelCallError.isInstance(error) && statusCodes.has(error.statusCode ?? 0);
}

import type { LmRequest } from './lm-provider.ts';

/** Says how many tokens a model makes of a text. */
export type CountTokens = (text: string) => number;

/** Estimates the tokens of a text: four bytes of UTF-8 are about one. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** The most tokens a text can have: tokenizers make one or more bytes of UTF-8 a token. */
export function boundTokens(text: string): number {
  return Buffer.byteLength(text);
}

/** Tokens of a whole request; what frames each message takes `framing` more. */
export function countRequestTokens(request: LmRequest, countTokens: CountTokens, framing: number): number {
  return request.messages.reduce((sum, { content }) => sum + countTokens(content) + framing, framing);
}

import type { APICallError } from 'ai';
import { LanguageModelCallError } from '../../errors/language-model-call-error.ts';

/** The parts of the AI SDK that know its errors. */
export type ErrorKinds = {
  readonly APICallError: { isInstance(error: unknown): error is APICallError };
  readonly RetryError: { isInstance(error: unknown): error is Error & { readonly lastError: unknown } };
};

/** What went wrong in a call of the model, told without what could hold the key it was sent with. */
export function toModelFailure(
  error: unknown,
  { model, kinds }: { readonly model: string; readonly kinds: ErrorKinds },
): LanguageModelCallError {
  const last = kinds.RetryError.isInstance(error) ? error.lastError : error;
  if (!kinds.APICallError.isInstance(last)) {
    // Only its kind: the text of an error we do not know may quote anything.
    const kind = last instanceof Error ? last.name : typeof last;
    const remedy = 'See that the provider speaks the protocol its package was made for.';
    return new LanguageModelCallError({ model, reason: `its answer cannot be used (${kind})`, remedy });
  }
  const { statusCode, isRetryable } = last;
  return new LanguageModelCallError({ model, statusCode, isRetryable, ...explain(last) });
}

function explain(error: APICallError): { readonly reason: string; readonly remedy: string } {
  const { statusCode, isRetryable } = error;
  const said = `the provider answered with status ${statusCode}`;
  if (statusCode === undefined || (statusCode < 300 && isRetryable)) {
    return {
      reason: 'the connection failed',
      remedy: "See that the provider's address can be reached from here, and try again.",
    };
  }
  if (statusCode < 300) {
    return {
      reason: `the provider's answer cannot be read`,
      remedy: 'See that its address is that of a model and not of another service.',
    };
  }
  if (statusCode === 401 || statusCode === 403) {
    // What such an answer says may quote the key.
    return { reason: said, remedy: 'Check the key the provider was made with, and what it allows.' };
  }
  const reason = `${said}${quote(error.message)}`;
  if (statusCode === 429) {
    return { reason, remedy: 'Wait, make fewer calls at a time, or raise the limits of the account.' };
  }
  if (statusCode >= 500) return { reason, remedy: 'The fault is not here; try again later.' };
  return {
    reason,
    remedy: 'Check the name of the model, that it can call tools, and that its context is long enough.',
  };
}

function quote(message: string): string {
  const text = redact(message).replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return text === '' ? '' : `: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}

/** Leaves out queries of addresses, and what looks like a key: long, or marked as one. */
function redact(text: string): string {
  return text
    .replaceAll(/\?[^\s"']*/g, '?[…]')
    .replaceAll(
      /\b(bearer|basic|token|key|secret|password)(["']?\s*[:=]?\s*["']?)[\w.~+/*=-]{6,}/gi,
      '$1$2[…]',
    )
    .replaceAll(/\b(?:sk|pk|rk|key)-[\w-]+/gi, '[…]')
    .replaceAll(/[\w.~+/*=-]{20,}/g, (word) => (/\d/.test(word) ? '[…]' : word));
}

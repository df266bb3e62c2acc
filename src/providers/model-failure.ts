import type { APICallError } from 'ai';
import { LanguageModelCallError } from '../errors/language-model-call-error.ts';
import { readRetryAfterMs } from './retry-after.ts';
import { redact } from './redact.ts';

/** The parts of the AI SDK that know its errors. */
export type ErrorKinds = {
  readonly APICallError: { isInstance(error: unknown): error is APICallError };
  readonly RetryError: { isInstance(error: unknown): error is Error & { readonly lastError: unknown } };
};

/** What is known about the call that failed. */
type ModelFailureContext = {
  readonly model: string;
  readonly kinds: ErrorKinds;
  /** Clock for a `Retry-After` that names a time. */
  readonly now?: () => Date;
};

/** What went wrong in a call of the model, told without what could hold the key it was sent with. */
export function toModelFailure(
  error: unknown,
  { model, kinds, now }: ModelFailureContext,
): LanguageModelCallError {
  const last = kinds.RetryError.isInstance(error) ? error.lastError : error;
  if (!kinds.APICallError.isInstance(last)) {
    // Only its kind: the text of an error we do not know may quote anything.
    const kind = last instanceof Error ? last.name : typeof last;
    const remedy = 'See that the provider speaks the protocol its package was made for.';
    return new LanguageModelCallError({ model, reason: `its answer cannot be used (${kind})`, remedy });
  }
  const { statusCode, isRetryable, responseHeaders } = last;
  const retryAfterMs = readRetryAfterMs(responseHeaders, now);
  return new LanguageModelCallError({ model, statusCode, isRetryable, retryAfterMs, ...explain(last) });
}

type Explanation = {
  readonly reason: string;
  readonly remedy: string;
  readonly isRetryable?: boolean;
  readonly mayHaveCost?: boolean;
};

function explain(error: APICallError): Explanation {
  const { statusCode, isRetryable } = error;
  if (statusCode === undefined || (statusCode < 300 && isRetryable)) {
    const remedy = "See that the provider's address can be reached from here, and try again.";
    return { reason: 'the connection failed', remedy, mayHaveCost: !isUnreachable(error) };
  }
  return statusCode < 300 ? explainUnreadable(error) : explainRefusal(error, statusCode);
}

/** Why an answer with a status of success cannot be read. */
function explainUnreadable({ responseBody = '' }: APICallError): Explanation {
  if (/^\s*\{/.test(responseBody) && !isJson(responseBody)) {
    const remedy = 'Try again; if it stays so, look at what lies between here and the provider.';
    return { reason: `the provider's answer ends in the middle`, remedy, isRetryable: true };
  }
  return {
    reason: `the provider's answer cannot be read`,
    remedy: 'See that its address is that of a model and not of another service.',
  };
}

function explainRefusal({ message }: APICallError, statusCode: number): Explanation {
  const said = `the provider answered with status ${statusCode}`;
  if (statusCode === 401 || statusCode === 403) {
    // What such an answer says may quote the key.
    return { reason: said, remedy: 'Check the key the provider was made with, and what it allows.' };
  }
  const reason = `${said}${quote(message)}`;
  if (statusCode === 429) {
    return { reason, remedy: 'Wait, make fewer calls at a time, or raise the limits of the account.' };
  }
  if (statusCode >= 500) return { reason, remedy: 'The fault is not here; try again later.' };
  return {
    reason,
    remedy: 'Check the name of the model, what it is able to do, and that its context is long enough.',
  };
}

/** Whether there was no connection to begin with. */
function isUnreachable(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (code !== undefined && unreachableCodes.has(code)) return true;
  }
  return false;
}

const unreachableCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function quote(message: string): string {
  const start = message.length > 2000 ? message.slice(0, 2000).replace(/\S*$/, '') : message;
  const text = redact(start).replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return text === '' ? '' : `: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}

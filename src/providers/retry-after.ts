type Headers = Readonly<Record<string, string>> | undefined;

/**
 * How many milliseconds a provider asked to wait, from the headers of its answer: `retry-after-ms`, or
 * `Retry-After` with seconds or a date. A date is taken against the answer's own `Date`, or else the clock.
 */
export function readRetryAfterMs(headers: Headers, now?: () => Date): number | undefined {
  const milliseconds = readNumber(headers?.['retry-after-ms']);
  if (milliseconds !== undefined) return milliseconds;
  const value = headers?.['retry-after'];
  const seconds = readNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  const retryAt = readTime(value);
  const answeredAt = readTime(headers?.['date']) ?? now?.().getTime();
  return retryAt === undefined || answeredAt === undefined ? undefined : Math.max(0, retryAt - answeredAt);
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,12}(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Reads a date of HTTP, such as `Wed, 21 Oct 2015 07:28:00 GMT`, as milliseconds since 1970. */
function readTime(text: string | undefined): number | undefined {
  const time = /\d:\d\d:\d\d/.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

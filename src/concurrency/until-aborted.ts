/** Waits for a promise; an abort ends the waiting, but not what is waited for. */
export function untilAborted<Value>(
  promise: Promise<Value>,
  abortSignal: AbortSignal | undefined,
): Promise<Value> {
  if (abortSignal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(abortSignal.reason as Error);
    };
    const stopListening = (): void => {
      abortSignal.removeEventListener('abort', onAbort);
    };
    promise.then(resolve, reject).finally(stopListening);
    if (abortSignal.aborted) onAbort();
    else abortSignal.addEventListener('abort', onAbort, { once: true });
  });
}

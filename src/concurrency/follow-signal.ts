/** A controller that is aborted together with a signal, or alone; `release` lets go of the signal. */
export function followSignal(abortSignal: AbortSignal | undefined): {
  readonly controller: AbortController;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(abortSignal?.reason);
  };
  abortSignal?.addEventListener('abort', onAbort);
  if (abortSignal?.aborted === true) onAbort();
  return {
    controller,
    release: () => {
      abortSignal?.removeEventListener('abort', onAbort);
    },
  };
}

import type { ContainerRuntime } from '../container-runtime.ts';

/** Options of {@link disposeOnSignal}. */
export type DisposeOnSignalOptions = {
  /** @default ['SIGTERM', 'SIGINT', 'SIGHUP'] */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** Called when disposing of the runtime failed; what it left is for `removeLeftovers`. */
  readonly onError?: ((error: unknown) => void) | undefined;
};

/**
 * Disposes of a runtime when this process is asked to end, and then lets it end by that signal.
 *
 * A library must not decide what signals do to its host, so this is for programs to call. Where the program
 * itself listens to the signal too, ending is left to it. Returns a function that takes the listeners away.
 */
export function disposeOnSignal(
  runtime: ContainerRuntime,
  { signals = ['SIGTERM', 'SIGINT', 'SIGHUP'], onError }: DisposeOnSignalOptions = {},
): () => void {
  const stopListening = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    // Again while it is being disposed of: still listened to, so that the process does not end before.
    disposal ??= Promise.resolve(runtime.dispose?.())
      .catch((error: unknown) => onError?.(error))
      .finally(() => {
        stopListening();
        if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
      });
  };
  let disposal: Promise<unknown> | undefined;
  for (const signal of signals) process.on(signal, onSignal);
  return stopListening;
}

/** Options of {@link mapConcurrently}. */
export type MapConcurrentlyOptions = {
  /** How many items are worked on at the same time. */
  readonly concurrency: number;
  /** `input` holds a result back until those of all earlier items are out. */
  readonly order: 'finished' | 'input';
  /** Aborting rejects at once, whatever the items' source is doing. */
  readonly abortSignal: AbortSignal;
  /** Told when `work` fails or the consumer stops, so that what still runs can be ended. */
  readonly onStop: () => void;
};

/** Results held back while an earlier one is missing, for each worker. */
const heldBackPerWorker = 50;

/** Something the loop has to react to. */
type Event<Item, Result> =
  | { readonly kind: 'item'; readonly next: IteratorResult<Item> }
  | { readonly kind: 'result'; readonly index: number; readonly result: Result }
  | { readonly kind: 'failure'; readonly error: unknown };

/**
 * Works on items as they come and gives results as they finish, or in the order of the items.
 *
 * Asks for an item only when there is room to work on it, and gives results also while the source is slow.
 * When `work` or the source fails, or the consumer stops, `onStop` is called and the work still running is
 * waited for; a source that is busy is not.
 */
export async function* mapConcurrently<Item, Result extends object>(
  items: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  { concurrency, order, abortSignal, onStop }: MapConcurrentlyOptions,
): AsyncGenerator<Result> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const events: Event<Item, Result>[] = [];
  let wake = (): void => undefined;
  /** Runs an action; whatever it comes to is an event, never an unhandled rejection. */
  const perform = async (action: () => Promise<Event<Item, Result>>): Promise<void> => {
    events.push(await action().catch((error: unknown) => ({ kind: 'failure', error }) as const));
    wake();
  };
  const onAbort = (): void => {
    wake();
  };
  abortSignal.addEventListener('abort', onAbort);

  const running = new Map<number, Promise<void>>();
  const finished = new Map<number, Result>();
  let started = 0;
  let given = 0;
  let source: 'idle' | 'asked' | 'exhausted' = 'idle';
  try {
    for (;;) {
      abortSignal.throwIfAborted();
      const hasRoom = running.size < concurrency && finished.size < concurrency * heldBackPerWorker;
      if (source === 'idle' && hasRoom) {
        source = 'asked';
        void perform(async () => ({ kind: 'item', next: await iterator.next() }));
      }
      const event = events.shift();
      if (event === undefined) {
        if (running.size === 0 && source !== 'asked') return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (event.kind === 'failure') throw event.error;
      if (event.kind === 'item') {
        source = event.next.done === true ? 'exhausted' : 'idle';
        if (event.next.done === true) continue;
        const index = started;
        const item = event.next.value;
        started += 1;
        running.set(
          index,
          perform(async () => ({ kind: 'result', index, result: await work(item) })),
        );
        continue;
      }
      running.delete(event.index);
      finished.set(event.index, event.result);
      for (;;) {
        const [next] = order === 'input' ? [given] : finished.keys();
        const value = next === undefined ? undefined : finished.get(next);
        if (next === undefined || value === undefined) break;
        finished.delete(next);
        given += 1;
        yield value;
      }
    }
  } finally {
    abortSignal.removeEventListener('abort', onAbort);
    onStop();
    await Promise.all(running.values());
    const isBusy = source === 'asked';
    // A generator answers `return` only after the `next` it is busy with.
    const closing = perform(async () => {
      await iterator.return?.();
      return { kind: 'failure', error: undefined };
    });
    if (!isBusy) await closing;
  }
}

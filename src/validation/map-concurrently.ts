/** Options of {@link mapConcurrently}. */
export type MapConcurrentlyOptions = {
  /** How many items are worked on at the same time. */
  readonly concurrency: number;
  /** `input` holds a result back until those of all earlier items are out. */
  readonly order: 'finished' | 'input';
  /** Told when `work` fails or the consumer stops, so that what still runs can be ended. */
  readonly onStop: () => void;
};

/** Results held back while an earlier one is missing, for each worker. */
const heldBackPerWorker = 50;

/**
 * Works on items as they come and gives results as they finish, or in the order of the items.
 *
 * Takes an item only when there is room to work on it. When `work` fails, or the consumer stops, `onStop`
 * is called and the others still running are waited for.
 */
export async function* mapConcurrently<Item, Result extends object>(
  items: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Promise<Result>,
  { concurrency, order, onStop }: MapConcurrentlyOptions,
): AsyncGenerator<Result> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const running = new Map<number, Promise<{ index: number; result: Result }>>();
  const finished = new Map<number, Result>();
  let started = 0;
  let given = 0;
  let isExhausted = false;
  const hasRoom = (): boolean =>
    running.size < concurrency && finished.size < concurrency * heldBackPerWorker;
  try {
    for (;;) {
      while (!isExhausted && hasRoom()) {
        const next = await iterator.next();
        if (next.done === true) {
          isExhausted = true;
          break;
        }
        const index = started;
        started += 1;
        running.set(
          index,
          work(next.value).then((result) => ({ index, result })),
        );
      }
      if (running.size === 0) return;
      const { index, result } = await Promise.race(running.values());
      running.delete(index);
      finished.set(index, result);
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
    onStop();
    await Promise.allSettled(running.values());
    if (!isExhausted) await iterator.return?.();
  }
}

import { writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { StoreError } from '../../src/errors/store-error.ts';
import { openJsonlStore } from '../../src/stores/jsonl-store.ts';
import { header, valueAt } from './values.ts';

/** A process that uses a store: `store-process.ts MODE PATH [COUNT]`. Each answer is one line of JSON. */
const [mode = '', path = '', count] = process.argv.slice(2);

/** Written at once, so that a kill loses no answer. */
const answer = (value: unknown): void => void writeSync(1, `${JSON.stringify(value)}\n`);

const reasonOf = (error: unknown): string => {
  if (error instanceof StoreError) return error.reason;
  throw error;
};

/** Tries to open the store for each line it is sent, and keeps it open. */
async function hold(): Promise<void> {
  answer('ready');
  const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
  while ((await lines.next()).done !== true) {
    answer(await openJsonlStore(path, { header }).then(() => 'opened', reasonOf));
  }
}

/** Goes on from the values there are until there are `count`; answers how many there are. */
async function fill(): Promise<void> {
  const store = await openJsonlStore(path, { header });
  let index = 0;
  for await (const value of store.read()) {
    if (JSON.stringify(value) !== JSON.stringify(valueAt(index)))
      throw new Error(`value ${index} is another`);
    index += 1;
  }
  for (; index < Number(count); index += 1) {
    answer(index);
    await store.append(valueAt(index));
  }
  answer(index);
  await store.close();
}

/** Appends more than the system lets it, between values that fit. */
async function exceed(): Promise<void> {
  process.on('SIGXFSZ', () => undefined);
  const store = await openJsonlStore(path, { header });
  const large = 'x'.repeat(1_000_000);
  const results = await Promise.allSettled(['a', large, 'b'].map((value) => store.append(value)));
  const sizeAfterFailure = (await stat(path)).size;
  await store.append('c');
  answer({
    reasons: results.map((result) => (result.status === 'rejected' ? reasonOf(result.reason) : 'stored')),
    sizeAfterFailure,
  });
}

const modes: Readonly<Record<string, () => Promise<void>>> = { hold, fill, exceed };
await modes[mode]?.();

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { withDirectory } from '../instances/support.ts';

const program = fileURLToPath(new URL('store-process.ts', import.meta.url));
const count = 30;
/** Candidates that take a sandbox: every tenth has no usable patch, and another tenth are duplicates. */
const sandboxesNeeded = count * 0.8;
const concurrency = 3;

/** One place in which processes work on one store after another. */
class Place {
  readonly directory: string;
  readonly store: string;
  readonly #log: string;

  constructor(directory: string, name: string) {
    this.directory = directory;
    this.store = join(directory, name);
    this.#log = `${this.store}.log`;
  }

  /** Runs a process until its end, or until it is killed some time after it begun; answers which. */
  async run(killAfterMs?: number, shellPrefix = ''): Promise<number | 'SIGKILL'> {
    const sandboxes = `${this.store}.sandboxes`;
    await mkdir(sandboxes, { recursive: true });
    const args = [process.execPath, program, this.store, sandboxes, this.#log, `${count}`];
    const child = spawn('sh', ['-c', `${shellPrefix} exec "$0" "$@"`, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(this.directory, 'compiled') },
    });
    const ended = once(child, 'exit');
    const timer = once(child.stdout, 'data').then(() =>
      killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs),
    );
    const [code, signal] = (await ended) as [number | null, 'SIGKILL' | null];
    void timer.then(clearTimeout);
    await rm(sandboxes, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    return code ?? signal ?? 'SIGKILL';
  }

  /** What the processes said they did. */
  async readLog(): Promise<string[]> {
    return (await readFile(this.#log, 'utf8')).trimEnd().split('\n');
  }

  read(file: string): Promise<string> {
    return readFile(join(this.store, file), 'utf8');
  }
}

/** Numbers from 0 to 1 that look random; the same for the same seed. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('a validation', () => {
  it(
    'ends with the same bytes wherever 50 kills hit it, and when the disk was full',
    () =>
      withDirectory(async (directory) => {
        const whole = new Place(directory, 'whole');
        expect(await whole.run()).toBe(0);
        const results = await whole.read('results.jsonl');
        const statuses = (await whole.readLog()).filter((line) => line !== 'sandbox');
        expect(statuses).toHaveLength(count);

        /** Kills processes on one store after another until there were enough. */
        async function kill(lane: number, kills: number): Promise<void> {
          const random = randomNumbers(lane);
          for (let store = 0; kills > 0; store += 1) {
            const place = new Place(directory, `killed-${lane}-${store}`);
            let allowed = sandboxesNeeded;
            for (;;) {
              if (!existsSync(join(place.store, 'baseline.json'))) allowed += 2;
              const end = await place.run(kills > 0 ? random.next().value * 500 : undefined);
              if (end === 0) break;
              expect(end).toBe('SIGKILL');
              kills -= 1;
              allowed += concurrency;
            }
            expect(await place.read('results.jsonl')).toBe(results);
            const log = await place.readLog();
            expect(log.filter((line) => line === 'sandbox').length).toBeLessThanOrEqual(allowed);
            // The last process gave all results, whoever had found them.
            expect(log.filter((line) => line !== 'sandbox').slice(-count)).toEqual(statuses);
            expect(await readdir(place.store)).toEqual(['baseline.json', 'details.jsonl', 'results.jsonl']);
            const details = (await place.read('details.jsonl')).trimEnd().split('\n').slice(1);
            const indexes = new Set(details.map((line) => (JSON.parse(line) as { index: number }).index));
            expect([...indexes]).toEqual(Array.from({ length: count }, (_, index) => index));
          }
        }

        async function fillDisk(): Promise<void> {
          const place = new Place(directory, 'limited');
          // Blocks of 512 bytes, enough for everything but the details of all candidates.
          expect(await place.run(undefined, 'ulimit -f 20;')).toBe(1);
          const log = await place.readLog();
          expect(log.at(-1)).toMatch(/^failed StoreError: .*details\.jsonl.*Raise the limit/);
          const given = log.filter((line) => line !== 'sandbox').slice(0, -1);
          expect(given).toEqual(statuses.slice(0, given.length));
          expect(results.startsWith(await place.read('results.jsonl'))).toBe(true);
          expect(given.length).toBeGreaterThan(0);
          expect(await place.run()).toBe(0);
          expect(await place.read('results.jsonl')).toBe(results);
        }

        await Promise.all([kill(1, 25), kill(2, 25), fillDisk()]);
      }),
    180_000,
  );
});

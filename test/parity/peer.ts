import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import { directory, python, stamp } from '../../scripts/parity/environment.ts';

/** A process that runs the ecosystem's own code; see `peer.py` for what can be called. */
export type Peer = {
  readonly call: <Value>(name: string, argument: Readonly<Record<string, unknown>>) => Promise<Value>;
};

/** What a function of theirs gave, or the name of what it raised. */
export type Attempt<Value> =
  | { readonly value: Value; readonly raised?: undefined }
  | { readonly raised: string; readonly message: string; readonly value?: undefined };

/** Whose code: that of SWE-bench 5 with what loads datasets, or of SWE-smith with the SWE-bench of its time. */
export type PeerName = 'swebench' | 'swesmith-2026' | 'swesmith-2025';

const folders: Readonly<Record<PeerName, readonly string[]>> = {
  swebench: [],
  'swesmith-2026': ['swebench-4'],
  'swesmith-2025': ['swesmith-2025', 'swebench-4'],
};

/** Starts a process of theirs; the packages are imported once, and it ends with the file's tests. */
export function startPeer(name: PeerName): Peer {
  if (!existsSync(stamp)) throw new Error('The packages are not installed: run `npm run test:parity`.');
  const child = spawn(python, [join(import.meta.dirname, 'peer.py'), name], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PYTHONPATH: folders[name].map((folder) => join(directory, folder)).join(':'),
      PYTHONUTF8: '1',
      HF_HUB_OFFLINE: '1',
      HF_DATASETS_OFFLINE: '1',
      HF_HOME: join('/tmp', `bugsmith-parity-${process.pid}`),
      MSWEA_SILENT_STARTUP: '1',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  const exchange = async (text: string): Promise<unknown> => {
    child.stdin.write(`${text}\n`);
    const answer = await answers.next();
    if (answer.done === true) throw new Error(`The Python process ended. It said:\n${said}`);
    const { value, error } = JSON.parse(answer.value) as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(`${error}\n${said}`);
    return value;
  };
  afterAll(() => {
    child.kill();
  });
  return {
    async call<Value>(name: string, argument: Readonly<Record<string, unknown>>) {
      const mine = last.then(() => exchange(JSON.stringify({ call: name, argument })));
      last = mine.catch(() => undefined);
      return (await mine) as Value;
    },
  };
}

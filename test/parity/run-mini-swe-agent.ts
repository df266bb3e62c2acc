import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { python, stamp } from '../../scripts/parity/environment.ts';

const run = promisify(execFile);

/** Settings of a run, by the name of the command's option; a list is an option given several times. */
export type MiniSweAgentOptions = Readonly<Record<string, string | readonly string[]>>;

/** Runs `mini-extra swebench`; `home` is an empty directory for what it and its libraries keep. */
export async function runMiniSweAgent(options: MiniSweAgentOptions, home: string): Promise<void> {
  if (!existsSync(stamp)) throw new Error('The packages are not installed: run `npm run test:parity`.');
  const parameters = Object.entries(options).flatMap(([name, given]) =>
    [given].flat().flatMap((value) => [`--${name}`, value]),
  );
  const program = ['-m', 'minisweagent.run.utilities.mini_extra', 'swebench'];
  await run(python, [...program, ...parameters], {
    cwd: home,
    maxBuffer: 100_000_000,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      HF_HOME: join(home, 'hugging-face'),
      HF_HUB_OFFLINE: '1',
      HF_DATASETS_OFFLINE: '1',
      PYTHONUTF8: '1',
      MSWEA_GLOBAL_CONFIG_DIR: join(home, 'settings'),
      MSWEA_CONFIGURED: 'true',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      OPENAI_API_KEY: 'none',
    },
  });
}

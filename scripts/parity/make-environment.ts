// Installs the ecosystem's own packages from PyPI, once for the versions asked for. Downloads are tried again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { besides, directory, python, requirements, stamp, venv } from './environment.ts';

const attempts = 4;
const pauseMs = 10_000;
const pip = ['-m', 'pip', '--quiet', '--disable-pip-version-check', '--retries', '5', '--timeout', '60'];

async function run(what: string, command: string, commandArguments: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { status } = spawnSync(command, commandArguments, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status === 0) return;
    if (attempt === attempts) throw new Error(`Could not ${what}: \`${command}\` failed ${attempts} times.`);
    console.log(`parity: could not ${what}, trying again in ${pauseMs / 1000} s`);
    await wait(pauseMs);
  }
}

if (!existsSync(stamp)) {
  const isNew = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0;
  if (!isNew) throw new Error('The packages need `python3` of version 3.10 or newer.');
  console.log(`parity: installing the packages in ${directory} (a minute or two) ...`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await run('make an environment', 'python3', ['-m', 'venv', venv]);
  await run('install the packages', python, [...pip, 'install', '--requirement', requirements]);
  for (const { file, folder } of besides) {
    const target = ['--no-deps', '--target', join(directory, folder)];
    await run(`install ${folder}`, python, [...pip, 'install', ...target, '--requirement', file]);
  }
  writeFileSync(stamp, '');
}

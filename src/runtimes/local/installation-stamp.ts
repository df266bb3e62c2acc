import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../../repository/repository.ts';
import { nullWhenMissing } from '../shared/system-error.ts';

/** File that is written last and says which finished installation its directory holds. */
const fileName = 'installation.json';

/** Text of the file for an installation; another installation has another text. */
export function createStamp(repository: Repository, python: string | undefined): string {
  const { mirrorName, commit, environment } = repository;
  const facts = {
    version: 1,
    mirrorName,
    commit,
    install: environment.install,
    python: python ?? environment.python ?? null,
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

/** Whether the directory holds the finished installation. */
export async function hasInstallation(directory: string, stamp: string): Promise<boolean> {
  const text = await nullWhenMissing(readFile(join(directory, fileName), 'utf8'));
  const python = await nullWhenMissing(stat(join(directory, 'venv', 'bin', 'python')));
  const prepared = await nullWhenMissing(stat(join(directory, 'prepared')));
  return text === stamp && python !== null && prepared !== null;
}

export async function writeStamp(directory: string, stamp: string): Promise<void> {
  await writeFile(join(directory, fileName), stamp);
}

export async function removeStamp(directory: string): Promise<void> {
  await rm(join(directory, fileName), { force: true });
}

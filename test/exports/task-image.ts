import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { git, makeCheckout, writeFiles } from '../repository/git-checkout.ts';
import { testVenv } from '../support/python.ts';
import { bugPatch, projectFiles } from './support.ts';

/** A checkout of the project as a task's image has it: with the bug, and without the hidden tests. */
export function makeImage(dockerfile: string): string {
  const directory = makeCheckout(projectFiles);
  writeFiles(directory, { 'bug.patch': bugPatch });
  git(directory, 'apply', 'bug.patch');
  rmSync(join(directory, 'bug.patch'));
  const hidden = /rm -f -- ([^&\n]+)$/m.exec(dockerfile)?.[1]?.split(' ') ?? [];
  for (const path of hidden) rmSync(join(directory, path));
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--amend', '--message', 'Initial commit');
  return directory;
}

/** What a task's script prints, both streams together, when it runs where `/testbed` is another directory. */
export function runScript(script: string, testbed: string): string {
  return execFileSync('bash', ['-c', `exec 2>&1\n${script.replaceAll('/testbed', testbed)}`], {
    cwd: '/',
    env: { PATH: `${join(testVenv, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: testbed },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

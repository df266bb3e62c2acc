import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCheckout, makeDirectory } from '../repository/git-checkout.ts';
import { testVenv } from '../support/python.ts';
import { bugPatch, projectFiles } from './support.ts';

/** A checkout of the project in which a task's Dockerfile was followed, as in the image of its environment. */
export function makeImage(dockerfile: string): string {
  const directory = makeCheckout({ ...projectFiles, 'shop/__pycache__/sums.pyc': 'compiled' });
  const patch = join(makeDirectory(), 'bug.patch');
  writeFileSync(patch, bugPatch);
  const steps = [...dockerfile.replaceAll(' \\\n', ' ').matchAll(/^RUN (.*)$/gm)].map(
    ([, step = '']) => step,
  );
  for (const step of steps) {
    execFileSync('sh', ['-c', step.replaceAll('/tmp/bug.patch', patch)], { cwd: directory, stdio: 'pipe' });
  }
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

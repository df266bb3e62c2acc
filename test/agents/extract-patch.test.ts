import { describe, expect, it } from 'vitest';
import type { AgentRun } from 'bugsmith';
import { applyPatch, parsePatch } from 'bugsmith';
import { runs, submits, work } from './support.ts';

async function changeBy(command: string, options: { removeFailingTests?: boolean } = {}): Promise<AgentRun> {
  const { run } = await work([runs(command), submits], options);
  expect(run.status).toBe('submitted');
  return run;
}

const changedPaths = (patch: string | null): string[] =>
  parsePatch(patch ?? '').map(({ oldPath, newPath }) => `${oldPath} > ${newPath}`);

describe('what an agent changed', () => {
  it('is found in changed, new and removed files, without caches and what git ignores', async () => {
    const { prediction, omitted } = await changeBy(`
      echo more >> README.md
      printf 'no end' > new.py
      mkdir -p tool build shop/__pycache__ .pytest_cache nested
      printf '#!/bin/sh\\n' > tool/run.sh; chmod +x tool/run.sh
      rm "odd [name]'s.txt"
      touch build/x.py debug.log shop/__pycache__/money.cpython-311.pyc .pytest_cache/x README.md.orig
      echo content | tee build/x.py debug.log shop/__pycache__/money.cpython-311.pyc README.md.orig
      echo '*.dat' > nested/.gitignore; echo data > nested/a.dat
      git add -A; git commit -qm 'mine'
    `);
    expect(omitted).toEqual([]);
    expect(changedPaths(prediction.model_patch)).toEqual([
      'README.md > README.md',
      'null > nested/.gitignore',
      'null > nested/a.dat',
      'null > new.py',
      "odd [name]'s.txt > null",
      'null > tool/run.sh',
    ]);
    expect(prediction.model_patch).toContain('new file mode 100755');
    const made = applyPatch(
      parsePatch(prediction.model_patch ?? ''),
      new Map([
        ['README.md', 'A shop.\n'],
        ["odd [name]'s.txt", 'odd\n'],
      ]),
    );
    expect(made.get('new.py')).toBe('no end');
    expect(made.get('README.md')).toBe('A shop.\nmore\n');
  });

  it('is found without git, and whatever becomes of it', async () => {
    for (const command of [
      'rm -rf .git',
      'rm -rf .git; git init -q; git add -A',
      'echo broken > .git/HEAD',
      'rm .git/index',
    ]) {
      const { prediction } = await changeBy(`${command}\necho more >> README.md`);
      expect(changedPaths(prediction.model_patch)).toEqual(['README.md > README.md']);
    }
  });

  it('is said to be left out where a patch cannot hold it', async () => {
    const { prediction, omitted } = await changeBy(
      `printf 'a\\0b' > picture.bin; ln -s README.md linked; rm link.py; chmod +x README.md; chmod -x run.sh
       echo mine > tests/test_money.py; echo more >> run.sh`,
      { removeFailingTests: true },
    );
    expect(omitted).toEqual([
      { path: 'README.md', reason: 'mode' },
      { path: 'link.py', reason: 'symbolic-link' },
      { path: 'linked', reason: 'symbolic-link' },
      { path: 'picture.bin', reason: 'binary' },
      { path: 'run.sh', reason: 'mode' },
      { path: 'tests/test_money.py', reason: 'removed-test-file' },
    ]);
    expect(changedPaths(prediction.model_patch)).toEqual(['run.sh > run.sh']);
  });

  it('never leads outside', async () => {
    const { prediction, omitted } = await changeBy(
      'rm -rf shop; mkdir /tmp/bugsmith-outside-$$; echo secret > /tmp/bugsmith-outside-$$/money.py; ' +
        'ln -s /tmp/bugsmith-outside-$$ shop; ln -sf /etc/hostname notes.txt',
    );
    expect(prediction.model_patch).not.toContain('secret');
    expect(changedPaths(prediction.model_patch)).toEqual(['shop/money.py > null']);
    expect(omitted).toEqual([
      { path: 'notes.txt', reason: 'symbolic-link' },
      { path: 'shop', reason: 'symbolic-link' },
    ]);
  });
});

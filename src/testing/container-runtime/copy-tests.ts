import assert from 'node:assert/strict';
import { BugsmithError } from '../../errors/bugsmith-error.ts';
import type { SandboxTests } from './sandbox-tests.ts';
import { addFileUnchecked } from './suite-repository.ts';

/** What a new sandbox holds. */
export const copyTests: SandboxTests = {
  'holds every file byte for byte': async ({ sandbox, repository }) => {
    const paths = repository.files.filter(({ mode }) => mode !== '120000').map(({ path }) => path);
    for await (const { path, content } of repository.readFiles(paths)) {
      assert.deepEqual(toArray(await sandbox.readFile(path)), toArray(content), path);
    }
  },

  'keeps which files are executable': async ({ sandbox }) => {
    const run = await sandbox.exec({ command: ['./run.sh'] });
    assert.deepEqual([run.exitCode, run.stdout], [0, 'it runs\n']);
    const plain = await sandbox.exec({ command: 'test ! -x package/windows.py' });
    assert.equal(plain.exitCode, 0);
  },

  'keeps symbolic links': async ({ sandbox }) => {
    const { stdout } = await sandbox.exec({
      command: 'readlink link.py linked-package dangling-link link-to-root',
    });
    assert.equal(stdout, 'package/windows.py\npackage\nnowhere/at all\n/\n');
  },

  'has an empty temporary directory outside the repository': async ({ sandbox }) => {
    assert.ok(!`${sandbox.temporaryDirectory}/`.startsWith(`${sandbox.workingDirectory}/`));
    assert.ok(!`${sandbox.workingDirectory}/`.startsWith(`${sandbox.temporaryDirectory}/`));
    const { exitCode, stdout } = await sandbox.exec({ command: ['ls', '-A', sandbox.temporaryDirectory] });
    assert.deepEqual([exitCode, stdout], [0, '']);
  },

  'keeps sandboxes apart': async ({ sandbox, createSandbox }) => {
    const other = await createSandbox();
    // Appending changes a file in place, and so all copies that share its storage.
    const change = 'echo changed >> package/__init__.py; rm run.sh; mkdir -p new; echo new > new/file';
    assert.equal((await sandbox.exec({ command: change })).exitCode, 0);
    await sandbox.writeFile(`${sandbox.temporaryDirectory}/file`, 'new');
    for (const unchanged of [other, await createSandbox()]) {
      assert.deepEqual(toArray(await unchanged.readFile('package/__init__.py')), []);
      assert.notEqual(await unchanged.readFile('run.sh'), null);
      assert.equal(await unchanged.readFile('new/file'), null);
      assert.equal(await unchanged.readFile(`${unchanged.temporaryDirectory}/file`), null);
    }
  },

  'refuses repositories whose paths lead outside': async ({ runtime, repository }) => {
    const paths = [
      '../outside',
      '/outside',
      'package/../../outside',
      'linked-package/outside',
      'link-to-root/outside',
    ];
    for (const path of paths) {
      const creation = runtime.createSandbox({ repository: addFileUnchecked(repository, path) });
      await assert.rejects(creation, (error) => BugsmithError.isInstance(error), path);
    }
  },

  'makes no sandbox once aborted': async ({ runtime, repository }) => {
    const reason = new Error('no longer wanted');
    const creation = runtime.createSandbox({ repository, abortSignal: AbortSignal.abort(reason) });
    await assert.rejects(creation, (error) => error === reason);
  },
};

function toArray(bytes: Uint8Array | null): readonly number[] | null {
  return bytes === null ? null : [...bytes];
}

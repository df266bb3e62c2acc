import assert from 'node:assert/strict';
import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import type { SandboxTests } from './sandbox-tests.ts';

/** Reading, writing and removing files. */
export const fileTests: SandboxTests = {
  'reads null where there is no file': async ({ sandbox }) => {
    const { temporaryDirectory } = sandbox;
    for (const path of [
      'missing',
      'missing/file',
      'package/windows.py/below',
      `${temporaryDirectory}/missing`,
    ]) {
      assert.equal(await sandbox.readFile(path), null, path);
    }
  },

  'writes bytes and text': async ({ sandbox }) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
    await sandbox.writeFile('new directory/below/bytes', bytes);
    assert.deepEqual(
      Buffer.from((await sandbox.readFile('new directory/below/bytes')) ?? []),
      Buffer.from(bytes),
    );
    await sandbox.writeFile('package/windows.py', 'é\r\n');
    assert.equal(await readText(sandbox, 'package/windows.py'), 'é\r\n');
    await sandbox.writeFile('package/windows.py', '');
    assert.equal(await readText(sandbox, 'package/windows.py'), '');
  },

  'shares files with commands': async ({ sandbox }) => {
    await sandbox.writeFile('-input name', 'from outside\n');
    const { stdout } = await sandbox.exec({ command: 'cat ./-input*; echo from inside > output' });
    assert.equal(stdout, 'from outside\n');
    assert.equal(await readText(sandbox, 'output'), 'from inside\n');
  },

  'takes absolute paths inside its directories': async ({ sandbox }) => {
    for (const directory of [sandbox.workingDirectory, sandbox.temporaryDirectory]) {
      const path = `${directory}/some/file.txt`;
      await sandbox.writeFile(path, directory);
      const { stdout } = await sandbox.exec({ command: ['cat', path] });
      assert.equal(stdout, directory);
      await sandbox.removeFile(path);
      assert.equal(await sandbox.readFile(path), null);
    }
  },

  'keeps the permissions of a file it writes': async ({ sandbox }) => {
    await sandbox.writeFile('run.sh', '#!/bin/sh\necho it still runs\n');
    assert.equal((await sandbox.exec({ command: ['./run.sh'] })).stdout, 'it still runs\n');
    await sandbox.writeFile('package/windows.py', 'first = 2\n');
    assert.equal((await sandbox.exec({ command: 'test ! -x package/windows.py' })).exitCode, 0);
  },

  'writes a file that is read-only': async ({ sandbox }) => {
    await sandbox.exec({ command: 'chmod 444 package/windows.py' });
    await sandbox.writeFile('package/windows.py', 'first = 2\n');
    assert.equal(await readText(sandbox, 'package/windows.py'), 'first = 2\n');
  },

  'removes files, directories and links': async ({ sandbox }) => {
    await sandbox.removeFile('run.sh');
    await sandbox.removeFile('link.py');
    await sandbox.removeFile('link-to-root');
    await sandbox.removeFile('naïve');
    await sandbox.removeFile('missing');
    await sandbox.removeFile('missing/file');
    const { stdout } = await sandbox.exec({
      command: 'ls -d run.sh link.py link-to-root naïve package/windows.py',
    });
    assert.equal(stdout, 'package/windows.py\n');
  },

  'removes a directory that is read-only': async ({ sandbox }) => {
    await sandbox.exec({ command: 'mkdir -p locked/below; touch locked/below/file; chmod -R a-w locked' });
    await sandbox.removeFile('locked');
    assert.equal((await sandbox.exec({ command: 'test ! -e locked' })).exitCode, 0);
  },

  'refuses paths that lead outside': async ({ sandbox }) => {
    const { workingDirectory, temporaryDirectory } = sandbox;
    const paths = ['', '..', '../outside', 'package/../../outside', '/', '/etc/passwd', 'nul\0character'];
    const disguised = [
      `${workingDirectory}/../outside`,
      `${workingDirectory}-2/file`,
      `${temporaryDirectory}x`,
    ];
    for (const path of [...paths, ...disguised]) await assertRefused(sandbox, path);
  },

  'does not replace its directories themselves': async ({ sandbox }) => {
    for (const path of ['.', sandbox.workingDirectory, `${sandbox.temporaryDirectory}/`]) {
      await assertRefused(sandbox, path);
    }
  },

  'reads and writes files only, not directories or devices': async ({ sandbox }) => {
    await sandbox.exec({ command: 'mkfifo pipe' });
    for (const path of ['package', 'pipe']) {
      await assertInvalid(sandbox.readFile(path), path);
      await assertInvalid(sandbox.writeFile(path, 'text'), path);
    }
    await assertInvalid(sandbox.writeFile('package/windows.py/below', 'text'), 'below a file');
  },

  'follows no symbolic link': async ({ sandbox }) => {
    const command = `ln -s "${sandbox.temporaryDirectory}" made-link; ln -s package/windows.py made-file-link`;
    await sandbox.exec({ command });
    await sandbox.writeFile(`${sandbox.temporaryDirectory}/file`, 'unchanged');
    for (const path of ['made-link/file', 'linked-package/windows.py', 'link-to-root/etc/passwd']) {
      await assertRefused(sandbox, path);
      await assertRefused(sandbox, `${path}/below`);
    }
    for (const path of ['link.py', 'made-file-link', 'dangling-link', 'linked-package']) {
      await assertInvalid(sandbox.readFile(path), path);
      await assertInvalid(sandbox.writeFile(path, 'changed'), path);
    }
    assert.equal(await readText(sandbox, `${sandbox.temporaryDirectory}/file`), 'unchanged');
    assert.equal(await readText(sandbox, 'package/windows.py'), 'first = 1\r\nsecond = 2\r\n');
    assert.equal(await sandbox.readFile('package/nowhere'), null);
  },

  'follows no link that took the place of its directory': async ({ sandbox }) => {
    const { workingDirectory, temporaryDirectory } = sandbox;
    const replace = 'mv "$1" "$1.moved" && ln -s "$2" "$1"';
    await sandbox.writeFile('file', 'unchanged');
    await sandbox.exec({ command: ['sh', '-c', replace, 'sh', temporaryDirectory, workingDirectory] });
    await assertRefused(sandbox, `${temporaryDirectory}/file`);
    assert.equal(await readText(sandbox, 'file'), 'unchanged');
  },
};

async function assertRefused(sandbox: Sandbox, path: string): Promise<void> {
  await assertInvalid(sandbox.readFile(path), path);
  await assertInvalid(sandbox.writeFile(path, 'changed'), path);
  await assertInvalid(sandbox.removeFile(path), path);
}

async function assertInvalid(action: Promise<unknown>, path: string): Promise<void> {
  await assert.rejects(action, (error) => InvalidArgumentError.isInstance(error), JSON.stringify(path));
}

async function readText(sandbox: Sandbox, path: string): Promise<string | null> {
  const content = await sandbox.readFile(path);
  return content === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
}

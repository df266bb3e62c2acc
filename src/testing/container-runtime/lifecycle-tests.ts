import assert from 'node:assert/strict';
import { ContainerError } from '../../errors/container-error.ts';
import type { SandboxTests } from './sandbox-tests.ts';

/** The end of a sandbox and of its runtime. */
export const lifecycleTests: SandboxTests = {
  'can be removed twice': async ({ sandbox }) => {
    await Promise.all([sandbox.remove(), sandbox.remove()]);
    await sandbox.remove();
  },

  'cannot be used once removed': async ({ sandbox }) => {
    await sandbox.remove();
    const isContainerError = (error: unknown): boolean => ContainerError.isInstance(error);
    await assert.rejects(sandbox.exec({ command: 'true' }), isContainerError);
    await assert.rejects(sandbox.readFile('run.sh'), isContainerError);
    await assert.rejects(sandbox.writeFile('run.sh', ''), isContainerError);
    await assert.rejects(sandbox.removeFile('run.sh'), isContainerError);
  },

  'is removed with what commands locked': async ({ sandbox }) => {
    const command =
      'mkdir -p locked/below; touch locked/below/file; chmod 000 locked/below; chmod 555 locked .';
    await sandbox.exec({ command });
    await sandbox.remove();
  },

  'ends a running command when it is removed': async ({ sandbox, createSandbox }) => {
    const other = await createSandbox();
    const running = sandbox.exec({ command: 'echo x > begun; while :; do sleep 1; done' });
    const ending = running.then(
      ({ exitCode }) => exitCode,
      (error: unknown) => ContainerError.isInstance(error),
    );
    while ((await sandbox.readFile('begun')) === null) await other.exec({ command: 'sleep 0.05' });
    await sandbox.remove();
    // Whether that is a result or an error is left open.
    assert.ok([null, 137, true].includes(await ending));
    assert.equal((await other.exec({ command: 'echo still here' })).stdout, 'still here\n');
  },

  'holds nothing it should not when it is isolated': async ({ runtime, repository }) => {
    const isolated = { omittedPaths: ['missing', 'package/missing.py'] };
    const sandbox = await runtime.createSandbox({ repository, isolated });
    try {
      const { stdout } = await sandbox.exec({ command: './run.sh; find . -name .git' });
      assert.equal(stdout, 'it runs\n');
      await sandbox.writeFile('changed', 'in one of them');
    } finally {
      await sandbox.remove();
    }
    const other = await runtime.createSandbox({ repository, isolated });
    try {
      assert.equal(await other.readFile('changed'), null);
    } finally {
      await other.remove();
    }
  },

  'can be disposed of twice': async ({ runtime }) => {
    await runtime.dispose?.();
    await runtime.dispose?.();
  },
};

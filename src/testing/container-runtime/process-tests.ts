import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../../runtimes/sandbox.ts';
import type { SandboxTests } from './sandbox-tests.ts';

/** A shell that shows it is alive by adding to the file `beats`, for a minute at most. */
const beat = `sh -c 'i=0; while [ $i -lt 600 ]; do echo x >> "$0/beats"; i=$((i + 1)); sleep 0.1; done' "$PWD"`;
const hasBeaten = 'until test -s beats; do sleep 0.05; done';
const forever = 'while :; do sleep 1; done';

/** Ways of leaving a process behind: some keep the output open, some are out of the process group's reach. */
const backgrounds: Readonly<Record<string, string>> = {
  'a background process': `${beat} &`,
  'a background process that ignores signals': `(trap '' HUP INT TERM; ${beat}) &`,
  'a process in a session of its own': `setsid ${beat} &`,
  'a daemon': `(setsid sh -c 'cd /; "$@" > /dev/null 2>&1 &' sh ${beat} &)`,
  'a daemon without variables': `(setsid env -i "PATH=$PATH" sh -c '"$@" > /dev/null 2>&1 &' sh ${beat} &)`,
};

const endTests = Object.entries(backgrounds).flatMap(
  ([name, background]): [string, SandboxTests[string]][] => [
    [
      `kills ${name} when the command ends`,
      async ({ sandbox }) => {
        const command = `${background}\n${hasBeaten}; echo done; exit 3`;
        const { exitCode, stdout } = await sandbox.exec({ command });
        assert.deepEqual([exitCode, stdout], [3, 'done\n']);
        await assertNothingBeats(sandbox);
      },
    ],
    [
      `kills ${name} on a time-out`,
      async ({ sandbox }) => {
        const command = `echo begun; ${background}\n${forever}`;
        // A busy machine may need longer until the background process has begun.
        for (const timeoutMs of [1000, 5000, 20_000]) {
          const { exitCode, stdout, timedOut } = await sandbox.exec({ command, timeoutMs });
          assert.deepEqual(
            { exitCode, stdout, timedOut },
            { exitCode: null, stdout: 'begun\n', timedOut: true },
          );
          if ((await sandbox.readFile('beats')) !== null) break;
        }
        await assertNothingBeats(sandbox);
      },
    ],
    [
      `kills ${name} on an abort`,
      async ({ sandbox }) => {
        const controller = new AbortController();
        const reason = new Error('enough');
        const command = `${background}\n${forever}`;
        const running = sandbox.exec({ command, abortSignal: controller.signal });
        const rejection = assert.rejects(running, (error) => error === reason);
        await Promise.race([rejection, untilFileExists(sandbox, 'beats')]);
        controller.abort(reason);
        await rejection;
        await assertNothingBeats(sandbox);
      },
    ],
  ],
);

/** How commands and what they leave behind come to an end. */
export const processTests: SandboxTests = {
  ...Object.fromEntries(endTests),

  'kills a command that ignores signals on a time-out': async ({ sandbox }) => {
    const command = `trap '' HUP INT TERM; ${forever}`;
    const { exitCode, timedOut } = await sandbox.exec({ command, timeoutMs: 500 });
    assert.deepEqual({ exitCode, timedOut }, { exitCode: null, timedOut: true });
  },

  'times out an array too': async ({ sandbox }) => {
    const { exitCode, timedOut } = await sandbox.exec({ command: ['sleep', '600'], timeoutMs: 500 });
    assert.deepEqual({ exitCode, timedOut }, { exitCode: null, timedOut: true });
  },

  'starts nothing once aborted': async ({ sandbox }) => {
    const reason = new Error('no longer wanted');
    const running = sandbox.exec({ command: 'echo x > beats', abortSignal: AbortSignal.abort(reason) });
    await assert.rejects(running, (error) => error === reason);
    assert.equal(await sandbox.readFile('beats'), null);
  },

  'can be used after a time-out and an abort': async ({ sandbox }) => {
    await sandbox.exec({ command: forever, timeoutMs: 200 });
    const controller = new AbortController();
    const running = sandbox.exec({ command: forever, abortSignal: controller.signal });
    controller.abort();
    await assert.rejects(running, (error) => error === controller.signal.reason);
    assert.equal((await sandbox.exec({ command: 'echo still here' })).stdout, 'still here\n');
  },
};

async function untilFileExists(sandbox: Sandbox, path: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if ((await sandbox.readFile(path)) !== null) return;
    await delay(50);
  }
  assert.fail(`\`${path}\` appears`);
}

async function assertNothingBeats(sandbox: Sandbox): Promise<void> {
  const before = await sandbox.readFile('beats');
  assert.notEqual(before, null, 'the background process had begun');
  await delay(500);
  const after = await sandbox.readFile('beats');
  assert.equal(after?.length, before?.length, 'the background process has ended');
}

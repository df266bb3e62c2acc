import assert from 'node:assert/strict';
import type { SandboxTests } from './sandbox-tests.ts';

/** What a command is given and what its result says. */
export const commandTests: SandboxTests = {
  'runs a string through the shell': async ({ sandbox }) => {
    const { exitCode, stdout } = await sandbox.exec({
      command: 'printf "%s\\n" "$((1 + 2))" | tr 3 x && exit 4',
    });
    assert.deepEqual([exitCode, stdout], [4, 'x\n']);
  },

  'keeps an array away from the shell': async ({ sandbox }) => {
    const hostile = ['$HOME', '*', '; echo no', '`echo no`', "it's", 'two  words', '', '-n', 'ünïcode\n'];
    const { stdout } = await sandbox.exec({ command: ['printf', '<%s>', ...hostile] });
    assert.equal(stdout, hostile.map((argument) => `<${argument}>`).join(''));
  },

  'runs in the working directory': async ({ sandbox }) => {
    const { stdout } = await sandbox.exec({ command: 'pwd -P' });
    assert.equal(stdout, `${sandbox.workingDirectory}\n`);
  },

  'keeps the two output streams apart': async ({ sandbox }) => {
    const result = await sandbox.exec({ command: 'echo to output; echo to errors >&2' });
    assert.equal(result.stdout, 'to output\n');
    assert.equal(result.stderr, 'to errors\n');
  },

  'describes a command that ended by itself': async ({ sandbox }) => {
    const { durationMs, ...result } = await sandbox.exec({ command: 'exit 7' });
    const expected = { exitCode: 7, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false };
    assert.deepEqual(result, expected);
    assert.ok(durationMs >= 0 && Number.isFinite(durationMs));
  },

  'names the signal that ended a command': async ({ sandbox }) => {
    const { exitCode, signal, timedOut } = await sandbox.exec({ command: ['sh', '-c', 'kill -SEGV $$'] });
    assert.deepEqual({ exitCode, signal, timedOut }, { exitCode: null, signal: 'SIGSEGV', timedOut: false });
  },

  'gives exit code 127 for a program that does not exist': async ({ sandbox }) => {
    for (const command of [
      'no-such-program --version',
      ['no-such-program', '--version'],
      ['./no-such-file'],
    ]) {
      const { exitCode, signal } = await sandbox.exec({ command: command as string });
      assert.deepEqual([exitCode, signal], [127, null]);
    }
  },

  'gives exit code 126 for a file that is not executable': async ({ sandbox }) => {
    assert.equal((await sandbox.exec({ command: './package/windows.py' })).exitCode, 126);
    assert.equal((await sandbox.exec({ command: ['./package/windows.py'] })).exitCode, 126);
  },

  'gives commands an empty input': async ({ sandbox }) => {
    const { exitCode, stdout } = await sandbox.exec({ command: ['cat'] });
    assert.deepEqual([exitCode, stdout], [0, '']);
  },

  'passes on the variables asked for': async ({ sandbox }) => {
    const env = { PLAIN: 'value', DIFFICULT: 'a "b" $c\n`d`=é', EMPTY: '' };
    const command = 'printf "%s|" "$PLAIN" "$DIFFICULT" "${EMPTY-unset}"';
    const { stdout } = await sandbox.exec({ command, env });
    assert.equal(stdout, `${env.PLAIN}|${env.DIFFICULT}||`);
    const next = await sandbox.exec({ command: 'echo "${PLAIN-unset}"' });
    assert.equal(next.stdout, 'unset\n');
  },

  'passes on no variable of the host': async ({ sandbox, createSandbox }) => {
    process.env['BUGSMITH_TEST_SECRET'] = 'a secret of the host';
    try {
      for (const tested of [sandbox, await createSandbox()]) {
        const { exitCode, stdout } = await tested.exec({ command: ['env'] });
        assert.equal(exitCode, 0);
        assert.ok(!stdout.includes('a secret of the host'));
      }
    } finally {
      delete process.env['BUGSMITH_TEST_SECRET'];
    }
  },

  'runs several commands at once': async ({ sandbox }) => {
    const waiting = sandbox.exec({ command: 'until test -e go; do sleep 0.05; done; echo went' });
    const others = [sandbox.exec({ command: 'echo second' }), sandbox.exec({ command: ['echo', 'third'] })];
    const outputs = (await Promise.all(others)).map(({ stdout }) => stdout);
    assert.deepEqual(outputs, ['second\n', 'third\n']);
    await sandbox.writeFile('go', '');
    const { exitCode, stdout } = await waiting;
    assert.deepEqual([exitCode, stdout], [0, 'went\n']);
  },
};

import assert from 'node:assert/strict';
import type { SandboxTests } from './sandbox-tests.ts';

const print = (bytes: number): string => `head -c ${bytes} /dev/zero | tr '\\0' x`;

/** What is kept of a command's output. */
export const outputTests: SandboxTests = {
  'keeps the beginning and the end of long output': async ({ sandbox }) => {
    const command = `echo first; ${print(5_000_000)}; echo; echo last; echo short >&2`;
    const { stdout, stderr, truncated } = await sandbox.exec({ command, maxOutputBytes: 1000 });
    assert.equal(truncated, true);
    assert.ok(stdout.startsWith('first\nx') && stdout.endsWith('x\nlast\n'));
    const kept = stdout.split('\n').filter((line) => /^(?:x+|first|last)$/.test(line));
    const keptBytes = kept.reduce((sum, line) => sum + line.length, 0);
    assert.ok(keptBytes <= 1000 && keptBytes >= 900, `${keptBytes} bytes kept`);
    const between = stdout.split('\n').filter((line) => !kept.includes(line) && /\d/.test(line));
    assert.equal(between.length, 1, 'one line says how much is missing');
    assert.equal(stderr, 'short\n');
  },

  'caps the output for errors as well': async ({ sandbox }) => {
    const command = `(echo first; ${print(100_000)}; echo last) >&2; echo short`;
    const { stdout, stderr, truncated } = await sandbox.exec({ command, maxOutputBytes: 1000 });
    assert.equal(truncated, true);
    assert.ok(stderr.startsWith('first\n') && stderr.endsWith('last\n') && stderr.length < 2000);
    assert.equal(stdout, 'short\n');
  },

  'keeps output that just fits': async ({ sandbox }) => {
    const fits = await sandbox.exec({ command: print(1000), maxOutputBytes: 1000 });
    assert.deepEqual([fits.stdout, fits.truncated], ['x'.repeat(1000), false]);
    const over = await sandbox.exec({ command: print(1001), maxOutputBytes: 1000 });
    assert.equal(over.truncated, true);
  },

  'keeps ten million bytes by default': async ({ sandbox }) => {
    const fits = await sandbox.exec({ command: print(10_000_000) });
    assert.deepEqual([fits.stdout.length, fits.truncated], [10_000_000, false]);
    const over = await sandbox.exec({ command: print(11_000_000) });
    assert.equal(over.truncated, true);
    assert.ok(over.stdout.length < 10_001_000);
  },

  'reads output as UTF-8 and replaces what is not': async ({ sandbox }) => {
    const { stdout } = await sandbox.exec({
      command: String.raw`printf '\357\273\277caf\303\251 \377 \360\237\220\233'`,
    });
    assert.equal(stdout, '\ufeffcafé \ufffd 🐛');
  },
};

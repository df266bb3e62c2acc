import { describe, expect, it } from 'vitest';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import { LocalRuntime } from '../../src/runtimes/local/local-runtime.ts';
import { recordingRuntime } from '../../src/testing/recording-runtime.ts';

describe('recordingRuntime', () => {
  it('passes calls on and remembers them in order', async () => {
    const repository = createMemoryRepository({ files: { 'a.py': 'a = 1\n' } });
    const runtime = recordingRuntime(new LocalRuntime());
    expect(runtime.name).toBe('local');
    const first = await runtime.createSandbox({ repository });
    const second = await runtime.createSandbox({ repository });
    expect((await second.exec({ command: ['cat', 'a.py'] })).stdout).toBe('a = 1\n');
    await first.writeFile('b.py', 'b = 1\n');
    expect(new TextDecoder().decode((await first.readFile('b.py')) ?? undefined)).toBe('b = 1\n');
    await first.removeFile('b.py');
    expect(await first.readFile('b.py')).toBe(null);
    await first.remove();
    await expect(first.exec({ command: 'true' })).rejects.toThrow('removed');
    await runtime.dispose();
    expect(runtime.calls).toEqual([
      { method: 'createSandbox', sandbox: 0, options: { repository } },
      { method: 'createSandbox', sandbox: 1, options: { repository } },
      { method: 'exec', sandbox: 1, options: { command: ['cat', 'a.py'] } },
      { method: 'writeFile', sandbox: 0, path: 'b.py', content: 'b = 1\n' },
      { method: 'readFile', sandbox: 0, path: 'b.py' },
      { method: 'removeFile', sandbox: 0, path: 'b.py' },
      { method: 'readFile', sandbox: 0, path: 'b.py' },
      { method: 'remove', sandbox: 0 },
      { method: 'exec', sandbox: 0, options: { command: 'true' } },
      { method: 'dispose' },
    ]);
  });
});

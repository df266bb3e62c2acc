import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBaseline, validate } from 'bugsmith';
import { ContainerError } from '../../src/errors/container-error.ts';
import type { ContainerRuntime } from '../../src/runtimes/container-runtime.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { removeLeftovers } from '../../src/runtimes/docker/remove-leftovers.ts';
import {
  asRoot,
  baseImage,
  docker,
  expectNothingLeft,
  type PrivateEngine,
  startPrivateEngine,
} from './engine.ts';
import { breakDouble, breaksDouble, double, half, project } from './candidates.ts';

let engine: PrivateEngine;
beforeAll(async () => {
  engine = await startPrivateEngine({ megabytes: 700 });
});
afterAll(async () => {
  await engine.remove();
});

const runtimes: DockerRuntime[] = [];
function createRuntime(): DockerRuntime {
  const { socketPath } = engine;
  const runtime = new DockerRuntime({ image: baseImage, docker: { socketPath }, requestTimeoutMs: 20_000 });
  runtimes.push(runtime);
  return runtime;
}
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.dispose();
  await expectNothingLeft(undefined, engine.host);
  expect(await docker(['ps', '--all', '--quiet'], engine.host)).toBe('');
});

const broken = { status: 'valid', failToPass: [double], passToPass: [half] };

describe('an engine that crashes during a run', () => {
  it('costs the candidates it tests then, and no other', async () => {
    const runtime = createRuntime();
    // One sandbox for each candidate.
    const selection = 'all';
    const baseline = await createBaseline(project, { runtime, selection });
    let sandboxes = 0;
    const crashing: ContainerRuntime = {
      specificationVersion: 'v1',
      name: 'crashing',
      createSandbox: async (options) => {
        sandboxes += 1;
        if (sandboxes === 4) await engine.start();
        const sandbox = await runtime.createSandbox(options);
        if (sandboxes === 3) await engine.crash();
        return sandbox;
      },
    };
    const candidates = ['a', 'b', 'c', 'd', 'e'].map((id, index) => breakDouble(id, 3 + index));
    const options = { repository: project, runtime: crashing, baseline, selection } as const;
    const results = await Array.fromAsync(validate(candidates, { ...options, order: 'candidates' }));
    expect(results).toMatchObject([
      broken,
      broken,
      { status: 'errored', error: { code: 'CONTAINER', isRetryable: true } },
      broken,
      broken,
    ]);
    const [, , errored] = results;
    expect(errored?.status === 'errored' && errored.error.message).toMatch(
      /no Docker engine answers at `.*docker\.sock`.*Start the engine/,
    );
  });

  it('ends a command with an error, not with a result', async () => {
    const runtime = createRuntime();
    const sandbox = await runtime.createSandbox({ repository: project });
    const running = sandbox.exec({ command: 'echo begun > begun; sleep 600' }).then(
      (result) => result,
      (error: unknown) => error,
    );
    while ((await sandbox.readFile('begun')) === null);
    await engine.crash();
    expect(ContainerError.isInstance(await running)).toBe(true);
    await sandbox.remove();
    const disposal = await runtime.dispose().catch((error: unknown) => error);
    expect(ContainerError.isInstance(disposal)).toBe(true);
    await engine.start();
    await runtime.dispose();
    await expectNothingLeft(runtime.runId, engine.host);
  });

  it('leaves what the reaper removes by the name of the run', async () => {
    const runtime = createRuntime();
    await runtime.createSandbox({ repository: project });
    await engine.crash();
    await engine.start();
    const { socketPath } = engine;
    await removeLeftovers({ docker: { socketPath }, runId: runtime.runId });
    await expectNothingLeft(runtime.runId, engine.host);
  });
});

describe('an error', () => {
  it('of a missing image names the image and how to get it', async () => {
    const runtime = new DockerRuntime({
      image: 'no-such-image:1',
      docker: { socketPath: engine.socketPath },
    });
    await expect(runtime.createSandbox({ repository: project })).rejects.toThrow(
      'The docker runtime could not find an image: the engine has no image `no-such-image:1`. ' +
        'Build it, or fetch it with `docker pull no-such-image:1`; the runtime itself pulls nothing.',
    );
    await runtime.dispose();
  });

  it('of an engine that is away names where it was looked for', async () => {
    const runtime = new DockerRuntime({ image: baseImage, docker: { socketPath: '/nowhere/docker.sock' } });
    const error: unknown = await runtime.createSandbox({ repository: project }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'CONTAINER', isRetryable: true });
    expect(String(error)).toMatch(/no Docker engine answers at `\/nowhere\/docker\.sock`.*Start the engine/);
  });

  it('of a full disk says so, and finished results are kept', async () => {
    const runtime = createRuntime();
    const baseline = await createBaseline(project, { runtime });
    const full = createRuntime();
    const filler = join(engine.dataDirectory, 'filler');
    await asRoot('sh', ['-c', 'cat /dev/zero > "$1" || true', 'sh', filler]);
    try {
      // A warm sandbox needs no disk; a new image and a new container do.
      const warm = await Array.fromAsync(
        validate([breaksDouble], { repository: project, runtime, baseline }),
      );
      expect(warm).toMatchObject([{ candidate: breaksDouble }]);
      const error: unknown = await full.createSandbox({ repository: project }).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'CONTAINER', isRetryable: true });
      expect(String(error)).toMatch(/no space left.*docker system prune/);
    } finally {
      await asRoot('rm', [filler]);
    }
    const after = await Array.fromAsync(validate([breaksDouble], { repository: project, runtime, baseline }));
    expect(after).toMatchObject([broken]);
  });
});

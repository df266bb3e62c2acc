import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { testContainerRuntime } from '../../src/testing/container-runtime-suite.ts';
import { project } from './candidates.ts';
import { baseImage, docker, expectNothingLeft } from './engine.ts';
import { type Podman, startPodman } from './podman.ts';

let podman: Podman;
beforeAll(async () => {
  podman = await startPodman();
});
afterAll(async () => {
  await podman.close();
});

function createRuntime(): DockerRuntime {
  return new DockerRuntime({ image: baseImage, docker: { socketPath: podman.socketPath } });
}

describe("Podman's socket", () => {
  testContainerRuntime({ describe, it, createRuntime });

  it('has sandboxes that are used again when they are clean, else replaced, and are all removed', async () => {
    const runtime = createRuntime();
    const useFor = async (command: string): Promise<[container: string, places: string]> => {
      const sandbox = await runtime.createSandbox({ repository: project });
      const container = await docker(['ps', '--quiet'], podman.host);
      const places = '/testbed /tmp /var/tmp /run /dev /dev/shm /bugsmith/sandbox';
      const { stdout } = await sandbox.exec({ command: `find ${places} -xdev | sort` });
      expect(await sandbox.exec({ command })).toMatchObject({ exitCode: 0 });
      await sandbox.remove();
      return [container, stdout];
    };
    const places = '/testbed /tmp /var/tmp /run /dev/shm "$HOME"';
    const [first, before] = await useFor(
      `for place in ${places}; do mkdir "$place/x"; echo > "$place/.y"; done`,
    );
    const [second, after] = await useFor('echo > /dev/hidden');
    expect([second, after]).toEqual([first, before]);
    const [third, replaced] = await useFor('true');
    expect(third).not.toBe(second);
    expect(replaced).toBe(before);
    await runtime.dispose();
    await expectNothingLeft(runtime.runId, podman.host);
    expect(await docker(['ps', '--all', '--quiet'], podman.host)).toBe('');
  });
});

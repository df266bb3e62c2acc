import type Dockerode from 'dockerode';
import { Container } from './container.ts';
import type { Engine } from './engine.ts';

/** Makes and starts a container; nothing remains when that fails. */
export async function createContainer(
  engine: Engine,
  settings: Dockerode.ContainerCreateOptions,
): Promise<Container> {
  // No signal: a request given up may still make a container whose name nobody learns.
  const { id } = await engine.request('create a container', (docker) => docker.createContainer(settings));
  const container = new Container(engine, id);
  try {
    await container.start();
    return container;
  } catch (error) {
    await container.remove();
    throw error;
  }
}

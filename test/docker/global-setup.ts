import { Engine } from '../../src/runtimes/docker/engine.ts';
import { ensureNetworkBase } from './network-base.ts';

/** Makes the image that several files build on, before any of them runs. */
export async function setup(): Promise<void> {
  await ensureNetworkBase(new Engine(undefined, 60_000));
}

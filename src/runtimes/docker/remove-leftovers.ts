import type { DockerClient, DockerConnection } from './docker-connection.ts';
import { Engine } from './engine.ts';
import { describeHost, findOwner, labelNames } from './labels.ts';
import { type LabelledThing, type Leftover, removeLabelled } from './remove-labelled.ts';

/** Options of {@link removeLeftovers}. */
export type RemoveLeftoversOptions = {
  /** The engine: where it is, or a `dockerode` client. @default what dockerode finds */
  readonly docker?: DockerClient | DockerConnection | undefined;
  /** Removes everything of this run, whether or not its process lives. */
  readonly runId?: string | undefined;
  /** Also removes what another machine's process made, when it is at least this old. */
  readonly olderThanMs?: number | undefined;
  /** The current time, for `olderThanMs`. @default the clock */
  readonly now?: (() => Date) | undefined;
  /** Bound of a single request to the engine. @default 60_000 */
  readonly requestTimeoutMs?: number | undefined;
};

/**
 * Removes containers, their volumes and prepared images of runs that were killed before they could.
 *
 * Without `runId`, a run is over when its process has ended, which is known of processes of this machine
 * only: what others made, or this machine before it was restarted, stays unless it is old enough
 * (`olderThanMs`) or its container has stopped after a restart. Returns what was removed.
 *
 * @throws {ContainerError} when the engine does not answer.
 */
export async function removeLeftovers(options: RemoveLeftoversOptions = {}): Promise<Leftover[]> {
  const { docker, runId, olderThanMs, now = () => new Date(), requestTimeoutMs = 60_000 } = options;
  const isWanted = (thing: LabelledThing): boolean => {
    if (runId !== undefined) return true;
    const owner = findOwner(thing.labels);
    if (owner !== 'unknown') return owner === 'ended';
    if (isFromEarlierBoot(thing)) return true;
    return olderThanMs !== undefined && now().getTime() - thing.createdSeconds * 1000 >= olderThanMs;
  };
  return removeLabelled(new Engine(docker, requestTimeoutMs), { runId, isWanted });
}

/** Made by a machine of our name, in another of its boots, and stopped since. */
function isFromEarlierBoot({ kind, labels, isRunning }: LabelledThing): boolean {
  const [name, boot] = (labels[labelNames.host] ?? '').split(' ');
  const [ourName, ourBoot] = describeHost().split(' ');
  return kind === 'container' && !isRunning && name === ourName && boot !== ourBoot;
}

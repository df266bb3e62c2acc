import { isConflict, isMissing } from './docker-error.ts';
import type { Engine } from './engine.ts';
import { labelNames } from './labels.ts';

/** A container or image made by a `DockerRuntime`. */
export type Leftover = {
  readonly kind: 'container' | 'image';
  readonly id: string;
  readonly runId: string;
};

/** What decides whether something is removed. */
export type LabelledThing = Leftover & {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly createdSeconds: number;
  readonly isRunning: boolean;
};

/**
 * Removes containers with their volumes, and then prepared images, that carry our labels.
 *
 * @throws {ContainerError} when the engine does not answer.
 */
export async function removeLabelled(
  engine: Engine,
  {
    runId,
    isWanted,
  }: {
    readonly runId: string | undefined;
    readonly isWanted: (thing: LabelledThing) => boolean;
  },
): Promise<Leftover[]> {
  const removed: Leftover[] = [];
  for (const list of [listContainers, listImages]) {
    for (const thing of await list(engine, runId)) {
      if (!isWanted(thing)) continue;
      await removeThing(engine, thing);
      removed.push({ kind: thing.kind, id: thing.id, runId: thing.runId });
    }
  }
  return removed;
}

async function listContainers(engine: Engine, runId: string | undefined): Promise<LabelledThing[]> {
  const containers = await engine.request('list containers', (docker, abortSignal) =>
    docker.listContainers({ all: true, filters: createFilter(runId), abortSignal }),
  );
  return containers.map(({ Id, Labels, Created, State }) => ({
    kind: 'container',
    id: Id,
    runId: Labels[labelNames.run] ?? '',
    labels: Labels,
    createdSeconds: Created,
    isRunning: State === 'running',
  }));
}

async function listImages(engine: Engine, runId: string | undefined): Promise<LabelledThing[]> {
  const images = await engine.request('list images', (docker, abortSignal) =>
    docker.listImages({ filters: JSON.stringify(createFilter(runId)), abortSignal }),
  );
  return images.map(({ Id, Labels, Created }) => {
    const labels = (Labels as Record<string, string> | null) ?? {};
    const runOfImage = labels[labelNames.run] ?? '';
    return { kind: 'image', id: Id, runId: runOfImage, labels, createdSeconds: Created, isRunning: false };
  });
}

function createFilter(runId: string | undefined): { label: string[] } {
  return { label: [runId === undefined ? labelNames.run : `${labelNames.run}=${runId}`] };
}

/** Removes an image made by a runtime, which nothing uses any more. */
export async function removePreparedImage(engine: Engine, id: string): Promise<void> {
  await removeThing(engine, { kind: 'image', id });
}

async function removeThing(engine: Engine, { kind, id }: Pick<LabelledThing, 'kind' | 'id'>): Promise<void> {
  await engine.request(`remove ${kind} \`${id.slice(0, 19)}\``, async (docker, abortSignal) => {
    try {
      if (kind === 'image') await docker.getImage(id).remove({ force: true, abortSignal });
      else await docker.getContainer(id).remove({ force: true, v: true, abortSignal });
    } catch (error) {
      // Gone, on its way out, or an image that another one is based on.
      if (!isMissing(error) && !isConflict(error)) throw error;
    }
  });
}

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectSft, DataFormatError, parseTrajectory, type ReadTrajectory, type Trajectory } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { makeFolder, submit, sweAgentRun } from './support.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

const count = 200;

const makeRun = (index: number, call = submit): Trajectory => ({
  ...parseTrajectory(sweAgentRun([call])),
  instanceId: `acme.${index}`,
});

/** What comes of a run that cannot be read: an error whose cause, as often, leads to what was read. */
const makeMalformed = (index: number): ReadTrajectory & { readonly cause: object } => {
  const cause = Object.assign(new Error('of zod'), { input: makeRun(index) });
  const error = new DataFormatError({ file: `${index}.traj`, reason: 'it is no run', cause });
  return { status: 'malformed', file: `${index}.traj`, error, cause };
};

describe('collectSft holds on to no run', () => {
  it.each<[string, number, (index: number) => Trajectory | ReturnType<typeof makeMalformed>, boolean]>([
    ['that became a row', count, makeRun, true],
    ['over the limit', 1, (index) => ({ ...makeRun(index), instanceId: 'acme' }), true],
    ['that was not resolved', 0, makeRun, false],
    ['whose call is unreadable', 0, (index) => makeRun(index, { name: 'bash', arguments: '{' }), true],
    ['that is malformed', 0, makeMalformed, true],
  ])('%s', async (_name, rows, make, isResolved) => {
    const given: WeakRef<object>[] = [];
    function* runs(): Iterable<Trajectory | ReadTrajectory> {
      for (let index = 0; index < count; index += 1) {
        const run = make(index);
        given.push(new WeakRef('cause' in run ? run.cause : run));
        yield run;
      }
    }
    const collection = await collectSft(
      { trajectories: runs(), resolutions: () => isResolved },
      { path: join(makeFolder(), 'rows.jsonl'), maxPerInstance: 1 },
    );
    // What a `WeakRef` gave lives to the end of the turn.
    await setImmediate();
    collectGarbage();
    await setImmediate();
    collectGarbage();
    const alive = given.filter((run) => run.deref() !== undefined).length;
    expect(collection).toMatchObject({ rows, trajectories: count });
    expect(collection.dropped).toHaveLength(count - rows);
    // The engine may still have the last one or two in hand.
    expect(alive).toBeLessThan(5);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  collectSft,
  DataFormatError,
  InvalidArgumentError,
  parseTrajectory,
  readResolutions,
  readTrajectories,
  toSftTools,
  type Trajectory,
} from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { askPython, makeFolder, submit, sweAgentRun } from './support.ts';

const makeRun = (instanceId: string, thought: string): Trajectory => ({
  ...parseTrajectory(sweAgentRun([{ ...submit, thought }])),
  instanceId,
});

/** So many runs of some instances, told apart by their thoughts. */
const makeRuns = (count: number, instances: number): Trajectory[] =>
  Array.from({ length: count }, (_, index) => makeRun(`acme.${(index * 7) % instances}`, `run ${index}`));

const readRows = (path: string): { instance_id: string; messages: { content: string }[] }[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReturnType<typeof readRows>[number]);

const everything = (): boolean => true;

describe('collectSft', () => {
  it('draws and shuffles as SWE-smith does', async () => {
    const program = `
import json, random, sys
rows = {}
for index, instance in enumerate(json.load(sys.stdin)):
    rows.setdefault(instance, []).append(index)
random.seed(24)
chosen = []
for mine in rows.values():
    chosen.extend(random.sample(mine, min(len(mine), 3)))
random.shuffle(chosen)
print(json.dumps(chosen))`;
    const path = join(makeFolder(), 'rows.jsonl');
    const runs = makeRuns(200, 5).concat(makeRuns(10, 10));
    const collection = await collectSft({ trajectories: runs, resolutions: everything }, { path });
    const thoughts = runs.map(({ messages }) => messages[2]?.content ?? '');
    const expected = askPython(
      program,
      runs.map(({ instanceId }) => instanceId),
    ) as number[];
    const written = readRows(path).map(({ messages }) => messages[2]?.content.split('\n\n')[0]);
    expect(written).toEqual(expected.map((index) => thoughts[index]));
    expect(collection).toMatchObject({ path, rows: expected.length, instances: 10, trajectories: 210 });
    expect(collection.dropped).toHaveLength(210 - expected.length);
    expect(collection.dropped.every(({ reason }) => reason === 'over-limit')).toBe(true);
  });

  it('writes the same bytes for the same seed, and leaves nothing else', async () => {
    const folder = makeFolder();
    const paths = [1, 1, 2].map((seed, index) => ({ seed, path: join(folder, `${index}.jsonl`) }));
    for (const { seed, path } of paths) {
      await collectSft(
        { trajectories: makeRuns(30, 10), resolutions: everything },
        { path, seed, maxPerInstance: 1 },
      );
    }
    const [one, same, other] = paths.map(({ path }) => readFileSync(path, 'utf8'));
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(readdirSync(folder).sort()).toEqual(['0.jsonl', '1.jsonl', '2.jsonl']);
    expect(one).toMatch(
      /^\{"messages": \[\{"role": "system", "content": ".*"\}\], "instance_id": "acme\.\d"\}\n/,
    );
  });

  it('says of every run without a row why it has none', async () => {
    const folder = makeFolder({
      'runs/bad/bad.traj': 'no',
      'runs/good/good.traj': sweAgentRun([submit], { id: 'good' }),
    });
    const unreadable = parseTrajectory(sweAgentRun([{ name: 'bash', arguments: '{' }], { id: 'call' }));
    const silent = { ...makeRun('silent', 'x'), messages: [{ role: 'user' as const, content: 'Fix it.' }] };
    const resolutions = new Map([
      ...['good', 'call', 'silent'].map((id): [string, boolean] => [id, true]),
      ['failed', false],
    ]);
    const { instanceId: _id, ...nameless } = makeRun('x', 'x');
    const collection = await collectSft(
      [
        { trajectories: readTrajectories(join(folder, 'runs')), resolutions },
        {
          trajectories: [makeRun('failed', 'x'), makeRun('unknown', 'x'), unreadable, silent, nameless],
          resolutions,
        },
      ],
      { path: join(folder, 'rows/rows.jsonl') },
    );
    expect(collection).toMatchObject({ rows: 1, instances: 1, trajectories: 7 });
    expect(collection.dropped.map(({ reason, instanceId }) => [reason, instanceId])).toEqual([
      ['malformed', undefined],
      ['not-resolved', 'failed'],
      ['not-evaluated', 'unknown'],
      ['unreadable-call', 'call'],
      ['no-answer', 'silent'],
      ['no-instance-id', undefined],
    ]);
    expect(collection.dropped[0]?.file).toBe(join(folder, 'runs/bad/bad.traj'));
    expect(collection.dropped[3]?.error).toMatchObject({ field: 'messages[2].toolCalls' });
  });

  it('tells runs on one instance apart by their patches', async () => {
    const judge = (status: string, model_patch: string | null): object => ({
      status,
      prediction: { instance_id: 'a', model_patch },
    });
    const trajectories = ['p1', 'p2', null].map((submission) => ({
      ...makeRun('a', String(submission)),
      submission,
    }));
    const path = join(makeFolder(), 'rows.jsonl');
    const results = [judge('unresolved', 'p1'), judge('resolved', 'p2\n'), judge('empty-patch', '')];
    const { dropped } = await collectSft({ trajectories, resolutions: results as never[] }, { path });
    expect(readRows(path)[0]?.messages[2]?.content).toMatch(/^p2/);
    expect(dropped.map(({ reason }) => reason)).toEqual(['not-resolved', 'not-resolved']);
    const only = await collectSft(
      { trajectories, resolutions: [judge('resolved', 'other')] as never[] },
      { path },
    );
    expect(only.rows).toBe(3);
  });

  it('takes another style', async () => {
    const path = join(makeFolder(), 'rows.jsonl');
    await collectSft({ trajectories: makeRuns(2, 2), resolutions: everything }, { path, toRow: toSftTools });
    expect(readRows(path)).toMatchObject([{ tools: [{}, {}, {}] }, { tools: [{}, {}, {}] }]);
  });

  it.each([{ seed: -1 }, { seed: 1.5 }, { maxPerInstance: 0 }])(
    'throws for %j, before anything is written',
    async (options) => {
      const path = join(makeFolder(), 'rows.jsonl');
      const collecting = collectSft({ trajectories: [], resolutions: everything }, { path, ...options });
      await expect(collecting).rejects.toThrow(InvalidArgumentError);
      expect(existsSync(path)).toBe(false);
    },
  );

  it('leaves nothing behind when it is aborted', async () => {
    const folder = makeFolder({ 'rows.jsonl': 'before' });
    const controller = new AbortController();
    const collecting = collectSft(
      { trajectories: makeRuns(10, 10), resolutions: everything },
      {
        path: join(folder, 'rows.jsonl'),
        abortSignal: controller.signal,
        onProgress: ({ read }) => read === 5 && controller.abort(new Error('enough')),
      },
    );
    await expect(collecting).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual(['rows.jsonl']);
    expect(readFileSync(join(folder, 'rows.jsonl'), 'utf8')).toBe('before');
  });
});

describe('readResolutions', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'reports of SWE-smith',
      {
        'a/report.json': { resolved: true },
        'b/report.json': { resolved: false },
        'c/report.json': { timed_out: true, timeout: 60 },
      },
      '',
    ],
    [
      'reports of SWE-bench',
      {
        'm/a/report.json': { a: { resolved: true } },
        'm/b/report.json': { b: { resolved: false } },
        'm/c/report.json': { c: {} },
      },
      'm',
    ],
    [
      'a summary of SWE-smith',
      { 'report.json': { resolved: 1, ids_resolved: ['a'], ids_unresolved: ['b', 'c'] } },
      'report.json',
    ],
    [
      'a summary of SWE-bench',
      { 'm.run.json': { resolved_ids: ['a'], unresolved_ids: ['b'], error_ids: ['c'] } },
      'm.run.json',
    ],
  ])('reads %s', async (_name, files, place) => {
    const resolutions = await readResolutions(join(makeFolder(files), place));
    expect([...resolutions].sort()).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
  });

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['nothing', {}, undefined],
    ['no JSON', { 'a/report.json': 'x' }, undefined],
    ['a resolved that is a text', { 'a/report.json': { resolved: 'yes' } }, 'resolved'],
    [
      'reports that disagree',
      { 'm/a/report.json': { resolved: true }, 'n/a/report.json': { resolved: false } },
      'a',
    ],
  ])('throws for %s', async (_name, files, field) => {
    const error = await readResolutions(makeFolder(files)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(DataFormatError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ field });
  });
});

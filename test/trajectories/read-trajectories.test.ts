import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DataFormatError, readTrajectories } from 'bugsmith';
import { describe, expect, it } from 'vitest';

import { makeFolder, readFixture, submit, sweAgentRun } from './support.ts';

const run = sweAgentRun([submit]);

describe('readTrajectories', () => {
  it('reads the runs of all agents below a folder, and says what it could not read', async () => {
    const mini = readFixture('mini-swe-agent/toolcalls.traj.json');
    const line = JSON.stringify({
      instance_id: 'd',
      history: [[{ source: 'user', action: 'message', args: { content: 'x' } }, null]],
    });
    const folder = makeFolder({
      'a/a.traj': run,
      'a/a.pred': {},
      'a/attempt_0/a.traj': run,
      'b/b.traj': '',
      'c/c.traj': { ...run, trajectory: [{ action: 7 }] },
      'd/output.jsonl': `${line}\n\n{"history": 7}\nnot JSON\n${line}`,
      'e/e.traj.json': mini,
      'preds.json': {},
    });
    symlinkSync(join(folder, 'a/a.traj'), join(folder, 'link.traj'));
    const results = await Array.fromAsync(readTrajectories(folder));
    const told = results.map((result) => [
      relative(folder, result.file),
      result.line,
      result.status,
      result.status === 'malformed' ? result.error.field : result.trajectory.source,
    ]);
    expect(told).toEqual([
      ['a/a.traj', undefined, 'read', 'swe-agent'],
      ['b/b.traj', undefined, 'malformed', undefined],
      ['c/c.traj', undefined, 'malformed', 'trajectory[0].action'],
      ['d/output.jsonl', 1, 'read', 'openhands'],
      ['d/output.jsonl', 3, 'malformed', 'history'],
      ['d/output.jsonl', 4, 'malformed', undefined],
      ['d/output.jsonl', 5, 'read', 'openhands'],
      ['e/e.traj.json', undefined, 'read', 'mini-swe-agent'],
    ]);
    const malformed = results.flatMap((result) => (result.status === 'malformed' ? [result.error] : []));
    expect(malformed.map((error) => [DataFormatError.isInstance(error), error.line])).toEqual([
      ...[
        [true, 1],
        [true, undefined],
        [true, 3],
        [true, 4],
      ],
    ]);
  });

  it('reads a single file, and a run a line', async () => {
    const folder = makeFolder({
      'one.json': run,
      'many.jsonl': `${JSON.stringify(run)}\n${JSON.stringify(run)}\n`,
    });
    expect(await Array.fromAsync(readTrajectories(join(folder, 'one.json')))).toMatchObject([
      { status: 'read' },
    ]);
    expect(await Array.fromAsync(readTrajectories(join(folder, 'many.jsonl')))).toMatchObject([
      { line: 1 },
      { line: 2 },
    ]);
  });

  it('throws when there is nothing of that name', async () => {
    const folder = makeFolder();
    expect(await Array.fromAsync(readTrajectories(folder))).toEqual([]);
    await expect(Array.fromAsync(readTrajectories(join(folder, 'none')))).rejects.toThrow(DataFormatError);
  });

  it('stops at an abort', async () => {
    const folder = makeFolder({ 'a.traj': run, 'b.traj': run });
    const controller = new AbortController();
    const read: string[] = [];
    const reading = (async () => {
      for await (const { file } of readTrajectories(folder, { abortSignal: controller.signal })) {
        read.push(file);
        controller.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(read).toHaveLength(1);
  });
});

import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  InvalidArgumentError,
  type IssueProgress,
  type IssueResult,
  type IssueWriter,
  lmIssues,
  openJsonlStore,
  StoreError,
  type TaskInstance,
  templateIssues,
  withProblemStatement,
  writeIssues,
  type WriteIssuesOptions,
} from 'bugsmith';
import { scriptedProvider } from 'bugsmith/testing';

import { createDirectory } from '../providers/support.ts';
import { collect, instanceOf, instancesOf, repository, evidenceOf, testEvidence, texts } from './support.ts';

const options = { repositories: repository };

/** Says which statement it writes, after a while that depends on the instance. */
const slowWriter: IssueWriter = {
  specificationVersion: 'v1',
  name: 'slow',
  async write({ instance, statement }, { abortSignal }) {
    await delay(Number(instance.instance_id.at(-1)) % 2 === 0 ? 8 : 1, undefined, { signal: abortSignal });
    return { status: 'written', text: `${instance.instance_id.slice(-8)} ${statement}`, costUsd: 0 };
  },
};

describe('writeIssues', () => {
  it('gives results in the order of the instances, whatever is done at the same time', async () => {
    const instances = instancesOf(9);
    const wanted = instances.flatMap(({ instance_id: id }) => [`${id.slice(-8)} 0`, `${id.slice(-8)} 1`]);
    for (const concurrency of [1, 4, 16]) {
      const results = writeIssues(instances, {
        ...options,
        writer: slowWriter,
        statementsPerInstance: 2,
        concurrency,
      });
      expect(texts(await collect(results))).toEqual(wanted);
    }
  });

  it('reads instances as there is room', async () => {
    let read = 0;
    async function* instances(): AsyncGenerator<TaskInstance> {
      for (const instance of instancesOf(500)) {
        read += 1;
        yield instance;
      }
    }
    for await (const { statement } of writeIssues(instances(), {
      ...options,
      writer: slowWriter,
      concurrency: 2,
    })) {
      expect(statement).toBe(0);
      break;
    }
    expect(read).toBeLessThan(10);
  });

  it('tells how far it is', async () => {
    const progress: IssueProgress[] = [];
    const writer: IssueWriter = {
      ...slowWriter,
      async write({ instance }) {
        const number = Number(instance.instance_id.at(-1));
        if (number === 1) throw new Error('no luck');
        const reason = { status: 'not-written', reason: 'no-luck', detail: 'There is none.' } as const;
        return number === 2 ? { ...reason, costUsd: 1 } : { status: 'written', text: 'a', costUsd: 2 };
      },
    };
    const onProgress = (value: IssueProgress): number => progress.push(value);
    const results = await collect(writeIssues(instancesOf(4), { ...options, writer, onProgress }));
    expect(results.map(({ status }) => status)).toEqual(['written', 'errored', 'not-written', 'written']);
    expect(progress.at(-1)).toEqual({
      finished: 4,
      byStatus: { written: 2, errored: 1, 'not-written': 1 },
      costUsd: 5,
    });
    expect(progress).toHaveLength(4);
  });

  it('knows no sum when a price is not known', async () => {
    const writer: IssueWriter = {
      ...slowWriter,
      write: async () => ({ status: 'written', text: 'a', costUsd: undefined }),
    };
    let last: IssueProgress | undefined;
    const onProgress = (value: IssueProgress): void => void (last = value);
    await collect(writeIssues(instancesOf(2), { ...options, writer, onProgress }));
    expect(last).toMatchObject({ finished: 2, costUsd: undefined });
  });

  it('does not write for an instance of another repository', async () => {
    const other = instanceOf({ instance_id: 'owner__other.1a2b3c4d.func_pm_op_swap__x1y2z3a4' });
    const results = await collect(writeIssues([other, instanceOf()], { ...options, writer: slowWriter }));
    expect(results).toMatchObject([
      { status: 'not-written', reason: 'no-repository' },
      { status: 'written' },
    ]);
    const opened = await collect(
      writeIssues([other], { writer: slowWriter, repositories: async () => repository }),
    );
    expect(opened).toMatchObject([{ status: 'written' }]);
  });

  it('makes results of what fails, and goes on', async () => {
    const repositories = ({ patch }: TaskInstance) => {
      if (patch === '') throw new Error('cannot be opened');
      return repository;
    };
    const instances = [instanceOf({ patch: '' }), instanceOf({ patch: 'no patch' }), instanceOf()];
    const results = await collect(writeIssues(instances, { writer: slowWriter, repositories }));
    expect(results.map(({ status }) => status)).toEqual(['errored', 'errored', 'written']);
    expect(texts(results)[0]).toContain('cannot be opened');
    const evidence = async () => Promise.reject(new Error('no sandbox'));
    const lm = lmIssues({ provider: scriptedProvider([]) });
    expect(await collect(writeIssues([instanceOf()], { ...options, writer: lm, evidence }))).toMatchObject([
      { status: 'errored', error: new Error('no sandbox'), costUsd: 0 },
    ]);
  });

  it('ends at once when it is aborted', async () => {
    const abort = new AbortController();
    const stuck: IssueWriter = {
      ...slowWriter,
      write: async (_, { abortSignal }) => delay(60_000, undefined as never, { signal: abortSignal }),
    };
    const reason = new Error('enough');
    const running = collect(
      writeIssues(instancesOf(9), { ...options, writer: stuck, abortSignal: abort.signal }),
    );
    setTimeout(() => abort.abort(reason), 20);
    await expect(running).rejects.toBe(reason);
    await expect(
      collect(writeIssues([], { ...options, writer: stuck, abortSignal: AbortSignal.abort(reason) })),
    ).rejects.toBe(reason);
  });

  it.each([
    { statementsPerInstance: 0 },
    { maxRevisions: -1 },
    { concurrency: 0.5 },
    { onLeak: 'ask' as 'keep' },
  ])('refuses %j', async (wrong) => {
    await expect(collect(writeIssues([], { ...options, writer: slowWriter, ...wrong }))).rejects.toThrow(
      InvalidArgumentError,
    );
  });

  it('lets a writer of your own revise what gave too much away', async () => {
    const seen: unknown[] = [];
    const writer: IssueWriter = {
      specificationVersion: 'v1',
      name: 'mine',
      revises: true,
      async write({ rejected, random }) {
        seen.push([rejected.flatMap(({ leaks }) => leaks.map(({ quote }) => quote)), random.next()]);
        return { status: 'written', text: rejected.length < 2 ? 'test_discount' : 'It is off.', costUsd: 1 };
      },
    };
    expect(await collect(writeIssues([instanceOf()], { ...options, writer }))).toMatchObject([
      {
        status: 'written',
        text: 'It is off.',
        attempts: 3,
        costUsd: 3,
        messages: [],
        shortened: [],
        facts: {},
      },
    ]);
    const random = expect.any(Number) as number;
    expect(seen).toEqual([
      [[], random],
      [['test_discount'], random],
      [['test_discount', 'test_discount'], random],
    ]);
  });
});

describe('withProblemStatement', () => {
  it('sets one statement, or several as SWE-smith names them', () => {
    const instance = instanceOf({ problem_statement: 'old', ps_basic_7: 'older', own: 1 });
    const one = withProblemStatement(instance, { text: 'new' });
    expect(one).toMatchObject({ problem_statement: 'new', own: 1, FAIL_TO_PASS: instance.FAIL_TO_PASS });
    expect(Object.keys(one)).not.toContain('ps_basic_7');
    expect(withProblemStatement(instance, ['a', { text: 'b' }])).toMatchObject({
      problem_statement: 'a',
      ps_basic_0: 'a',
      ps_basic_1: 'b',
    });
    expect(instance.problem_statement).toBe('old');
    expect(() => withProblemStatement(instance, [])).toThrow(InvalidArgumentError);
  });
});

describe('a store', () => {
  const leaking = 'It should be `total * (1 - self.rate)`.';

  /** Every third reply leaks for good, every fourth is empty. */
  async function start(path: string, more: Partial<WriteIssuesOptions> = {}) {
    const store = await openJsonlStore(path, { header: { purpose: 'issues' } });
    let evidenceRuns = 0;
    const provider = scriptedProvider(({ messages }) => {
      const number = Number(/number (\d+)/.exec(messages[0]?.content ?? '')?.[1]);
      return { text: number % 4 === 3 ? '' : number % 3 === 2 ? leaking : `Report ${number}`, costUsd: 0.5 };
    });
    const writer = lmIssues({
      provider,
      prompt: ({ instance: { instance_id: id } }) => [
        { role: 'user', content: `number ${Number(id.slice(-8))}` },
      ],
    });
    return {
      provider,
      evidenceRuns: () => evidenceRuns,
      run: async (instances: TaskInstance[], maximum = Number.POSITIVE_INFINITY): Promise<IssueResult[]> => {
        const results: IssueResult[] = [];
        try {
          for await (const result of writeIssues(instances, {
            ...options,
            writer,
            store,
            concurrency: 2,
            evidence: async () => {
              evidenceRuns += 1;
              return evidenceOf([testEvidence()], '');
            },
            ...more,
          })) {
            results.push(result);
            if (results.length >= maximum) break;
          }
        } finally {
          await store.close();
        }
        return results;
      },
    };
  }

  const newPath = async (): Promise<string> => join(await createDirectory(), 'issues.jsonl');

  it('lets a run go on where another stopped, without asking or running again', async () => {
    const instances = instancesOf(12);
    const whole = await (await start(await newPath())).run(instances);
    expect(new Set(whole.map(({ status }) => status))).toEqual(
      new Set(['written', 'leaking', 'not-written']),
    );
    const path = await newPath();
    let asked = 0;
    for (const maximum of [1, 4, 7, Number.POSITIVE_INFINITY]) {
      const { run, provider } = await start(path);
      expect(await run(instances, maximum)).toEqual(whole.slice(0, maximum));
      asked += provider.requests.length;
    }
    const needed = whole.reduce((sum, { attempts }) => sum + attempts, 0);
    // What was under way when a run stopped may be asked for again.
    expect(asked).toBeLessThanOrEqual(needed + 3 * 2 * 3);
    const again = await start(path);
    expect(await again.run(instances)).toEqual(whole);
    expect(again.provider.requests).toEqual([]);
    expect(again.evidenceRuns()).toBe(0);
  });

  it('gives stored statements in any order of the instances, and writes only new ones', async () => {
    const path = await newPath();
    await (await start(path)).run(instancesOf(6));
    const { run, provider } = await start(path);
    const results = await run([...instancesOf(8)].reverse());
    expect(results.map(({ instance }) => instance.instance_id.at(-1))).toEqual([
      '7',
      '6',
      '5',
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
    expect(provider.requests.map(({ messages }) => messages[0]?.content)).toEqual(
      expect.arrayContaining(['number 6', 'number 7']),
    );
    expect(provider.requests.every(({ messages }) => /[67]/.test(messages[0]?.content ?? ''))).toBe(true);
  });

  it('decides anew what becomes of a leaking text', async () => {
    const path = await newPath();
    const instances = instancesOf(3).slice(2);
    expect(await (await start(path)).run(instances)).toMatchObject([{ status: 'leaking', attempts: 3 }]);
    const kept = await start(path, { onLeak: 'keep' });
    expect(await kept.run(instances)).toMatchObject([{ status: 'written', text: leaking, attempts: 3 }]);
    expect(kept.provider.requests).toEqual([]);
  });

  it('keeps no failures', async () => {
    const path = await newPath();
    const failing = await start(path, { evidence: async () => Promise.reject(new Error('no sandbox')) });
    expect(await failing.run(instancesOf(1))).toMatchObject([{ status: 'errored' }]);
    expect(await (await start(path)).run(instancesOf(1))).toMatchObject([{ status: 'written' }]);
  });

  it('survives a line that was not finished', async () => {
    const path = await newPath();
    const whole = await (await start(path)).run(instancesOf(4));
    await appendFile(path, '{"key":"owner__shop.1a2b3c4d.func_pm_op_change__00000005 0","inst');
    const { run, provider } = await start(path);
    expect(await run(instancesOf(4))).toEqual(whole);
    expect(provider.requests).toEqual([]);
  });

  it.each([
    ['another seed', { seed: 25 }],
    ['another writer', { writer: templateIssues() }],
    ['another model', { writer: lmIssues({ provider: scriptedProvider([], { modelId: 'other' }) }) }],
  ])('is not gone on with by %s', async (_, other) => {
    const path = await newPath();
    await (await start(path)).run(instancesOf(2));
    await expect((await start(path, other)).run(instancesOf(2))).rejects.toThrow(StoreError);
  });

  it('is not gone on with for other instances of the same ids', async () => {
    const path = await newPath();
    await (await start(path)).run(instancesOf(2));
    const changed = instancesOf(2).map((instance) => ({
      ...instance,
      FAIL_TO_PASS: ['tests/test_till.py::test_x'],
    }));
    await expect((await start(path)).run(changed)).rejects.toThrow(/another instance with the id/);
  });

  it('of something else is refused before anything is asked', async () => {
    const path = await newPath();
    const store = await openJsonlStore(path, { header: { purpose: 'issues' } });
    await store.append({ some: 'thing' });
    await store.close();
    const { run, provider } = await start(path);
    await expect(run(instancesOf(1))).rejects.toThrow(StoreError);
    expect(provider.requests).toEqual([]);
  });

  it('has to be opened for each run', async () => {
    const store = await openJsonlStore(await newPath(), { header: {} });
    const write = () => collect(writeIssues([instanceOf()], { ...options, writer: slowWriter, store }));
    expect(await write()).toMatchObject([{ status: 'written' }]);
    await expect(write()).rejects.toThrow(InvalidArgumentError);
    await store.close();
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createBaseline,
  createPatch,
  LocalRuntime,
  validate,
  type Baseline,
  type BugCandidate,
  type Repository,
  type ValidationResult,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../../support/python.ts';
import type { Suite, Trap } from './suite.ts';

/** What hangs takes this long each way; everything else is to end, however busy the machine is. */
const hangMs = 4000;
const patienceMs = 100_000;

function toCandidate(id: string, { edits = [], files = {} }: Trap, suite: Suite): BugCandidate {
  const changed: Record<string, string | null> = { ...files };
  for (const [path, from, to] of edits) {
    const before = changed[path] ?? suite.files[path] ?? '';
    expect(before).toContain(from);
    changed[path] = before.replace(from, () => to);
  }
  const patch = createPatch(
    Object.entries(changed).map(([path, after]) => ({ path, before: suite.files[path] ?? null, after })),
  );
  return { id, strategy: 'test', patch, explanation: '', costUsd: 0, metadata: {} };
}

/** What both ways must agree on. */
function outcome(result: ValidationResult | undefined): unknown {
  if (result === undefined || !('failToPass' in result)) return result?.status;
  const { status, failToPass, passToPass, failToFail, passToFail } = result;
  return { status, failToPass, passToPass, failToFail, passToFail };
}

const nothingBroken = new Set(['not-covered', 'equivalent']);
const functionOf = (test: string): string => /(\w+(?:\.\w+)?)(?:\[.*\])?$/.exec(test)?.[1] ?? test;

/** Checks that each trap of a suite is judged with selected tests as by a full run. */
export function checkSuite(suite: Suite): void {
  let runtime: LocalRuntime;
  let baseline: Baseline;
  let repository: Repository;
  let selected: Map<string, ValidationResult>;
  let full: Map<string, ValidationResult>;

  async function run(
    traps: readonly (readonly [string, Trap])[],
    selection: 'covering' | 'all',
  ): Promise<Map<string, ValidationResult>> {
    const results = new Map<string, ValidationResult>();
    for (const hangs of [false, true]) {
      const candidates = traps
        .filter(([, { status }]) => (status === 'timed-out') === hangs)
        .map(([name, trap]) => toCandidate(name, trap, suite));
      const timeoutMs = hangs ? hangMs : patienceMs;
      const options = { repository, runtime, baseline, selection, timeoutMs, auditRate: 0 };
      for await (const result of validate(candidates, { ...options, concurrency: hangs ? 5 : 2 })) {
        results.set(result.candidate.id, result);
      }
    }
    return results;
  }

  beforeAll(async () => {
    runtime = new LocalRuntime({ virtualEnvironment: testVenv });
    repository = createMemoryRepository({
      files: suite.files,
      environment: { install: [], testCommand: suite.testCommand ?? 'python -m pytest' },
    });
    const made = await createBaseline(repository, { runtime });
    expect(made.untraced).toBeNull();
    baseline = { ...made, durationMs: patienceMs };
    const traps = Object.entries(suite.traps);
    selected = await run(traps, 'covering');
    full = await run(
      traps.filter(([, trap], index) => trap.status !== 'syntax-error' && hasFullRun(suite, trap, index)),
      'all',
    );
  }, 600_000);
  afterAll(() => runtime.dispose());

  it('has the flaky tests it is meant to have', () => {
    expect(baseline.flaky.map(({ test }) => functionOf(test))).toEqual(suite.flaky ?? []);
  });

  it.each(Object.entries(suite.traps))('judges as a full run does: %s', (name, trap) => {
    const [mine, theirs] = [selected.get(name), full.get(name)];
    if (theirs === undefined && trap.status !== 'syntax-error')
      expectAsStated(mine, trap, [...full.values()]);
    else if (mine !== undefined && nothingBroken.has(mine.status)) {
      expect(theirs).toMatchObject({ status: 'no-test-broken', failToPass: [], passToFail: [] });
    } else if (trap.status === 'syntax-error') expect(mine?.status).toBe('syntax-error');
    else if (trap.isRace !== true) expect(outcome(mine)).toEqual(outcome(theirs));
    if (trap.status === 'timed-out') expect(mine?.status).toBe('timed-out');
    if (theirs !== undefined && 'failToPass' in theirs) expectBroken(theirs, trap);
    const testsRun = mine !== undefined && 'testsRun' in mine ? mine.testsRun.map(functionOf) : [];
    const count = testsRun.length;
    expect(testsRun).not.toContain(trap.skips);
    if (trap.runs === 'none') expect(count).toBe(0);
    if (trap.runs === 'some') expect(count).toBeGreaterThan(0);
    if (trap.runs === 'some') expect(count).toBeLessThan(baseline.tests.length);
    if (trap.runs === 'all') expect(count).toBeGreaterThanOrEqual(baseline.tests.length - 1);
  });
}

/** How many traps have one full run among them. */
const sampling = 6;

function hasFullRun({ fullRuns = 'all' }: Suite, { breaks, status }: Trap, index: number): boolean {
  return fullRuns === 'all' || breaks === '*' || status === 'timed-out' || index % sampling === 0;
}

/** Without a full run of the same: breaks what it is meant to break and keeps all other tests, which full runs name. */
function expectAsStated(
  mine: ValidationResult | undefined,
  trap: Trap,
  full: readonly ValidationResult[],
): void {
  if (mine !== undefined && nothingBroken.has(mine.status)) {
    expect(trap.breaks).toBe('');
    return;
  }
  const lists = [mine, ...full].filter((result) => result !== undefined && 'failToPass' in result);
  const [own, any] = lists.map(({ failToPass, passToPass, ...rest }) => ({
    tests: new Set([...failToPass, ...passToPass]),
    failToFail: rest.failToFail,
    passToFail: rest.passToFail,
  }));
  expect(lists[0]).toBe(mine);
  expect(own).toEqual(any);
  if (lists[0] !== undefined) expectBroken(lists[0], trap);
}

/** Keeps a trap from being none because the change does something else than it is meant to. */
function expectBroken({ failToPass }: { readonly failToPass: readonly string[] }, trap: Trap): void {
  if (trap.isRace === true) return;
  const broken = new Set(failToPass.map(functionOf));
  if (trap.breaks === '*') expect(broken.size).toBeGreaterThan(20);
  else expect(broken).toEqual(new Set(trap.breaks.split(' ').filter(Boolean)));
}

import { pytestLogParser, type TestStatus } from 'bugsmith';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/validation/compare-runs.ts';
import { anyStatuses, markLog, sample, words } from './logs.ts';
import { type Attempt, startPeer } from './peer.ts';

const peers = { 2025: startPeer('swesmith-2025'), 2026: startPeer('swesmith-2026') };
const years = [2025, 2026] as const;

type Statuses = readonly (readonly [string, TestStatus])[];
type Report = Readonly<
  Record<'FAIL_TO_PASS' | 'PASS_TO_PASS' | 'FAIL_TO_FAIL' | 'PASS_TO_FAIL', readonly string[]>
>;

/** The log of a run in which the tests did this. */
function toLog(statuses: Statuses): string {
  return markLog(statuses.map(([test, status]) => `${test} ${words[status]} [ 50%]`).join('\n'));
}

/** Our lists, from the same logs. */
function compare(withBug: string, clean: string): Report {
  const parse = (log: string): ReadonlyMap<string, TestStatus> =>
    pytestLogParser({ exactlyAs: 'swesmith' }).parse({
      stdout: log,
      stderr: '',
      exitCode: 1,
      timedOut: false,
      report: null,
    }).tests;
  const { failToPass, passToPass, failToFail, passToFail } = compareRuns(parse(withBug), parse(clean));
  return {
    FAIL_TO_PASS: failToPass,
    PASS_TO_PASS: passToPass,
    FAIL_TO_FAIL: failToFail,
    PASS_TO_FAIL: passToFail,
  };
}

async function ask(
  year: 2025 | 2026,
  runs: readonly { withBug: Statuses; clean: Statuses }[],
): Promise<Report[]> {
  const logs = runs.map(({ withBug, clean }) => ({ withBug: toLog(withBug), clean: toLog(clean) }));
  const reports = await peers[year].call<Attempt<Report>[]>('valid_reports', { runs: logs });
  return reports.map(({ value, raised }) => {
    if (value === undefined) throw new Error(raised);
    return value;
  });
}

const runs = fc.record({ withBug: anyStatuses, clean: anyStatuses });
const told = new Set<TestStatus>(['passed', 'failed']);

/** Leaves out of our lists what theirs cannot have, given what each test did. */
function expectation(year: 2025 | 2026, { withBug, clean }: { withBug: Statuses; clean: Statuses }): Report {
  const ours = compare(toLog(withBug), toLog(clean));
  const before = new Map(withBug);
  const after = new Map(clean);
  const isKept = (test: string): boolean => {
    const status = before.get(test);
    // An unexpected pass is a word their parser does not know, so the test is missing.
    const isMissing = status === undefined || status === 'xpassed';
    if (isMissing) return year === 2025 && told.has(after.get(test) ?? 'error');
    return told.has(status) && told.has(after.get(test) ?? 'error');
  };
  const keep = (tests: readonly string[]): string[] => tests.filter(isKept);
  const moved = (test: string): boolean => before.get(test) === undefined || before.get(test) === 'xpassed';
  const onlyWithBug = withBug.filter(
    ([test, status]) =>
      status === 'failed' && (after.get(test) === undefined || after.get(test) === 'xpassed'),
  );
  return {
    FAIL_TO_PASS: [
      ...keep(ours.FAIL_TO_PASS),
      // SWE-smith of 2025 counts a test it knows only from the run with the bug.
      ...(year === 2025 ? onlyWithBug.map(([test]) => test) : []),
    ],
    PASS_TO_PASS: keep(ours.PASS_TO_PASS),
    // One that fails without the bug and is missing with it fails in both for us, passed before for SWE-smith of 2025.
    FAIL_TO_FAIL: keep(ours.FAIL_TO_FAIL).filter((test) => !moved(test)),
    PASS_TO_FAIL: clean
      .map(([test]) => test)
      .filter((test) => keep([...ours.PASS_TO_FAIL, ...ours.FAIL_TO_FAIL.filter(moved)]).includes(test)),
  };
}

describe.each(years)('the validation report of SWE-smith of %i', (year) => {
  it('has our lists, but for tests that are missing or had an error with the bug', async () => {
    const cases = sample(runs, 1500);
    const theirs = await ask(year, cases);
    for (const [index, run] of cases.entries()) {
      expect([run, expectation(year, run)]).toEqual([run, theirs[index]]);
    }
    expect(theirs.filter(({ FAIL_TO_PASS }) => FAIL_TO_PASS.length > 0).length).toBeGreaterThan(100);
  });

  it('says nothing of a run that timed out', async () => {
    const log = `${markLog('t.py::test PASSED')}\n\n>>>>> Tests Timed Out: 5 seconds exceeded`;
    const [report] = await peers[year].call<Attempt<Report>[]>('valid_reports', {
      runs: [{ withBug: log, clean: markLog('t.py::test PASSED') }],
    });
    // A run that found no output counts as one in which every test is missing: in 2025 the time-out "breaks" them.
    expect(report?.value?.FAIL_TO_PASS).toEqual(year === 2025 ? ['t.py::test'] : []);
    expect(compare(log, markLog('t.py::test PASSED')).FAIL_TO_PASS).toEqual(['t.py::test']);
  });
});

describe('where our lists differ on purpose', () => {
  it.each<[string, Statuses, Statuses, string[], Record<2025 | 2026, string[]>]>([
    [
      'a test that vanishes with the bug, as when a file cannot be collected, is broken by it; in 2026 theirs drops it',
      [],
      [['a.py::t', 'passed']],
      ['a.py::t'],
      { 2025: ['a.py::t'], 2026: [] },
    ],
    [
      'a test whose set-up fails with the bug is broken by it; theirs drops every error',
      [['a.py::t', 'error']],
      [['a.py::t', 'passed']],
      ['a.py::t'],
      { 2025: [], 2026: [] },
    ],
    [
      'nothing is known of a test only the run with the bug has; theirs of 2025 says that it passes without',
      [['a.py::t', 'failed']],
      [],
      [],
      { 2025: ['a.py::t'], 2026: [] },
    ],
  ])('%s', async (_, withBug, clean, ours, theirs) => {
    expect(compare(toLog(withBug), toLog(clean)).FAIL_TO_PASS).toEqual(ours);
    for (const year of years) {
      const [report] = await ask(year, [{ withBug, clean }]);
      expect(report?.FAIL_TO_PASS).toEqual(theirs[year]);
    }
  });
});

import { pytestLogParser, type TestStatus } from 'bugsmith';
import { describe, expect, it } from 'vitest';
import { sliceAsSwesmith } from '../../src/parsers/test-output-markers.ts';
import { anyLog, anyMarkedLog, sample, toPairs } from './logs.ts';
import { type Attempt, startPeer } from './peer.ts';

const peers = { 2025: startPeer('swesmith-2025'), 2026: startPeer('swesmith-2026') };
const years = [2025, 2026] as const;

function parseAs(exactlyAs: 'swesmith' | undefined, log: string): ReadonlyMap<string, TestStatus> {
  const output = { stdout: log, stderr: '', exitCode: 0, timedOut: false, report: null };
  return pytestLogParser({ exactlyAs }).parse(output).tests;
}

const handwritten = [
  '',
  '\n',
  'tests/test_a.py::test_one PASSED [ 50%]\ntests/test_a.py::test_one FAILED [100%]',
  'tests/test_a.py::test_one XPASS',
  'tests/test_a.py::test_one[a b] PASSED',
  'FAILED tests/test_a.py::test_one - x',
  ' tests/test_a.py::test_one PASSED',
  'tests/test_a.py::test_one\tPASSED\r',
  'a PASSEDb FAILED',
  '\ufeffa PASSED',
  'a\ufeffPASSED',
];

describe.each(years)("SWE-smith's pytest parser of %i", (year) => {
  it('reads any log as `exactlyAs: swesmith` does, with the same order', async () => {
    const logs = [...handwritten, ...sample(anyLog, 3000)].filter((log) => !log.includes('>>>>>'));
    const theirs = await peers[year].call<[string, string][][]>('parse_logs', { parser: 'swesmith', logs });
    expect(theirs).toHaveLength(logs.length);
    expect(theirs.some((pairs) => pairs.length > 3)).toBe(true);
    for (const [index, log] of logs.entries()) {
      expect([log, toPairs(parseAs('swesmith', log))]).toEqual([log, theirs[index]]);
    }
  });

  it('finds the output between the marks where we do', async () => {
    // Theirs reads files in a mode that makes other line ends into line feeds.
    const logs = sample(anyMarkedLog, 2000).filter((log) => !log.includes('\r'));
    const theirs = await peers[year].call<Attempt<[string | null, boolean]>[]>('read_test_outputs', { logs });
    const kinds = new Set<string>();
    for (const [index, log] of logs.entries()) {
      const { raised, value } = theirs[index] ?? { raised: 'nothing' };
      const hasBoth = log.includes('>>>>> Start Test Output') && log.includes('>>>>> End Test Output');
      const isFailed = /Tests Timed Out|Patch Apply Failed/.test(log);
      const kind = raised ?? (value[1] ? 'found' : 'not found');
      kinds.add(kind);
      // With both marks in the wrong order theirs stops the whole run; ours says that there is no log.
      if (raised === 'ValueError') expect([log, sliceAsSwesmith(log)]).toEqual([log, undefined]);
      else if (!hasBoth || isFailed) expect([log, value?.[1]]).toEqual([log, false]);
      else expect([log, sliceAsSwesmith(log)]).toEqual([log, value?.[0]]);
    }
    expect([...kinds].sort()).toEqual(['ValueError', 'found', 'not found']);
  });
});

describe('where our own reading of a log differs on purpose', () => {
  it.each([
    [
      'ids with spaces are lost by theirs',
      't.py::test[a b] PASSED [100%]',
      [],
      [['t.py::test[a b]', 'PASSED']],
    ],
    [
      'of two statuses theirs keeps the last, so that a tear-down that fails hides in a pass',
      't.py::test ERROR\nt.py::test PASSED',
      [['t.py::test', 'PASSED']],
      [['t.py::test', 'ERROR']],
    ],
    ['an unexpected pass is nothing to theirs', 't.py::test XPASS [100%]', [], [['t.py::test', 'XPASS']]],
    [
      'theirs takes any first word of a line for a test',
      'looks PASSED\nt.py::test PASSED',
      [
        ['looks', 'PASSED'],
        ['t.py::test', 'PASSED'],
      ],
      [['t.py::test', 'PASSED']],
    ],
    [
      'lines of pytest-xdist are nothing to theirs',
      '[gw0] [ 50%] PASSED t.py::test',
      [],
      [['t.py::test', 'PASSED']],
    ],
  ])('%s', async (_, log, theirs, ours) => {
    for (const year of years) {
      expect(await peers[year].call('parse_logs', { parser: 'swesmith', logs: [log] })).toEqual([theirs]);
    }
    expect(toPairs(parseAs('swesmith', log))).toEqual(theirs);
    expect(toPairs(parseAs(undefined, log))).toEqual(ours);
  });
});

import type { TestOutputParser } from '../test-output-parser.ts';
import { instrumentPytest } from './instrument-pytest.ts';
import { readPytestReport } from './read-pytest-report.ts';

/**
 * Reads pytest's results exactly, from a plug-in of ours that every pytest of the run loads; the default parser.
 *
 * Works with any command that starts pytest (`pytest`, `python -m pytest`, `make test`), pytest 6 or later,
 * Python 3.8 or later, with and without pytest-xdist. Test ids are node ids, whatever they contain, in the
 * order of collection. For the run, `-x` and `--maxfail` are off, files that cannot be collected do not keep
 * the others from running, and `--last-failed`, `--failed-first`, `--new-first` and `--stepwise` have no
 * effect. A command that replaces `PYTHONPATH` or `PYTEST_ADDOPTS`, or starts Python with `-E` or `-I`, keeps
 * the plug-in from being loaded.
 *
 * Outcomes: failed in set-up or tear-down is `error`, and so is a test that began and never ended, because the
 * interpreter died or was killed; a failing `setUp` of a `unittest.TestCase` is `failed`, because to pytest it
 * is part of the test; a strict `xpass` is `failed`. Of a test that is run again only the last run counts; of
 * one reported several times (subtests) the worst outcome. `completed` is `false` when pytest was interrupted,
 * did not start, timed out, or left collected tests that never began. `modules` names where every module outside
 * the standard library came from, as real paths.
 */
export function pytestParser(): TestOutputParser {
  return {
    specificationVersion: 'v1',
    name: 'pytest',
    framework: 'pytest',
    instrument: instrumentPytest,
    parse({ report, timedOut }) {
      const run = readPytestReport(report ?? '');
      return timedOut ? { ...run, completed: false } : run;
    },
  };
}

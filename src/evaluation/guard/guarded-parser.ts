import { posix } from 'node:path';
import recorderSource from '../../parsers/pytest/bugsmith_pytest.py';
import type { TestInstrumentation, TestRun, TestRunContext } from '../../parsers/test-output-parser.ts';
import guardSource from './bugsmith_guard.py';
import { type GuardedReport, readGuardedReport } from './read-guarded-report.ts';

/** The secrets of one run; 64 and 16 hexadecimal digits. */
export type GuardSecrets = { readonly key: string; readonly name: string };

/** Reads one run of pytest whose results the tests could not write. */
export type GuardedParser = {
  readonly specificationVersion: 'v1';
  readonly name: string;
  instrument(context: TestRunContext): TestInstrumentation;
  parse(output: { readonly report: string | null; readonly timedOut: boolean }): TestRun;
  /** What the last run left, besides its tests. */
  readonly report: GuardedReport;
};

/** Makes the parser for one run; `tests` are those to run, `undefined` for all. */
export function createGuardedParser(
  { key, name }: GuardSecrets,
  tests: readonly string[] | undefined,
): GuardedParser {
  let report: GuardedReport = readGuardedReport('', key);
  return {
    specificationVersion: 'v1',
    name: 'guarded pytest',
    instrument({ testCommand, temporaryDirectory, env }) {
      const place = (file: string): string => posix.join(temporaryDirectory, name, file);
      const [settings, reportPath] = [place('settings.json'), place('report')];
      return {
        testCommand,
        env: {
          BUGSMITH_GUARD_SETTINGS: settings,
          PYTHONPATH: [place('plugin'), env['PYTHONPATH'] ?? ''].filter((part) => part !== '').join(':'),
          PYTEST_ADDOPTS: [`-p bugsmith_guard_${name}`, env['PYTEST_ADDOPTS'] ?? ''].join(' ').trim(),
        },
        files: [
          { path: place(`plugin/bugsmith_guard_${name}.py`), content: guardSource },
          { path: place(`plugin/bugsmith_recorder_${name}.py`), content: recorderSource },
          { path: settings, content: JSON.stringify({ key, report: reportPath, tests: tests ?? null }) },
        ],
        reportPath,
      };
    },
    parse(output) {
      report = readGuardedReport(output.report ?? '', key);
      return output.timedOut ? { ...report.run, completed: false } : report.run;
    },
    get report() {
      return report;
    },
  };
}

import { expect } from 'vitest';
import { pytestParser } from '../../../src/parsers/pytest/pytest-parser.ts';
import type { TestRun, TestRunOutput } from '../../../src/parsers/test-output-parser.ts';
import { runSuite } from '../run-suite.ts';

export type PytestProject = {
  readonly files: Readonly<Record<string, string>>;
  readonly testCommand?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

export function runPytest({
  testCommand = 'python -m pytest',
  ...project
}: PytestProject): Promise<{ output: TestRunOutput; run: TestRun; workingDirectory: string }> {
  return runSuite({ parser: pytestParser(), testCommand, ...project });
}

/** Runs `project` and compares everything but the modules; tests are compared in order. */
export async function expectRun(
  project: PytestProject,
  expected: {
    readonly tests: Readonly<Record<string, string>>;
    readonly collectionErrors?: readonly string[];
    readonly completed?: boolean;
  },
): Promise<void> {
  const { run, output } = await runPytest(project);
  const { tests, collectionErrors, completed } = run;
  expect(
    { tests: [...tests], collectionErrors, completed },
    `${output.stdout}\n${output.stderr}\n${output.report ?? 'no report'}`,
  ).toEqual({
    tests: Object.entries(expected.tests),
    collectionErrors: expected.collectionErrors ?? [],
    completed: expected.completed ?? true,
  });
}

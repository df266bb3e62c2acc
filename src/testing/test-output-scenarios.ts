import type { TestStatus } from '../parsers/test-output-parser.ts';

/** A small project a tester writes for their framework, and what a parser must say of it. */
export type TestOutputScenario = {
  readonly name: TestOutputScenarioName;
  /** What the project holds, in words that suit any framework. */
  readonly description: string;
  /** Tests that must be reported, by simple names that no other test's name contains; no others may be. */
  readonly tests: Readonly<Record<string, TestStatus>>;
  /** How many files or nodes must be listed as not collected. */
  readonly collectionErrors: number;
  readonly completed: boolean;
};

/** Names of the scenarios. */
export type TestOutputScenarioName =
  'all-pass' | 'one-fails' | 'skipped' | 'set-up-error' | 'import-error' | 'crash' | 'empty' | 'much-output';

/** The projects a parser is checked on, each with what its run must tell. */
export const testOutputScenarios: readonly TestOutputScenario[] = [
  {
    name: 'all-pass',
    description: 'One file with test_first and test_second, which pass.',
    tests: { test_first: 'passed', test_second: 'passed' },
    collectionErrors: 0,
    completed: true,
  },
  {
    name: 'one-fails',
    description:
      'test_good passes, test_bad fails an assertion, test_raises raises another exception itself.',
    tests: { test_good: 'passed', test_bad: 'failed', test_raises: 'failed' },
    collectionErrors: 0,
    completed: true,
  },
  {
    name: 'skipped',
    description: 'test_run passes, test_left_out is skipped with the reason "FAILED (ok)".',
    tests: { test_run: 'passed', test_left_out: 'skipped' },
    collectionErrors: 0,
    completed: true,
  },
  {
    name: 'set-up-error',
    description: 'The set-up of test_unprepared raises an exception; test_free has no set-up and passes.',
    tests: { test_unprepared: 'error', test_free: 'passed' },
    collectionErrors: 0,
    completed: true,
  },
  {
    name: 'import-error',
    description:
      'One file imports a module that does not exist; another file holds test_other, which passes.',
    tests: { test_other: 'passed' },
    collectionErrors: 1,
    completed: true,
  },
  {
    name: 'crash',
    description: 'In this order: test_a_before passes, test_b_crash calls os._exit(0), test_c_after passes.',
    tests: { test_a_before: 'passed', test_b_crash: 'error' },
    collectionErrors: 0,
    completed: false,
  },
  {
    name: 'empty',
    description: 'One file that is found and holds no tests.',
    tests: {},
    collectionErrors: 0,
    completed: true,
  },
  {
    name: 'much-output',
    description:
      'test_loud prints 50,000 lines that say "test_fake FAILED" and passes; test_after_it fails an assertion.',
    tests: { test_loud: 'passed', test_after_it: 'failed' },
    collectionErrors: 0,
    completed: true,
  },
];

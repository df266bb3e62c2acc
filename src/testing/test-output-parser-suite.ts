import assert from 'node:assert/strict';
import type { TestOutputParser, TestRun, TestRunOutput } from '../parsers/test-output-parser.ts';
import { testOutputScenarios, type TestOutputScenario } from './test-output-scenarios.ts';

/** What {@link testTestOutputParser} needs from a test framework and from the parser's author. */
export type TestOutputParserSuiteOptions = {
  /** Groups tests; that of vitest, jest or `node:test`. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Declares a test. */
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
  /** Makes the parser to check. */
  readonly createParser: () => TestOutputParser;
  /**
   * Runs the project a scenario describes in the parser's framework: writes its files, passes its command
   * through `parser.instrument`, writes the files that asks for, runs it, and reads the report.
   */
  readonly run: (scenario: TestOutputScenario, parser: TestOutputParser) => Promise<TestRunOutput>;
  /** Tests of this suite, by name, that do not apply, and why. @default [] */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[] | undefined;
};

const nothing: TestRunOutput = { stdout: '', stderr: '', exitCode: 0, timedOut: false, report: '' };

const nastyTexts: readonly string[] = [
  '\n',
  '\0\ud800\ufeff\u2028\r\n\r',
  '{',
  '{}',
  'null',
  '[1, 2]\n"text"\n{"event": null}\n{"__proto__": {"id": "x"}}',
  '{"event": "test-start", "id": "cut in the mid',
  '<?xml version="1.0"?><testsuite><testcase name="',
  '__proto__ PASSED\nconstructor::__proto__ FAILED\nhasOwnProperty (toString.valueOf) ... ok\n',
  ' ... '.repeat(20_000),
  '\u001b['.repeat(20_000),
  'PASSED ('.repeat(20_000),
  '\r'.repeat(100_000),
  `${'='.repeat(100_000)}\n${'-'.repeat(100_000)}\n`,
  'x'.repeat(1_000_000),
];

/**
 * Checks a {@link TestOutputParser} against its interface: on runs of small projects in its own framework, and
 * on text no framework wrote. Failures are `AssertionError`s.
 */
export function testTestOutputParser(options: TestOutputParserSuiteOptions): void {
  const { describe, createParser, run } = options;
  const skipped = new Set(options.skip?.flatMap(({ tests }) => tests));
  const it = (name: string, body: () => void | Promise<void>): void => {
    if (!skipped.has(name)) options.it(name, body);
  };
  describe(`the test-output parser ${createParser().name}`, () => {
    for (const scenario of testOutputScenarios) {
      it(`reads the scenario ${scenario.name}`, async () => {
        const parser = createParser();
        expectScenario(parser.parse(await run(scenario, parser)), scenario);
      });
    }
    it('finds no complete run in no output', () => {
      for (const report of [null, '']) {
        const { tests, completed } = createParser().parse({ ...nothing, report });
        assert.deepEqual([tests.size, completed], [0, false]);
      }
    });
    it('reads any text without throwing, twice alike', () => {
      for (const text of nastyTexts) {
        for (const field of ['stdout', 'stderr', 'report']) {
          const output = Object.freeze({ ...nothing, [field]: text });
          const first = createParser().parse(output);
          expectTestRun(first);
          assert.deepEqual(createParser().parse(output), first);
        }
      }
    });
    it('takes no cut or timed-out run for a complete one', async () => {
      const parser = createParser();
      const [scenario] = testOutputScenarios;
      assert.ok(scenario);
      const output = await run(scenario, parser);
      assert.equal(parser.parse({ ...output, timedOut: true }).completed, false);
      for (const share of [0.25, 0.5, 0.75]) {
        const cut = (text: string): string => text.slice(0, Math.floor(text.length * share));
        const report = output.report === null ? null : cut(output.report);
        const { stdout, stderr } = output;
        const part = parser.parse({ ...output, stdout: cut(stdout), stderr: cut(stderr), report });
        expectTestRun(part);
        assert.equal(part.completed, false, `complete after ${String(share)} of the output`);
      }
    });
    it('keeps the environment and writes to the temporary directory only', () => {
      expectInstrumentation(createParser());
    });
  });
}

function expectScenario(run: TestRun, scenario: TestOutputScenario): void {
  expectTestRun(run);
  const names = Object.keys(scenario.tests);
  const found = [...run.tests].map(([id, status]) => {
    return [names.find((name) => id.includes(name)) ?? `(unexpected) ${id}`, status] as const;
  });
  assert.equal(found.length, new Set(found.map(([name]) => name)).size, 'each test is reported once');
  assert.deepEqual(Object.fromEntries(found), scenario.tests, scenario.description);
  assert.equal(run.collectionErrors.length, scenario.collectionErrors, 'number of collection errors');
  assert.equal(run.completed, scenario.completed, 'whether it is complete');
}

function expectTestRun({ tests, collectionErrors, completed, modules }: TestRun): void {
  const statuses = ['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed'];
  for (const [id, status] of tests) {
    assert.equal(typeof id, 'string');
    assert.ok(statuses.includes(status), `${id} has the unknown status ${status}`);
  }
  for (const id of collectionErrors) assert.equal(typeof id, 'string');
  assert.equal(typeof completed, 'boolean');
  assert.ok(modules === undefined || modules instanceof Map);
}

function expectInstrumentation(parser: TestOutputParser): void {
  const temporaryDirectory = '/sandbox/temporary';
  const env = Object.freeze({ PYTHONPATH: '/some/path', PYTEST_ADDOPTS: '--some-option', OTHER: '1' });
  const instrumentation = parser.instrument?.({
    testCommand: 'run the tests',
    workingDirectory: '/sandbox/project',
    temporaryDirectory,
    env,
  });
  if (instrumentation === undefined) return;
  const { PYTHONPATH, PYTEST_ADDOPTS, OTHER } = { ...env, ...instrumentation.env };
  assert.ok(PYTHONPATH.split(':').includes(env.PYTHONPATH), 'PYTHONPATH is kept');
  assert.ok(PYTEST_ADDOPTS.split(' ').includes(env.PYTEST_ADDOPTS), 'PYTEST_ADDOPTS is kept');
  assert.equal(OTHER, env.OTHER);
  const { files, reportPath } = instrumentation;
  for (const path of [...(reportPath === undefined ? [] : [reportPath]), ...files.map((file) => file.path)]) {
    assert.ok(path.startsWith(`${temporaryDirectory}/`), `${path} lies in the temporary directory`);
    assert.ok(!path.split('/').includes('..'));
  }
}

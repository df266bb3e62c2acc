import { describe, it } from 'vitest';
import { pytestLogParser } from '../../src/parsers/pytest-log/pytest-log-parser.ts';
import { pytestParser } from '../../src/parsers/pytest/pytest-parser.ts';
import type { TestOutputParser } from '../../src/parsers/test-output-parser.ts';
import { unittestParser } from '../../src/parsers/unittest/unittest-parser.ts';
import { testTestOutputParser } from '../../src/testing/test-output-parser-suite.ts';
import { runSuite } from './run-suite.ts';
import { projectOf } from './scenario-projects.ts';

function check(
  createParser: () => TestOutputParser,
  testCommand: string,
  skip: readonly string[] = [],
): void {
  testTestOutputParser({
    describe,
    it,
    createParser,
    run: async (scenario, parser) => {
      const framework = parser.name === 'unittest' ? 'unittest' : 'pytest';
      const { output } = await runSuite({ parser, files: projectOf(scenario, framework), testCommand });
      return output;
    },
    skip: [{ reason: 'A log names only tests that ended, and a crash writes nothing.', tests: skip }],
  });
}

check(pytestParser, 'python -m pytest');
check(pytestLogParser, 'python -m pytest -v --continue-on-collection-errors', ['reads the scenario crash']);
check(unittestParser, 'python -m unittest discover -t . -s tests');

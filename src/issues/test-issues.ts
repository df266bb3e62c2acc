import type { CountTokens } from '../providers/count-tokens.ts';
import type { TestEvidence } from './evidence/issue-evidence.ts';
import { isShown } from './failing-evidence.ts';
import { fence } from './fence.ts';
import type { IssueWriter } from './issue-writer.ts';
import { shortenText } from './shortening/shorten-text.ts';

/** Options of {@link testIssues}. */
export type TestIssuesOptions = {
  /** Tokens of the test's source, and of what it printed, at most. @default 10_000 */
  readonly maxTokens?: number | undefined;
  /** @default four bytes of UTF-8 are one token */
  readonly countTokens?: CountTokens | undefined;
};

/**
 * Writes problem statements that show one F2P test, drawn by the seed, and what running it on the buggy code prints.
 *
 * The others are not told. It discloses on purpose what such a test and its output show: names, a failure, and whatever
 * code of the project is in a traceback.
 *
 * Outcomes: `no-failing-test` when none of the tests fails again, or none has a source or an output to show. `facts`
 * says which test was drawn.
 *
 * @source Paper, section D, "Fail-to-Pass test code and execution logs".
 */
export function testIssues({ maxTokens = 10_000, countTokens }: TestIssuesOptions = {}): IssueWriter {
  return {
    specificationVersion: 'v1',
    name: 'tests',
    settings: { maxTokens },
    discloses: ['quotes-fix', 'names-test', 'tests-fail', 'gives-place'],
    async write(subject) {
      const { tests, testOutput } = await subject.evidence();
      const failing = tests.filter(isShown);
      const drawn = failing[subject.random.integer(Math.max(1, failing.length))];
      if (drawn === undefined) {
        const detail = 'None of the tests that show the bug failed when it was run again.';
        return { status: 'not-written', reason: 'no-failing-test', detail, costUsd: 0 };
      }
      const source = shortenText(drawn.source, { input: 'test source', maxTokens, countTokens });
      const printed = drawn.output === '' ? testOutput : drawn.output;
      const output = shortenText(printed.trimEnd(), { input: 'test output', maxTokens, countTokens });
      return {
        status: 'written',
        text: formatText(drawn, source.text, output.text),
        costUsd: 0,
        shortened: [source, output].flatMap(({ shortening }) => shortening ?? []),
        facts: { test: drawn.test, source: source.text, output: output.text },
      };
    },
  };
}

function formatText({ test }: TestEvidence, source: string, output: string): string {
  return `A test of this project fails, and the test is right. This is \`${test}\`:

${fence(source.trimEnd(), 'python')}

Running it prints:

${fence(output)}

Please correct the code so that it does what the test expects. The test itself is to stay as it is.
`;
}

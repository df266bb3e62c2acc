import { BugsmithError, hasCode } from './bugsmith-error.ts';

/** What a test run printed is not all there, and its results can only be read from that. */
export class TestOutputError extends BugsmithError {
  static readonly code = 'TEST_OUTPUT';
  override readonly name: string = 'TestOutputError';
  /** Name of the parser that reads the output. */
  readonly parser: string;

  constructor({ parser }: { parser: string }) {
    super(
      `The ${parser} parser cannot tell the results of a run from its output, because the output was too long ` +
        'to keep whole. Make the tests print less, or use a parser that has a report of its own, such as ' +
        '`pytestParser()`.',
      { code: TestOutputError.code },
    );
    this.parser = parser;
  }

  static override isInstance(error: unknown): error is TestOutputError {
    return hasCode(error, TestOutputError.code);
  }
}

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { pytestParser } from '../../../src/parsers/pytest/pytest-parser.ts';
import type { TestRun } from '../../../src/parsers/test-output-parser.ts';
import { runPytest } from './run-pytest.ts';

function parse(report: string | null): TestRun {
  return pytestParser().parse({ stdout: '', stderr: '', exitCode: 0, timedOut: false, report });
}

const files = {
  'test_a.py': 'import pytest\n@pytest.mark.parametrize("n", range(4))\ndef test_a(n): assert n != 2\n',
  'test_bad.py': 'import no_such_module\n',
};

describe('a damaged report', () => {
  it('tells what can be read, wherever it is cut', async () => {
    const { output, run: whole } = await runPytest({ files });
    const report = output.report ?? '';
    expect(whole.completed).toBe(true);
    fc.assert(
      fc.property(fc.nat(report.length - 2), (length) => {
        const run = parse(report.slice(0, length));
        expect(run.completed).toBe(false);
        for (const [id, status] of run.tests) expect([whole.tests.get(id), 'error']).toContain(status);
        expect(whole.collectionErrors).toEqual(expect.arrayContaining([...run.collectionErrors]));
      }),
    );
  });

  it('is not complete with a line that is not ours', async () => {
    const { output, run } = await runPytest({ files });
    const [first = '', ...rest] = (output.report ?? '').split('\n');
    for (const line of ['garbage', '{}', '{"event": "test-start"}', '\0']) {
      const damaged = parse([first, line, ...rest].join('\n'));
      expect(damaged).toEqual({ ...run, completed: false });
    }
  });
});

import { posix } from 'node:path';
import type { TestInstrumentation, TestRunContext } from '../test-output-parser.ts';
import pluginSource from './bugsmith_pytest.py';

/** Has every pytest the command starts load our plug-in, which finds the report's path in a variable. */
export function instrumentPytest({
  testCommand,
  temporaryDirectory,
  env,
  reversed = false,
}: TestRunContext): TestInstrumentation {
  const pluginDirectory = posix.join(temporaryDirectory, 'bugsmith-pytest-plugin');
  const reportPath = posix.join(temporaryDirectory, 'bugsmith-pytest-report.jsonl');
  return {
    testCommand,
    env: {
      BUGSMITH_PYTEST_REPORT: reportPath,
      ...(reversed ? { BUGSMITH_PYTEST_ORDER: 'reversed' } : {}),
      PYTHONPATH: joinPresent([pluginDirectory, env['PYTHONPATH']], ':'),
      PYTEST_ADDOPTS: joinPresent(['-p bugsmith_pytest', env['PYTEST_ADDOPTS']], ' '),
    },
    files: [{ path: posix.join(pluginDirectory, 'bugsmith_pytest.py'), content: pluginSource }],
    reportPath,
  };
}

function joinPresent(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

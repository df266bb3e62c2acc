import { pytestParser } from './pytest/pytest-parser.ts';
import type { TestOutputParser } from './test-output-parser.ts';
import { unittestParser } from './unittest/unittest-parser.ts';

/**
 * The parser for a test command: `unittestParser` for one that runs `-m unittest` and does not mention pytest,
 * else `pytestParser`.
 */
export function defaultParser(testCommand: string): TestOutputParser {
  const runsUnittest = /(?:^|\s)-m\s+unittest(?![\w.])/.test(testCommand);
  const runsPytest = /\bpytest\b|\bpy\.test\b/.test(testCommand);
  return runsUnittest && !runsPytest ? unittestParser() : pytestParser();
}

import { findLanguage } from '../../languages/find-language.ts';
import type { FindLeaks } from './leak-context.ts';

/** Finds names of F2P tests and of their files, in any form: node ids, paths, modules. */
export const findNamedTests: FindLeaks = function* ({ text, instance }) {
  const names = new Map<string, string>();
  const paths = new Set<string>();
  for (const test of instance.FAIL_TO_PASS) {
    const { path, name } = readTestId(test);
    if (name !== undefined) names.set(name, 'This is the name of a test that shows the bug.');
    if (path === undefined || findLanguage(path)?.isTestFile(path) !== true) continue;
    const stem = /([^/]*)\.\w+$/.exec(path)?.[1] ?? '';
    if (isTelling(stem)) names.set(stem, 'This is the file of a test that shows the bug.');
    else if (path.includes('/')) paths.add(path);
  }
  for (const { 0: word, index } of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
    const explanation = names.get(word);
    if (explanation !== undefined) yield { ...widen(text, index, index + word.length), explanation };
  }
  for (const path of paths) {
    for (let start = text.indexOf(path); start >= 0; start = text.indexOf(path, start + 1)) {
      yield {
        start,
        end: start + path.length,
        explanation: 'This is the file of a test that shows the bug.',
      };
    }
  }
};

/** Path and function of a node id of pytest, or function of an id of unittest, as far as they can be told apart. */
function readTestId(test: string): { path: string | undefined; name: string | undefined } {
  const [path = '', ...others] = test.split('::');
  const isNodeId = others.length > 0;
  const written = isNodeId ? (others.at(-1) ?? '').replace(/\[[^]*$/, '') : /^[\w.]+/.exec(test)?.[0];
  const name = written?.split('.').at(-1) ?? '';
  return {
    path: isNodeId || path.endsWith('.py') ? path : undefined,
    name: isTelling(name) ? name : undefined,
  };
}

/** Whether a name can only be a test's: `test` alone is a word, and doctests have the names of what they test. */
function isTelling(name: string): boolean {
  return /^(?:test|check_|should_|it_|spec_)|test$/i.test(name) && /[_\p{N}]|\p{Ll}\p{Lu}/u.test(name);
}

/** The whole path or id a name stands in. */
function widen(text: string, start: number, end: number): { start: number; end: number } {
  const before = /[\p{L}\p{N}_./:-]{0,300}$/u.exec(text.slice(Math.max(0, start - 300), start))?.[0] ?? '';
  const after = /^(?:[./:-]*[\p{L}\p{N}_]+){0,20}/u.exec(text.slice(end, end + 300))?.[0] ?? '';
  return { start: start - before.replace(/^[./:-]+/, '').length, end: end + after.length };
}

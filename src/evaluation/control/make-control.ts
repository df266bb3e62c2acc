import { hash } from 'node:crypto';
import { posix } from 'node:path';
import { analyzeSource } from '../../entities/analyze-source.ts';
import { findLanguage } from '../../languages/find-language.ts';
import { decodePatch } from '../../patches/patch-bytes.ts';
import type { Repository } from '../../repository/repository.ts';
import { seededOrder } from './seeded-order.ts';
import { failAtStart } from './fail-at-start.ts';
import canarySource from './canary.py';

/** Tests made to fail, for finding out whether results are forged. */
export type Control = {
  /** New texts of test files, and the file of tests that always fail. */
  readonly files: ReadonlyMap<string, string>;
  /** Tests of the instance that fail in these files, whatever the code under test does. */
  readonly tests: readonly string[];
  /** Tests that always fail, each in another way; a project's settings may keep them from being collected. */
  readonly canaries: readonly string[];
};

/** How many tests of an instance are made to fail. */
const controlCount = 6;
const canaryNames = /^( *)def (test_\w+)/gm;

/**
 * Makes tests of an instance fail at their start, at least one of `failToPass` where its source can be found, and
 * adds tests that fail in the ways tests fail: a forged result shows when one of them passes.
 */
export async function makeControl(
  repository: Repository,
  tests: { readonly failToPass: readonly string[]; readonly passToPass: readonly string[] },
  { seed }: { readonly seed: string },
): Promise<Control> {
  const name = hash('sha256', seed).slice(0, 12);
  const files = new Map<string, string>();
  const controlled: string[] = [];
  const ordered = [
    ...seededOrder(tests.failToPass, seed).slice(0, 2 * controlCount),
    ...seededOrder(tests.passToPass, seed).slice(0, controlCount),
  ];
  for (const test of ordered) {
    if (controlled.length >= controlCount) break;
    const [path = '', ...names] = splitNodeId(test);
    const source = files.get(path) ?? (await readTest(repository, path));
    const failing = source === undefined ? undefined : failSource(source, path, names.join('.'));
    if (failing === undefined) continue;
    files.set(path, failing);
    controlled.push(test);
  }
  const [first] = controlled;
  // Without one, ids may not be paths from the root, and nothing is known of where tests are collected.
  const canary = first === undefined ? undefined : canaryPath(first, name);
  if (canary === undefined) return { files, tests: controlled, canaries: [] };
  const source = canarySource.replaceAll('NAME', name);
  files.set(canary, source);
  return { files, tests: controlled, canaries: listCanaries(source, canary) };
}

/** The file of a node id and the names in it, without parameters, which may hold anything. */
function splitNodeId(test: string): string[] {
  const [path = '', ...names] = test.split('::');
  return [path, ...names.join('::').replace(/\[.*$/s, '').split('::')].filter((part) => part !== '');
}

async function readTest(repository: Repository, path: string): Promise<string | undefined> {
  if (!repository.files.some((file) => file.path === path && file.mode !== '120000')) return undefined;
  for await (const { content } of repository.readFiles([path])) return decodePatch(content);
  return undefined;
}

function failSource(source: string, path: string, qualifiedName: string): string | undefined {
  const language = findLanguage(path);
  if (language === undefined || qualifiedName === '') return undefined;
  try {
    const { definitions } = analyzeSource(source, path, language);
    const named = definitions.filter(
      (definition) => definition.kind === 'function' && definition.qualifiedName === qualifiedName,
    );
    return named.length === 0 ? undefined : failAtStart(source, named);
  } catch {
    return undefined;
  }
}

/** A file beside a test's own that is collected where the test's is. */
function canaryPath(test: string, name: string): string | undefined {
  const path = test.split('::', 1)[0] ?? '';
  const file = posix.basename(path);
  const [before, after] = file.startsWith('test_') ? ['test_', '.py'] : ['', '_test.py'];
  return file.startsWith(before) && file.endsWith(after)
    ? posix.join(posix.dirname(path), `${before}${name}${after}`)
    : undefined;
}

/** The node ids of the canaries; those indented are methods of the one class. */
function listCanaries(source: string, path: string): string[] {
  const className = /^class (\w+)/m.exec(source)?.[1] ?? '';
  return [...source.matchAll(canaryNames)].map(([, indentation = '', name = '']) =>
    indentation === '' ? `${path}::${name}` : `${path}::${className}::${name}`,
  );
}

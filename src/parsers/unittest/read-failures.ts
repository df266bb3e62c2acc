import { describeNode, type UnittestNode } from './describe-node.ts';

/** A failure unittest describes after the tests. */
export type UnittestFailure = { readonly node: UnittestNode; readonly status: 'failed' | 'error' };

const heading = /^={70}\n(?:FAIL|ERROR|UNEXPECTED SUCCESS): (\S+) \(([^()\s]+)\)/gm;
const frame = /^ {2}(?:[|+ ]+ )?File ".*", line \d+, in (\S+)$/gm;
const fixtures: ReadonlySet<string> = new Set(['setUp', 'tearDown', 'asyncSetUp', 'asyncTearDown']);

/** Reads the headings at the end, each followed by a traceback. Subtests have their test's name. */
export function readFailures(text: string): UnittestFailure[] {
  const headings = [...text.matchAll(heading)];
  return headings.map((match, index) => {
    const node = describeNode(match[1] ?? '', match[2] ?? '');
    const traceback = text.slice(match.index, headings[index + 1]?.index);
    return { node, status: node.kind === 'test' && isOutside(traceback, node.method) ? 'error' : 'failed' };
  });
}

/** Whether the traceback comes through set-up or tear-down rather than the test itself. */
function isOutside(traceback: string, method: string): boolean {
  for (const [, name] of traceback.matchAll(frame)) {
    if (name === undefined || name === method) return false;
    if (fixtures.has(name)) return true;
  }
  return false;
}

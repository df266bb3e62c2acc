import { join } from 'node:path';

import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import { writeFileAtomically } from '../../instances/atomic-file.ts';
import { stringifyLikePython } from '../../instances/python-json.ts';
import type { WrittenResult } from '../issue-result.ts';
import { type IssueLayoutKind, logFolder } from './issue-layout-paths.ts';

/** The statements of one instance. */
export type WrittenGroup = [WrittenResult, ...WrittenResult[]];

/** Writes what SWE-smith keeps beside the lists. @throws {InvalidArgumentError} when an id cannot name a folder. */
export async function writeLogs(
  group: WrittenGroup,
  { directory, kind, experimentId }: { directory: string; kind: IssueLayoutKind; experimentId: string },
): Promise<void> {
  if (kind !== 'generated' && kind !== 'tests') return;
  const { instance_id: id } = group[0].instance;
  const folder = logFolder(directory, kind === 'tests' ? 'from_tests' : experimentId, id);
  if (folder === undefined) {
    const expected = 'such that it names one folder';
    throw new InvalidArgumentError({ argument: 'instance_id', value: id, expected });
  }
  const files = kind === 'tests' ? createTestFiles(group[0]) : createModelFiles(group);
  for (const [name, content] of Object.entries(files))
    await writeFileAtomically(join(folder, name), [content]);
}

function createTestFiles({ instance, text, facts, costUsd }: WrittenResult): Record<string, string> {
  const { test, source = null, output = null } = facts;
  const metadata = {
    test_idx: typeof test === 'string' ? instance.FAIL_TO_PASS.indexOf(test) : null,
    test_info: text,
    test_output: output,
    test_src: source,
    generated: null,
    cost: costUsd ?? null,
  };
  return { 'issue_test.txt': text, 'metadata_test.json': stringifyLikePython(metadata, 4) };
}

function createModelFiles(group: WrittenGroup): Record<string, string> {
  const conversations = group.map(({ messages }, index) => {
    const turns = messages.map(({ content, role }) => ({ content, role }));
    return [index === 0 ? 'messages.json' : `messages_${index}.json`, stringifyLikePython(turns, 4)];
  });
  const names = group.map((_, index) => (group.length === 1 ? 'problem_statement' : `ps_basic_${index}`));
  const responses: Record<string, string> = Object.fromEntries(
    group.map(({ text }, index) => [names[index] ?? '', text] as const),
  );
  const metadata = { responses, cost: sumCosts(group) };
  return {
    ...(Object.fromEntries(conversations) as Record<string, string>),
    'metadata.json': stringifyLikePython(metadata, 4),
  };
}

function sumCosts(group: WrittenGroup): number | null {
  return group.reduce<number | null>(
    (sum, { costUsd }) => (sum === null || costUsd === undefined ? null : sum + costUsd),
    0,
  );
}

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readSwesmithLayout } from '../../src/instances/swesmith/read-swesmith-layout.ts';
import { writeSwesmithLayout } from '../../src/instances/swesmith/write-swesmith-layout.ts';
import { toTaskInstance } from '../../src/instances/to-task-instance.ts';
import { createCandidateId } from '../../src/strategies/candidate-id.ts';
import type { BugCandidate } from '../../src/strategies/bug-candidate.ts';
import type { ValidationResult } from '../../src/validation/validation-result.ts';
import { collect, fakeRepository, now, patch, readTree, withDirectory } from './support.ts';

const repository = fakeRepository();

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
/** What decoding bytes can give: well-formed text, or a byte that is not UTF-8 followed by ASCII. */
const bytesText = fc.string({
  unit: fc.constantFrom('a', '\n', '\r', 'é', '\u{1f600}', '\udcffa', '\udc80\n', '>>>>>', '\0'),
});
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

const part = fc.oneof(
  text,
  fc.constantFrom('..', '.', '', '/', 'a/b', '\0', '../../x', '<lambda>', 'é'.repeat(300)),
);
const entity: fc.Arbitrary<BugCandidate['entity']> = fc.record({
  kind: fc.constantFrom('function', 'method', 'class'),
  qualifiedName: fc.array(part, { maxLength: 3 }).map((parts) => parts.join('.')),
  path: fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/')),
  startLine: fc.nat(),
  endLine: fc.nat(),
});

const common = {
  id: fc.stringMatching(/^[a-z0-9]{8}$/),
  patch: fc.oneof(
    bytesText,
    bytesText.map((end) => patch + end),
  ),
  explanation: text,
  costUsd: fc.integer({ min: 0, max: 10_000 }).map((value) => value / 1000),
};

/** Candidates with what the layout can hold of each kind; only the entity is held by name alone. */
const anyCandidate: fc.Arbitrary<BugCandidate> = fc.oneof(
  fc.record({
    ...common,
    strategy: fc.oneof(
      fc.constantFrom('func_pm_op_swap', 'lm_rewrite', 'lm_modify'),
      fc.string({ maxLength: 80 }),
    ),
    entity: fc.option(entity, { nil: undefined }),
    metadata: fc.record(
      { rewrite: text.filter(Boolean), output: text.filter(Boolean) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    ...common,
    explanation: fc.constant(''),
    costUsd: fc.constant(0),
    strategy: fc.constantFrom('combine_file', 'combine_module'),
    entity: fc.option(entity, { nil: undefined }),
    metadata: fc.array(text).map((names) => ({ patch_files: names, num_patch_files: names.length })),
  }),
  fc
    .record({
      ...common,
      explanation: fc.constant(''),
      strategy: fc.constant('pr_mirror'),
      metadata: fc.record(
        {
          recover_status: fc.constantFrom('success', 'failed', 'skipped'),
          rewrites: fc.dictionary(text, json),
          instance_ref: fc.record({ instance_id: part, patch: bytesText, more: json }, { requiredKeys: [] }),
          pull_number: fc.nat(),
          direct_patch: fc.constant(true),
        },
        { requiredKeys: ['recover_status', 'rewrites', 'instance_ref', 'pull_number'] },
      ),
    })
    .map((made) => ({ ...made, id: createCandidateId(made.patch) })),
);

const testIds = fc.array(text);
const anyResult: fc.Arbitrary<ValidationResult> = fc
  .tuple(
    anyCandidate,
    fc.record({ failToPass: testIds, passToPass: testIds, failToFail: testIds, passToFail: testIds }),
    bytesText,
    fc.integer({ min: 1, max: 10_000_000 }),
    fc.constantFrom('finished', 'timed-out', 'errored', 'patch-failed'),
  )
  .map(([made, lists, testOutput, timeoutMs, kind]): ValidationResult => {
    if (kind === 'errored' || kind === 'patch-failed')
      return { status: kind, candidate: made, error: new Error('no') };
    const run = { candidate: made, testOutput, durationMs: 1, testsRun: [] };
    if (kind === 'timed-out') return { status: kind, timeoutMs, candidate: made, testOutput, durationMs: 1 };
    if (lists.failToPass.length === 0) return { status: 'no-test-broken', ...lists, ...run };
    return { status: lists.passToPass.length === 0 ? 'no-test-kept' : 'valid', ...lists, ...run };
  });

/** What reading must give for a result: everything but the entity, errors and times. */
function expectedRecord(result: ValidationResult): object {
  const { entity: _entity, ...held } = result.candidate;
  const made = { ...held };
  switch (result.status) {
    case 'errored':
    case 'patch-failed':
    case 'syntax-error':
    case 'equivalent':
    case 'not-covered':
    case 'duplicate':
      return { candidate: made, status: 'not-validated' };
    case 'timed-out':
      return {
        candidate: made,
        status: 'timed-out',
        timeoutMs: result.timeoutMs,
        testOutput: result.testOutput,
      };
    default: {
      const { candidate: _candidate, durationMs: _durationMs, testsRun: _testsRun, ...finished } = result;
      const instance = result.status === 'valid' ? toTaskInstance(result, { repository, now }) : undefined;
      return { ...finished, candidate: made, instance };
    }
  }
}

describe('writeSwesmithLayout and readSwesmithLayout', () => {
  it(
    'brings back what writeSwesmithLayout wrote, and nothing is written elsewhere',
    { timeout: 120_000 },
    async () => {
      const unique = fc.uniqueArray(anyResult, {
        maxLength: 4,
        selector: ({ candidate: made }) => `${String(made.metadata['pull_number'])} ${made.id}`,
      });
      await fc.assert(
        fc.asyncProperty(unique, (results) =>
          withDirectory(async (outer) => {
            const directory = join(outer, 'in', 'ner');
            await writeSwesmithLayout(results, { directory, repository, now });
            const paths = Object.keys(await readTree(outer));
            expect(paths.filter((path) => !path.startsWith('in/ner/logs/'))).toEqual([]);
            if (results.length === 0) return;
            const records = await collect(readSwesmithLayout(directory));
            const withoutNames = records.map(({ instanceId: _id, entityName: _name, ...record }) => record);
            const sortKey = (record: { candidate: BugCandidate }) =>
              `${record.candidate.id} ${String(record.candidate.metadata['pull_number'])}`;
            const sorted = <T extends { candidate: BugCandidate }>(list: readonly T[]) =>
              list.toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
            expect(sorted(withoutNames)).toEqual(sorted(results).map(expectedRecord));
          }),
        ),
        { numRuns: 150 },
      );
    },
  );
});

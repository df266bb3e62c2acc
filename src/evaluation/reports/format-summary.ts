import { stringifyLikePython } from '../../instances/python-json.ts';
import type { EvaluationResult } from '../evaluation-result.ts';

/** What a summary needs of a result. */
export type SummaryEntry = { readonly id: string; readonly status: EvaluationResult['status'] };

/** SWE-smith's summary of a run: ids in the order of the results; those without a report count in `total` only. */
export function formatSwesmithSummary(entries: readonly SummaryEntry[]): string {
  const reported = entries.filter(({ status }) =>
    ['resolved', 'unresolved', 'tampered', 'timed-out'].includes(status),
  );
  const resolved = reported.filter(({ status }) => status === 'resolved').map(({ id }) => id);
  const unresolved = reported.filter(({ status }) => status !== 'resolved').map(({ id }) => id);
  return stringifyLikePython(
    {
      resolved: resolved.length,
      unresolved: unresolved.length,
      total: entries.length,
      ids_resolved: resolved,
      ids_unresolved: unresolved,
    },
    4,
  );
}

/** SWE-bench's final report of one model, schema version 2: sorted ids, a line break at the end. */
export function formatSwebenchSummary(
  entries: readonly SummaryEntry[],
  instanceIds: readonly string[],
): string {
  const idsOf = (...statuses: readonly EvaluationResult['status'][]): string[] =>
    entries.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
  const known = new Set(instanceIds);
  const submitted = sortIds(entries.map(({ id }) => id));
  const resolved = sortIds(idsOf('resolved'));
  const unresolved = sortIds(idsOf('unresolved', 'tampered'));
  const completed = sortIds([...resolved, ...unresolved]);
  const empty = sortIds(idsOf('empty-patch'));
  const errors = sortIds(idsOf('timed-out', 'patch-failed', 'errored').filter((id) => known.has(id)));
  const incomplete = sortIds([...known].filter((id) => !submitted.includes(id)));
  const report = {
    total_instances: known.size,
    submitted_instances: submitted.length,
    completed_instances: completed.length,
    resolved_instances: resolved.length,
    unresolved_instances: unresolved.length,
    infra_failure_instances: 0,
    ambiguous_failure_instances: 0,
    empty_patch_instances: empty.length,
    error_instances: errors.length,
    completed_ids: completed,
    incomplete_ids: incomplete,
    empty_patch_ids: empty,
    submitted_ids: submitted,
    resolved_ids: resolved,
    unresolved_ids: unresolved,
    infra_failure_ids: [],
    ambiguous_failure_ids: [],
    failure_reasons: {},
    error_ids: errors,
    schema_version: 2,
  };
  return `${stringifyLikePython(report, 4)}\n`;
}

/** Without repetitions, in Python's order of texts: that of their characters, not of their UTF-16 units. */
function sortIds(ids: Iterable<string>): string[] {
  return [...new Set(ids)]
    .map((id) => ({ id, key: Buffer.from(id) }))
    .sort((one, other) => Buffer.compare(one.key, other.key))
    .map(({ id }) => id);
}

import type { JsonObject } from '../../json/json-value.ts';
import { checkNumber } from '../../providers/check-number.ts';
import type { IssueWriter, UnwrittenIssue } from '../issue-writer.ts';
import { findReproduction } from './find-reproduction.ts';
import { readIssueFacts } from './issue-facts.ts';
import { renderFailure } from './render-failure.ts';
import { renderIssue } from './render-issue.ts';
import type { ReproductionSearch } from './reproduction.ts';

/** Options of {@link factIssues}. */
export type FactIssuesOptions = {
  /**
   * Whether an issue is written only with a program that was seen to show the bug, or, where none was found, from
   * what the failing test shows. @default 'required'
   */
  readonly reproduction?: 'required' | 'preferred' | undefined;
  /** Most programs that are tried for an instance. @default 24 */
  readonly maxScripts?: number | undefined;
  /** Bounds each run of a program. @default 10_000 */
  readonly timeoutMs?: number | undefined;
};

/**
 * Writes an issue from what a failing test shows, with a program that was run on both codes; no model is asked.
 *
 * Programs are made from the source of the F2P tests: what the failing assertion depends on, with fixtures,
 * parameters and helpers put in and the test framework left out. One is kept when it ends well on the clean code
 * and does something else on the buggy code, twice each. The output shown as expected is what the clean code
 * printed. The issue names no test and shows no changed line.
 *
 * Outcomes: `not-written` with reason `no-failure` when no F2P test failed, `no-script` when no program could be
 * made, and `not-reproduced` when none showed the difference; `facts` then counts why.
 *
 * @throws {InvalidArgumentError} when a number is out of its range.
 */
export function factIssues(options: FactIssuesOptions = {}): IssueWriter {
  const { reproduction: wanted = 'required' } = options;
  const maxScripts = checkNumber('maxScripts', options.maxScripts ?? 24, { least: 1, isWhole: true });
  const timeoutMs = checkNumber('timeoutMs', options.timeoutMs ?? 10_000, { least: 1 });
  return {
    specificationVersion: 'v1',
    name: 'facts',
    settings: { reproduction: wanted, maxScripts, timeoutMs },
    async write(subject, { abortSignal }) {
      const evidence = await subject.evidence();
      if (!evidence.tests.some(({ failure }) => failure !== undefined)) {
        return notWritten('no-failure', 'None of the F2P tests that ran failed.');
      }
      const search = await findReproduction(subject, evidence, { maxScripts, timeoutMs, abortSignal });
      const { reproduction } = search;
      if (reproduction === undefined && wanted === 'required') return describeSearch(search);
      const text =
        reproduction === undefined
          ? renderFailure(evidence, subject.random)
          : renderIssue(readIssueFacts(reproduction), subject.random);
      if (text === undefined) return describeSearch(search);
      const facts = { ...describeFacts(search), reproduction: reproduction?.kind ?? null };
      return { status: 'written', text, costUsd: 0, facts };
    },
  };
}

function describeSearch(search: ReproductionSearch): UnwrittenIssue {
  const tried = Object.values(search.problems).reduce((sum, count) => sum + count, 0);
  if (tried === 0) return notWritten('no-script', 'No program could be made from the F2P tests.');
  const reasons = Object.entries(search.problems).map(([problem, count]) => `${problem}: ${count}`);
  const detail = `None of ${tried} programs made from the F2P tests shows the bug (${reasons.join(', ')}).`;
  return { ...notWritten('not-reproduced', detail), facts: describeFacts(search) };
}

function describeFacts({ reproduction, problems }: ReproductionSearch): JsonObject {
  return {
    ...(reproduction === undefined
      ? {}
      : { test: reproduction.test.test, script: reproduction.draft.source }),
    problems: { ...problems },
  };
}

function notWritten(reason: string, detail: string): UnwrittenIssue {
  return { status: 'not-written', reason, detail, costUsd: 0 };
}

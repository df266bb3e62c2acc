import type { IssueEvidence, ScriptDraft, TestEvidence } from '../evidence/issue-evidence.ts';

/** A program with the test it was made from. */
export type Candidate = { readonly test: TestEvidence; readonly draft: ScriptDraft };

/** The programs made from all tests, those first that a person would most likely have written. */
export function rankScripts({ tests }: IssueEvidence): Candidate[] {
  const all = tests.flatMap((test) =>
    test.scripts.map((draft, index) => ({ test, draft, weight: weigh(test, draft, index) })),
  );
  const ranked = all.sort((one, other) => one.weight - other.weight);
  const unique = new Map(ranked.toReversed().map((candidate) => [candidate.draft.source, candidate]));
  return ranked.filter((candidate) => unique.get(candidate.draft.source) === candidate);
}

/** Counts lines, and what a reader has to put up with as so many lines more. */
function weigh(test: TestEvidence, draft: ScriptDraft, index: number): number {
  const { source, subject, kind } = draft;
  const { failure } = test;
  const lines = source.split('\n').filter((line) => line.trim() !== '').length;
  const isPrivate = subject !== undefined && /(?:^|\.)_/.test(subject);
  const penalties: readonly (readonly [boolean, number])[] = [
    [kind === 'body', 6],
    [subject === undefined, 3],
    [isPrivate || /\b(?:from|import) \S*\b_[a-z]/.test(source), 10],
    [failure?.expected?.value === undefined && failure?.expectedException === undefined, 2],
    [/\bprint\((?:.* )?(?:==|!=|is|in|not|isinstance)\b/.test(source), 3],
    [/\b(?:pytest|unittest|mock|monkeypatch)\b/.test(source), 8],
    [/^(?:from|import) (?:tools|scripts|examples|benchmarks?|docs)\b/m.test(source), 20],
    [/\bdef |\bclass /.test(source), 2],
    [/\b__enter__\b/.test(source), 4],
    [test.outcome !== 'failed', 3],
  ];
  const widest = Math.max(...source.split('\n').map((line) => line.length));
  const sum = penalties.reduce((total, [applies, penalty]) => total + (applies ? penalty : 0), 0);
  return lines + index * 1.5 + sum + Math.max(0, widest - 100) / 10;
}

import type { DifficultyCounts, DifficultySummary } from '../difficulty/summarize-difficulty.ts';
import type { DatasetSummary, InstanceSummary, YieldSummary } from './dataset-summary.ts';
import type { Table, TableCell } from './table.ts';

/** Stands where all groups are counted together. */
const all = 'All';

/** Candidates, yield and cost of each group. @source Paper, Tables 1 and 11. */
export function toYieldTable({ groups, total }: DatasetSummary): Table {
  const toRow = (name: string, part: YieldSummary & InstanceSummary): TableCell[] => [
    name,
    part.repositories,
    part.candidates,
    part.valid,
    part.yield,
    part.byStatus.duplicate ?? 0,
    part.costUsd,
    part.costPerCandidateUsd,
  ];
  return {
    columns: [
      { title: 'Strategy', kind: 'text' },
      { title: 'Repositories', kind: 'count' },
      { title: 'Candidates', kind: 'count' },
      { title: 'Valid', kind: 'count' },
      { title: 'Yield', kind: 'share' },
      { title: 'Duplicates', kind: 'count' },
      { title: 'Cost', kind: 'usd' },
      { title: 'Cost per candidate', kind: 'usd' },
    ],
    rows: [...groups.map((part) => toRow(part.group, part)), toRow(all, total)],
  };
}

/** Sizes of the instances of each group. @source Paper, Table 13. */
export function toSizeTable({ groups, total }: DatasetSummary): Table {
  const toRow = (name: string, part: InstanceSummary): TableCell[] => [
    name,
    part.instances,
    part.failToPass,
    part.lines,
    part.functions,
    part.files,
    part.repeatedPatches,
  ];
  return {
    columns: [
      { title: 'Strategy', kind: 'text' },
      { title: 'Instances', kind: 'count' },
      { title: 'F2P', kind: 'quartiles' },
      { title: 'Lines', kind: 'quartiles' },
      { title: 'Functions', kind: 'quartiles' },
      { title: 'Files', kind: 'quartiles' },
      { title: 'Repeated patches', kind: 'count' },
    ],
    rows: [...groups.map((part) => toRow(part.group, part)), toRow(all, total)],
  };
}

/** Which part of each repository's tests the instances break. @source Paper, section C.2. */
export function toBugCoverageTable({ repositories, bugCoverage, total }: DatasetSummary): Table {
  return {
    columns: [
      { title: 'Repository', kind: 'text' },
      { title: 'Instances', kind: 'count' },
      { title: 'Tests', kind: 'count' },
      { title: 'Broken', kind: 'count' },
      { title: 'Bug coverage', kind: 'share' },
    ],
    rows: [
      ...repositories.map((part) => [
        part.repository,
        part.instances,
        part.tests,
        part.brokenTests,
        part.bugCoverage,
      ]),
      [all, total.instances, bugCoverage.tests, bugCoverage.brokenTests, bugCoverage.bugCoverage],
    ],
  };
}

/** Mean score and labels of each group. */
export function toDifficultyTable({ groups, total }: DifficultySummary): Table {
  const toRow = (name: string, part: DifficultyCounts): TableCell[] => [
    name,
    part.instances,
    part.score,
    part.easy,
    part.medium,
    part.hard,
    part.unrated,
  ];
  return {
    columns: [
      { title: 'Strategy', kind: 'text' },
      { title: 'Instances', kind: 'count' },
      { title: 'Score', kind: 'score' },
      { title: 'Easy', kind: 'count' },
      { title: 'Medium', kind: 'count' },
      { title: 'Hard', kind: 'count' },
      { title: 'Unrated', kind: 'count' },
    ],
    rows: [...groups.map((part) => toRow(part.group, part)), toRow(all, total)],
  };
}

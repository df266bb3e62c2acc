import type { ValidationResult } from '../validation/validation-result.ts';
import type { Quartiles } from './quartiles.ts';

/** What validation found of the candidates of a group. */
export type YieldSummary = {
  /** Every result, whatever its status. */
  readonly candidates: number;
  readonly valid: number;
  /** `valid` of `candidates`, from 0 to 1; `undefined` for no candidates. */
  readonly yield: number | undefined;
  /** How many results have each status; a status nobody has is missing. */
  readonly byStatus: Readonly<Partial<Record<ValidationResult['status'], number>>>;
  /** What making the candidates cost together; `undefined` as soon as one cost is not known. */
  readonly costUsd: number | undefined;
  /** Mean over all candidates. */
  readonly costPerCandidateUsd: number | undefined;
  /** Candidates whose cost is not known. */
  readonly costUnknown: number;
};

/** What the instances of a group look like. */
export type InstanceSummary = {
  /** Different ids; a second row of an id does not count. */
  readonly instances: number;
  /** Repositories with an instance of the group. */
  readonly repositories: number;
  readonly failToPass: Quartiles | undefined;
  /** Lines removed and added; of patches that can be read, as `files`. */
  readonly lines: Quartiles | undefined;
  /** Functions, methods and classes changed, of instances whose repository is given. */
  readonly functions: Quartiles | undefined;
  readonly files: Quartiles | undefined;
  /** Instances whose patch is that of an earlier one of the same repository. */
  readonly repeatedPatches: number;
};

/** Everything known of one group. */
export type GroupSummary = YieldSummary & InstanceSummary & { readonly group: string };

/** Which part of a suite some instances break. */
export type BugCoverage = {
  /** Different tests that pass without a bug: those in any list of the instances. */
  readonly tests: number;
  /** Those that at least one instance breaks. */
  readonly brokenTests: number;
  /** `brokenTests` of `tests`, from 0 to 1; `undefined` for no tests. */
  readonly bugCoverage: number | undefined;
};

/** The instances of one repository. */
export type RepositorySummary = BugCoverage & {
  /** `owner__name.<first 8 of the commit>`, or what `repo` says where the id names none. */
  readonly repository: string;
  readonly instances: number;
};

/** What a dataset is made of; plain JSON. */
export type DatasetSummary = {
  readonly total: YieldSummary & InstanceSummary;
  /** By name. */
  readonly groups: readonly GroupSummary[];
  /** By name. */
  readonly repositories: readonly RepositorySummary[];
  /** Of all repositories together. */
  readonly bugCoverage: BugCoverage;
  /** Rows left out because an earlier one has the same id. */
  readonly repeatedIds: number;
  /** Instances whose patch cannot be read. */
  readonly unreadablePatches: number;
  /** Instances without a count of functions: no repository was given, or their patch does not fit it. */
  readonly functionsUnknown: number;
};

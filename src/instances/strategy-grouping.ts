/** Groups of strategies, as the paper's tables have them; another name is a strategy of its own. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^func_pm_/, 'procedural'],
  [/^(?:lm_modify|func_fun|class_basic)$/, 'lm_modify'],
  [/^lm_rewrite$/, 'lm_rewrite'],
  [/^(?:pr|pr_mirror|pr_\d+)$/, 'pr_mirror'],
  [/^combine_/, 'combine'],
];

/**
 * The group a strategy belongs to: `procedural`, `lm_modify`, `lm_rewrite`, `pr_mirror` or `combine`; for any other
 * its own name.
 *
 * @source Paper, Table 1. `func_fun` and `class_basic` are names SWE-smith's first datasets have for `lm_modify`.
 */
export function findStrategyFamily(strategy: string): string {
  return families.find(([pattern]) => pattern.test(strategy))?.[1] ?? strategy;
}

/**
 * How instances are put in groups: by the `strategy` their ids name, by its `family`, or by what a function makes of
 * the strategy's name.
 */
export type GroupBy = 'strategy' | 'family' | ((strategy: string) => string);

/** The function that names the group of a strategy. */
export function toGrouping(groupBy: GroupBy): (strategy: string) => string {
  if (typeof groupBy === 'function') return groupBy;
  return groupBy === 'family' ? findStrategyFamily : (strategy) => strategy;
}

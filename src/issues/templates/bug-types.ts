import { parseBugName } from '../../instances/instance-id.ts';
import type { TaskInstance } from '../../instances/task-instance.ts';
import { pythonModifications } from '../../strategies/procedural/modifications/index.ts';

/** What bugs of a strategy are like, in a sentence each. */
const bugTypes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(pythonModifications.map(({ name, explanation }) => [name, explanation])),
  lm_modify: 'The code may do something other than its name and its documentation say.',
  lm_rewrite: 'The code may leave out a case that its callers rely on.',
  combine_file: 'Several pieces of code in one file may be wrong, each in its own way.',
  combine_module: 'Code in several files may be wrong, each piece in its own way.',
  pr: 'Something the project could do before may be missing.',
};

/** The kind of bug an instance's id tells of. */
export function findBugType(
  { instance_id: id }: TaskInstance,
  others: Readonly<Record<string, string>>,
): string | undefined {
  const strategy = parseBugName(id.slice(id.lastIndexOf('.') + 1))?.bugType;
  if (strategy === undefined) return undefined;
  return Object.entries({ ...bugTypes, ...others }).find(([name]) => name === strategy)?.[1];
}

import { baseClasses } from '../../../languages/python/describe-node.ts';
import { defineModification, type Modification, type ModificationSite } from '../modification.ts';

/** Takes a base class out of a class header. */
export const classRmBase: Modification = defineModification({
  name: 'func_pm_class_rm_base',
  explanation: 'A base class may be missing.',
  requires: ['is_class', 'has_base_class'],
  *findSites({ node, source }): Generator<ModificationSite> {
    const list = node.childByField('superclasses');
    if (list === undefined) return;
    const items = list.namedChildren;
    for (const base of baseClasses(node)) {
      // Every class has it as a base anyway.
      if (source.slice(base.start, base.end) === 'object') continue;
      const index = items.indexOf(base);
      const next = items[index + 1];
      const previous = items[index - 1];
      if (next !== undefined) yield [{ start: base.start, end: next.start, text: '' }];
      else if (previous !== undefined) yield [{ start: previous.end, end: base.end, text: '' }];
      else yield [{ start: list.start, end: list.end, text: '' }];
    }
  },
});

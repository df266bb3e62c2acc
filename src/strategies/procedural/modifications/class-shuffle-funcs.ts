import { defineModification, type Modification } from '../modification.ts';
import { findMethods } from '../python/methods.ts';

const attempts = 3;

/** Puts the methods of a class in another order. */
export const classShuffleFuncs: Modification = defineModification({
  name: 'func_pm_class_shuffle_funcs',
  explanation: 'The methods of a class may be defined in the wrong order.',
  requires: ['is_class'],
  *findSites({ node, source, random }) {
    const methods = findMethods(node, source);
    if (methods.length < 2) return;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const shuffled = random.shuffle(methods);
      yield methods.map(({ outer: { start, end } }, index) => ({
        start,
        end,
        text: shuffled[index]?.outer.text(source) ?? '',
      }));
    }
  },
});

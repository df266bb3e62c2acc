import type { Modification } from '../modification.ts';
import { classRmBase } from './class-rm-base.ts';
import { classRmFuncs } from './class-rm-funcs.ts';
import { classShuffleFuncs } from './class-shuffle-funcs.ts';
import { ctrlInvertIf } from './ctrl-invert-if.ts';
import { ctrlShuffle } from './ctrl-shuffle.ts';
import { opBreakChains } from './op-break-chains.ts';
import { opChange } from './op-change.ts';
import { opChangeConst } from './op-change-const.ts';
import { opSwap } from './op-swap.ts';
import { removeAssign } from './remove-assign.ts';
import { removeCond } from './remove-cond.ts';
import { removeLoop } from './remove-loop.ts';
import { removeWrapper } from './remove-wrapper.ts';

/**
 * The modifications of the paper, in the order in which candidates are made.
 *
 * @source Paper, Table 8.
 */
export const pythonModifications: readonly Modification[] = Object.freeze([
  classRmBase,
  classRmFuncs,
  classShuffleFuncs,
  ctrlInvertIf,
  ctrlShuffle,
  opBreakChains,
  opChange,
  opChangeConst,
  opSwap,
  removeAssign,
  removeCond,
  removeLoop,
  removeWrapper,
]);

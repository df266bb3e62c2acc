import { defineModification, type Modification } from '../modification.ts';
import { keepWordsApart } from '../python/words.ts';

/** Makes a number one greater or one less. */
export const opChangeConst: Modification = defineModification({
  name: 'func_pm_op_change_const',
  explanation: 'A constant may be off by one.',
  requires: ['is_function', 'has_operator', 'has_numeric_constant'],
  likelihood: 0.4,
  *findSites({ nodesOfKind, source }) {
    for (const node of nodesOfKind('integer', 'float')) {
      for (const step of [1, -1]) {
        const text =
          node.kind === 'integer'
            ? shiftInteger(node.text(source), step)
            : shiftFloat(node.text(source), step);
        if (text !== null) yield [keepWordsApart({ start: node.start, end: node.end, text }, source)];
      }
    }
  },
});

const prefixes: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2 };

/** In the notation it was written in; `null` for what is no plain integer, such as `1j`. */
function shiftInteger(text: string, step: number): string | null {
  const digits = text.replaceAll('_', '').toLowerCase();
  const prefix = digits.slice(0, 2);
  const base = prefixes[prefix] ?? 10;
  if (!(base === 10 ? /^\d+$/ : /^0[xob][\da-f]+$/).test(digits)) return null;
  const value = BigInt(digits) + BigInt(step);
  const magnitude = (value < 0n ? -value : value).toString(base);
  return `${value < 0n ? '-' : ''}${base === 10 ? '' : text.slice(0, 2)}${magnitude}`;
}

function shiftFloat(text: string, step: number): string | null {
  const digits = text.replaceAll('_', '');
  if (!/^[\d.]+(?:e[+-]?\d+)?$/i.test(digits)) return null;
  const before = Number(digits);
  // Keeps the digits behind the point, so that 0.1 becomes 1.1 and not 1.1000000000000001.
  const decimals = /^\d*\.(\d+)$/.exec(digits)?.[1]?.length;
  const after =
    decimals === undefined ? before + step : Number((before + step).toFixed(Math.min(decimals, 100)));
  if (after === before || !Number.isFinite(after)) return null;
  return Number.isInteger(after) && !/e/i.test(String(after)) ? after.toFixed(1) : String(after);
}

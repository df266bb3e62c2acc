import type { PythonValue } from './python-value.ts';

/** Writes a value as Python's `str()` does: a text as it is, everything else as in a program. */
export function toPythonText(value: PythonValue): string {
  return value.kind === 'text' ? value.value : toPythonSource(value);
}

/** Writes a value as Python's `repr()` does. */
function toPythonSource(value: PythonValue): string {
  switch (value.kind) {
    case 'none':
      return 'None';
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'integer':
      return value.value.toString();
    case 'float':
      return writeFloat(value.value);
    case 'text':
      return quote(value.value);
    case 'list':
      return `[${value.items.map(toPythonSource).join(', ')}]`;
    case 'dictionary':
      return `{${[...value.items].map(([key, item]) => `${quote(key)}: ${toPythonSource(item)}`).join(', ')}}`;
  }
}

/** The shortest digits that give the number back, as in JavaScript; where the exponent is written differs. */
function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    return value.toExponential().replace(/\d+$/, (digits) => digits.padStart(2, '0'));
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** What Python does not print as it is: everything of Unicode's categories C and Z but the space. */
const special = /[\\\p{C}\p{Z}]/gu;

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(special, (character) => {
    if (character === ' ') return character;
    return shortEscapes.get(character) ?? escapeCodePoint(character.codePointAt(0) ?? 0);
  });
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

function escapeCodePoint(code: number): string {
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

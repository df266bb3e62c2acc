import { parsePythonJson } from '../python/parse-python-json.ts';
import { toPythonText } from '../python/python-text.ts';
import type { TrajectoryToolCall } from '../trajectory.ts';

/** Their values stand on lines of their own. */
const blockParameters: ReadonlySet<string> = new Set(['old_str', 'new_str', 'file_text']);

/**
 * Writes a tool call in the form SWE-agent's `xml_function_calling` reads. Values are written as Python's `str()`
 * writes them, nothing is escaped.
 *
 * @throws {SyntaxError} when the arguments are no JSON object.
 */
export function writeXmlCall({ name, arguments: text }: TrajectoryToolCall): string {
  const values = parsePythonJson(text);
  if (values.kind !== 'dictionary') throw new SyntaxError('they are no JSON object');
  const parameters = Array.from(values.items, ([key, value]) =>
    blockParameters.has(key)
      ? `<parameter=${key}>\n${toPythonText(value)}\n</parameter>`
      : `<parameter=${key}>${toPythonText(value)}</parameter>`,
  );
  return [`<function=${name}>`, ...parameters, '</function>'].join('\n');
}

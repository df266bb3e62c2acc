/** Sections by name; keys in lower case; values as their lines, trimmed, without empty ones and comments. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/**
 * Reads the dialect of Python's `configparser`, in which `setup.cfg` and `tox.ini` are written.
 *
 * A line indented deeper than its key continues the value. Lines that make no sense are passed over, and
 * nothing is interpolated. A section or key given twice adds to the first.
 */
export function parseIni(text: string): IniSections {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  let value: string[] | undefined;
  let keyIndent = 0;
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const indent = line.length - line.trimStart().length;
    if (value !== undefined && indent > keyIndent) {
      value.push(trimmed);
      continue;
    }
    value = undefined;
    keyIndent = indent;
    const header = /^\[([^\]]+)\]/u.exec(trimmed)?.[1];
    if (header !== undefined) {
      section = getOrAdd(sections, header.trim(), () => new Map<string, string[]>());
      continue;
    }
    const separator = trimmed.search(/[=:]/u);
    if (section === undefined || separator < 1) continue;
    value = getOrAdd(section, trimmed.slice(0, separator).trim().toLowerCase(), () => []);
    const first = trimmed.slice(separator + 1).trim();
    if (first !== '') value.push(first);
  }
  return sections;
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Writes ascending indexes as ranges such as `0-3,7`; no index is the empty text. */
export function writeRanges(indexes: readonly number[]): string {
  const ranges: string[] = [];
  let first = 0;
  for (const [place, index] of indexes.entries()) {
    if (place === 0 || index !== (indexes[place - 1] ?? 0) + 1) first = index;
    if (indexes[place + 1] === index + 1) continue;
    ranges.push(first === index ? `${index}` : `${first}-${index}`);
  }
  return ranges.join(',');
}

/** Reads what {@link writeRanges} wrote. @throws {RangeError} when an index is `count` or more. */
export function readRanges(text: string, count: number): number[] {
  if (text === '') return [];
  return text.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    if (!(first <= last && last < count)) throw new RangeError(`there are no tests ${range} of ${count}`);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });
}

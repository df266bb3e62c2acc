const startMarker = '>>>>> Start Test Output';
const endMarker = '>>>>> End Test Output';

/** The part of a harness log between its two markers; the whole text when they are not both there in order. */
export function sliceBetweenMarkers(text: string): string {
  const start = text.indexOf(startMarker);
  const end = text.lastIndexOf(endMarker);
  return start >= 0 && end > start ? text.slice(start + startMarker.length, end) : text;
}

/**
 * The part SWE-smith grades, or `undefined` where it finds no log. It looks for the markers as `bash -x` echoes
 * them, once it has seen them in any form.
 */
export function sliceAsSwesmith(text: string): string | undefined {
  if (text.includes('>>>>> Patch Apply Failed') || text.includes('>>>>> Tests Timed Out')) return undefined;
  if (!text.includes(startMarker) || !text.includes(endMarker)) return text;
  const echoedStart = `+ : '${startMarker}'`;
  const start = text.indexOf(echoedStart);
  const end = text.indexOf(`+ : '${endMarker}'`);
  // A mark that is there in another form only counts as the last character, as it does in Python.
  return start > end ? undefined : text.slice(start, end).slice(echoedStart.length);
}

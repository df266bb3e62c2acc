const startMark = "+ : '>>>>> Start Test Output'";
const endMark = "+ : '>>>>> End Test Output'";
const timeoutNote = /\n\n>>>>> Tests Timed Out: [\d.]+ seconds exceeded$/;
/** What SWE-smith or SWE-bench look for in a log to tell what became of a run. */
const marks =
  /(?<=>{5}) (?=(?:Start Test Output|End Test Output|Patch Apply Failed|Tests Timed Out|Tests Errored|Reset Failed))/g;

/**
 * Writes what a suite printed as SWE-smith's log of a run, where its graders find it between two marks.
 *
 * A mark that the suite itself printed gets a second space, or a test could end its own log.
 */
export function formatTestLog(
  output: string,
  { timeoutMs }: { timeoutMs?: number | undefined } = {},
): string {
  const safeOutput = output.replaceAll(marks, '  ');
  return timeoutMs === undefined
    ? `${startMark}\n${safeOutput}${endMark}\n`
    : `${startMark}\n${safeOutput}\n\n>>>>> Tests Timed Out: ${timeoutMs / 1000} seconds exceeded`;
}

/** What the suite printed, from SWE-smith's log of a run; the whole log when it has no marks. */
export function parseTestLog(log: string): string {
  const start = log.indexOf(`${startMark}\n`);
  const output = start < 0 ? log : log.slice(start + startMark.length + 1);
  const end = output.indexOf(endMark);
  return end < 0 ? output.replace(timeoutNote, '') : output.slice(0, end);
}

/** What a Dockerfile passes to the shell as it is, on one line. */
const plainCommand = /^[\w./~"'$({:][\x20-\x7e]*$/;

/**
 * Writes a shell command as a `RUN` instruction.
 *
 * A command a Dockerfile would read otherwise - because of line ends, a backslash at the end, a `<<`, a
 * leading option or bracket, or other letters - is given as JSON text.
 */
export function writeRunStep(command: string): string {
  const isPlain = plainCommand.test(command) && !command.includes('<<') && !/[\\\s]$/.test(command);
  if (isPlain) return `RUN ${command}`;
  // Builders that know here-documents look for them before they read JSON.
  return `RUN ${JSON.stringify(['/bin/sh', '-c', command]).replaceAll('<<', String.raw`\u003c\u003c`)}`;
}

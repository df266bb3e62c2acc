/** Writes an argument so that `sh` takes it as one word with nothing expanded. */
export function quoteForShell(argument: string): string {
  if (/^[A-Za-z0-9_./,:=@%+-]+$/u.test(argument)) return argument;
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';

/** Arguments every Dockerfile has, and builders leave out of the image and its history. */
const proxyNames: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
);

/**
 * The arguments that stay in the history of the image, by name.
 *
 * @throws {InvalidArgumentError} when a name is none, or a value that would stay holds a password.
 */
export function checkBuildArguments(
  buildArguments: Readonly<Record<string, string>>,
): Record<string, string> {
  const recorded = Object.entries(buildArguments).filter(([name]) => !proxyNames.has(name));
  for (const [name, value] of Object.entries(buildArguments)) {
    const argument = `buildArguments.${name}`;
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new InvalidArgumentError({ argument, value: name, expected: 'named like a variable of a shell' });
    }
    if (typeof value !== 'string' || /[\0\r\n]/.test(value)) {
      throw new InvalidArgumentError({ argument, value: '(hidden)', expected: 'a text of one line' });
    }
  }
  for (const [name, value] of recorded) {
    if (!/:\/\/[^/\s]*@/.test(value)) continue;
    throw new InvalidArgumentError({
      argument: `buildArguments.${name}`,
      value: '(hidden)',
      expected:
        'a URL without user and password, because it stays in the history of the image; put the password ' +
        'into a proxy beside the engine, or into `HTTPS_PROXY`, which does not stay',
    });
  }
  return Object.fromEntries(recorded.sort(([one], [other]) => (one < other ? -1 : 1)));
}

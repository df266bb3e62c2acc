import { devNull } from 'node:os';

/** How a git process of this folder is started, for execa. */
export type GitProcessOptions = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly extendEnv: false;
  readonly reject: false;
  readonly encoding: 'buffer';
};

/** Settings of a checkout by which reading it could start programs. */
const safeSettings: readonly string[] = ['core.fsmonitor=false', `core.hooksPath=${devNull}`];

/**
 * The arguments and options for a git command that only reads.
 *
 * Of this process's environment git gets `PATH`, to be found, and `HOME`, for the user's `safe.directory`:
 * no `GIT_DIR` and the like change what is read. What a partial clone lacks is not fetched; versions of git
 * before `GIT_NO_LAZY_FETCH` are held back by allowing no protocol. Replacement objects are not followed.
 */
export function prepareGit(
  directory: string,
  commandArguments: readonly string[],
): readonly [string[], GitProcessOptions] {
  const env: Record<string, string> = {
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  };
  for (const name of ['PATH', 'HOME']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  const settings = safeSettings.flatMap((setting) => ['-c', setting]);
  return [
    ['--no-pager', ...settings, ...commandArguments],
    { cwd: directory, env, extendEnv: false, reject: false, encoding: 'buffer' },
  ];
}

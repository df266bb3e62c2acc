import { join } from 'node:path';
import { reproducibleVariables } from '../shared/reproducible-variables.ts';

/** What decides the variables of commands; see {@link LocalRuntimeOptions} for their meaning. */
export type EnvironmentOptions = {
  readonly virtualEnvironment?: string | undefined;
  readonly inheritEnv?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
};

/** The host's variables of these names; the runtime reads no others. */
export function readHostVariables(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Where programs are found: in the virtual environment, then in `env.PATH` or the host's `PATH`. */
export function searchPath({
  virtualEnvironment,
  env,
}: Pick<EnvironmentOptions, 'virtualEnvironment' | 'env'>): string {
  const path = env?.['PATH'] ?? readHostVariables(['PATH'])['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return virtualEnvironment === undefined ? path : `${join(virtualEnvironment, 'bin')}:${path}`;
}

/** The variables of a sandbox's commands, later groups before earlier ones. */
export function createSandboxVariables(
  directories: { readonly home: string; readonly temporary: string; readonly importRoots: readonly string[] },
  { virtualEnvironment, inheritEnv = [], env = {} }: EnvironmentOptions,
): Readonly<Record<string, string>> {
  return {
    ...(virtualEnvironment === undefined ? {} : { VIRTUAL_ENV: virtualEnvironment }),
    ...(directories.importRoots.length === 0 ? {} : { PYTHONPATH: directories.importRoots.join(':') }),
    ...reproducibleVariables,
    PYTHONDONTWRITEBYTECODE: '1',
    HOME: directories.home,
    TMPDIR: directories.temporary,
    ...readHostVariables(inheritEnv),
    ...env,
    PATH: searchPath({ virtualEnvironment, env }),
  };
}

import type { Sandbox } from '../../runtimes/sandbox.ts';

/**
 * Lets `apt-get` work for a root without capabilities, who can neither become apt's own user nor give it
 * directories: writes a configuration for it and gives the variable that names it.
 */
export async function prepareApt(
  sandbox: Sandbox,
  abortSignal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { temporaryDirectory } = sandbox;
  const lists = `${temporaryDirectory}/apt-lists`;
  const archives = `${temporaryDirectory}/apt-archives`;
  const configuration = `${temporaryDirectory}/apt.conf`;
  const lines = [
    'APT::Sandbox::User "root";',
    `Dir::State::lists "${lists}";`,
    `Dir::Cache::archives "${archives}";`,
    '',
  ];
  await sandbox.writeFile(configuration, lines.join('\n'));
  await sandbox.exec({ command: ['mkdir', '-p', `${lists}/partial`, `${archives}/partial`], abortSignal });
  return { APT_CONFIG: configuration };
}

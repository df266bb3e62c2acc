import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asRoot } from './engine.ts';

const run = promisify(execFile);

/** An SSH server of this machine that lets in who has a key. */
export type SshServer = {
  /** Arguments for `ssh`: the key, and what is known of the server. */
  readonly sshArguments: readonly string[];
  readonly close: () => Promise<void>;
};

/** Starts a server for this user, in whose directory keys are made. */
export async function startSshServer(directory: string, port: number): Promise<SshServer> {
  const at = (name: string): string => join(directory, name);
  for (const name of ['server', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  }
  await copyFile(at('user.pub'), at('authorized'));
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('server')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    'PidFile none',
    'PasswordAuthentication no',
    'StrictModes no',
    'UsePAM no',
  ];
  await writeFile(at('sshd_config'), `${settings.join('\n')}\n`);
  await appendFile(at('known'), `[127.0.0.1]:${port} ${await readFile(at('server.pub'), 'utf8')}`);
  // The server wants this directory when it is root's.
  await asRoot('mkdir', ['-p', '/run/sshd']);
  const server = spawn('/usr/sbin/sshd', ['-D', '-f', at('sshd_config'), '-E', at('sshd.log')]);
  const ended = once(server, 'exit');
  while (!(await accepts(port))) {
    if (server.exitCode !== null) throw new Error(await readFile(at('sshd.log'), 'utf8'));
    await delay(50);
  }
  const close = async (): Promise<void> => {
    server.kill();
    await ended;
  };
  return { sshArguments: ['-i', at('user'), '-o', `UserKnownHostsFile=${at('known')}`], close };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

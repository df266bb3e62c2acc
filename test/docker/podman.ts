import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot, baseImage, docker, removeEngine, rootCommand, untilAnswers } from './engine.ts';

/** Podman, answering as Docker does. */
export type Podman = {
  readonly socketPath: string;
  readonly host: string;
  readonly close: () => Promise<void>;
};

/** What makes it run where there is no systemd, and containers may not raise limits. */
const configuration = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** Starts its service with a storage of its own, with the base image; takes root. */
export async function startPodman(): Promise<Podman> {
  const directory = await mkdtemp(join(tmpdir(), 'bugsmith-podman-'));
  const socketPath = join(directory, 'podman.sock');
  const host = `unix://${socketPath}`;
  await writeFile(join(directory, 'containers.conf'), configuration);
  const podman = ['--root', join(directory, 'root'), '--runroot', join(directory, 'runroot')];
  const [program, ...parameters] = rootCommand('env', [
    `CONTAINERS_CONF=${join(directory, 'containers.conf')}`,
    ...['podman', ...podman, 'system', 'service', '--time', '0', host],
  ]);
  const service = spawn(program, parameters, { stdio: 'ignore' });
  const ended = once(service, 'exit');
  await Promise.race([
    asRoot('sh', ['-c', 'until [ -S "$1" ]; do sleep 0.1; done; chmod 666 "$1"', 'sh', socketPath]),
    ended.then(() => Promise.reject(new Error('podman ended'))),
  ]);
  await untilAnswers(host);
  const archive = join(directory, 'base.tar');
  await docker(['save', '--output', archive, baseImage]);
  await docker(['load', '--input', archive], host);
  const close = async (): Promise<void> => {
    await removeEngine(directory);
    await ended;
  };
  return { socketPath, host, close };
}

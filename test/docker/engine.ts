import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { baseImage } from './base-image.ts';

const run = promisify(execFile);

export { baseImage };

/** What a `docker` command prints; `host` is an address such as `unix:///path`. */
export async function docker(parameters: readonly string[], host?: string): Promise<string> {
  const address = host === undefined ? [] : ['--host', host];
  const { stdout } = await run('docker', [...address, ...parameters], { maxBuffer: 50_000_000 });
  return stdout.trim();
}

/** Everything with our label on an engine, or of one run on it; volumes are ours alone in these tests. */
export async function listOurs(runId?: string, host?: string): Promise<string[]> {
  const filter = ['--filter', `label=bugsmith.run${runId === undefined ? '' : `=${runId}`}`];
  const lists = await Promise.all([
    docker(['ps', '--all', '--quiet', ...filter], host),
    docker(['images', '--all', '--quiet', ...filter], host),
    docker(['volume', 'ls', '--quiet', ...filter], host),
  ]);
  return lists.flatMap((list) => list.split('\n')).filter((line) => line !== '');
}

/** Expects that nothing of a run is left. */
export async function expectNothingLeft(runId?: string, host?: string): Promise<void> {
  expect(await listOurs(runId, host)).toEqual([]);
}

/** An engine of a test's own, whose data is in memory. */
export type PrivateEngine = {
  readonly socketPath: string;
  readonly host: string;
  /** Where its data is, on a file system of its own. */
  readonly dataDirectory: string;
  /** Ends it at once, as a crash does. */
  readonly crash: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

/**
 * Starts an engine beside the machine's, with the base image; takes root. It has no network at all, or listens
 * on a port of this machine, to whoever has a certificate of the authority in the directory of `tls`.
 */
export async function startPrivateEngine({
  megabytes,
  tls,
}: {
  readonly megabytes: number;
  readonly tls?: { readonly port: number; readonly directory: string };
}): Promise<PrivateEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'bugsmith-engine-'));
  const dataDirectory = join(directory, 'data');
  const socketPath = join(directory, 'docker.sock');
  const containerdPath = join(directory, 'containerd.sock');
  const host = `unix://${socketPath}`;
  await mkdir(dataDirectory);
  await asRoot('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dataDirectory]);
  const pidFile = join(directory, 'docker.pid');

  // An engine without a bridge removes that of the machine's engine, so it gets a network of its own.
  const ofItsOwn = tls === undefined ? ['unshare', '--net', '--'] : [];
  const network = tls === undefined ? ['--bridge', 'none'] : ['--bridge', 'docker0', ...listenWithTls(tls)];
  const start = async (): Promise<void> => {
    const ended = startDaemon(join(directory, 'docker.log'), [
      ...ofItsOwn,
      'dockerd',
      ...['--host', host, '--group', String(process.getgid?.() ?? 0), '--pidfile', pidFile],
      ...['--data-root', dataDirectory, '--exec-root', join(directory, 'exec')],
      ...['--containerd', containerdPath],
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
      ...network,
    ]);
    await Promise.race([ended, untilAnswers(host)]);
  };
  const crash = async (): Promise<void> => {
    const pid = (await readFile(pidFile, 'utf8')).trim();
    await asRoot('kill', ['-KILL', pid]);
    while (await isRunning(pid)) await delay(50);
  };
  // On its own, as on a usual machine, so that it outlives a crash of the engine.
  startDaemon(join(directory, 'containerd.log'), [
    ...ofItsOwn,
    'containerd',
    ...['--root', join(dataDirectory, 'containerd'), '--state', join(directory, 'containerd')],
    ...['--address', containerdPath],
  ]).catch(() => undefined);
  await start();
  await run('sh', ['-c', `docker save ${baseImage} | docker --host "$1" load`, 'sh', host]);
  const remove = (): Promise<void> => removeEngine(directory);
  return { socketPath, host, dataDirectory, crash, start, remove };
}

/** Ends an engine with all it started, and removes its directory. */
export async function removeEngine(directory: string): Promise<void> {
  await asRoot('sh', ['-c', removeScript, 'sh', directory]);
}

/** Ends every process of an engine that has the directory in its command, unmounts what is below it, and removes it. */
const removeScript = `
for pass in 1 2 3 4 5; do
  for file in /proc/[0-9]*/cmdline; do
    pid=\${file#/proc/}; pid=\${pid%/cmdline}
    [ "$pid" = $$ ] || [ "$pid" = $PPID ] && continue
    if tr '\\0' ' ' < "$file" 2>/dev/null | grep -qE "^[^ ]*(dockerd|containerd|podman|conmon)[^ ]* .*$1/"; then kill -9 "$pid"; fi
  done
  sleep 0.3
done
for pass in 1 2 3; do
  awk -v "d=$1/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo | tac | while read -r mount; do
    umount -l "$mount"
  done
done
rm -rf "$1"
`;

function listenWithTls({ port, directory }: { readonly port: number; readonly directory: string }): string[] {
  const files = ['cacert', 'cert', 'key'].map(
    (name) => `--tls${name}=${join(directory, `engine-${name}.pem`)}`,
  );
  return ['--host', `tcp://127.0.0.1:${port}`, '--tlsverify', ...files];
}

/** Starts a program as root; rejects when it ends. */
async function startDaemon(log: string, [name = '', ...parameters]: readonly string[]): Promise<never> {
  const output = openSync(log, 'a');
  const [program, ...rest] = rootCommand(name, parameters);
  const child = spawn(program, rest, { stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  child.unref();
  const ended = once(child, 'exit').then(async () => {
    throw new Error(`${name} ended: ${(await readFile(log, 'utf8')).slice(-2000)}`);
  });
  ended.catch(() => undefined);
  return ended;
}

/** Runs a program as root. */
export async function asRoot(program: string, parameters: readonly string[]): Promise<void> {
  const [file, ...rest] = rootCommand(program, parameters);
  await run(file, rest);
}

export function rootCommand(program: string, parameters: readonly string[]): [string, ...string[]] {
  return process.getuid?.() === 0 ? [program, ...parameters] : ['sudo', '-n', program, ...parameters];
}

export async function untilAnswers(host: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answers = await docker(['version'], host).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await delay(200);
  }
  throw new Error(`no engine answers at ${host}`);
}

async function isRunning(pid: string): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return status !== null && !/\) [ZX] /.test(status);
}

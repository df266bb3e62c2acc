import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DockerClient, DockerConnection } from '../../src/runtimes/docker/docker-connection.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { removeLeftovers } from '../../src/runtimes/docker/remove-leftovers.ts';
import { createAuthority, createCertificates } from './certificates.ts';
import { project } from './candidates.ts';
import { baseImage, expectNothingLeft, type PrivateEngine, startPrivateEngine } from './engine.ts';
import { type SshServer, startSshServer } from './ssh-server.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-connections-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Does with an engine all a runtime does. */
async function useEngine(docker: DockerClient | DockerConnection | undefined, host?: string): Promise<void> {
  const runtime = new DockerRuntime({ image: baseImage, docker });
  const sandboxes = await Promise.all([1, 2].map(() => runtime.createSandbox({ repository: project })));
  await Promise.all(
    sandboxes.map(async (sandbox, index) => {
      await sandbox.writeFile('new/file', `text ${index}`);
      const read = sandbox.exec({ command: 'cat new/file; echo problem >&2; exit 3' });
      expect(await read).toMatchObject({ stdout: `text ${index}`, stderr: 'problem\n', exitCode: 3 });
      const hung = await sandbox.exec({ command: 'echo begun; sleep 600 & sleep 600', timeoutMs: 2000 });
      expect(hung).toMatchObject({ stdout: 'begun\n', timedOut: true, exitCode: null });
      expect((await sandbox.exec({ command: 'head -c 3000000 /dev/zero' })).stdout).toHaveLength(3_000_000);
      expect(Buffer.from((await sandbox.readFile('new/file')) ?? []).toString()).toBe(`text ${index}`);
      await sandbox.remove();
    }),
  );
  const again = await runtime.createSandbox({ repository: project });
  expect(await again.readFile('new/file')).toBeNull();
  await runtime.dispose();
  await expectNothingLeft(runtime.runId, host);
}

/** The error of a runtime that cannot reach its engine. */
async function findProblem(docker: DockerConnection): Promise<unknown> {
  return new DockerRuntime({ image: baseImage, docker })
    .createSandbox({ repository: project })
    .catch((error: unknown) => error);
}

describe('an engine behind TCP with TLS', () => {
  let engine: PrivateEngine;
  let port: number;
  const readPem = async (name: string): Promise<Buffer> => readFile(join(directory, `${name}.pem`));
  const readAll = async (): Promise<{ ca: Buffer; cert: Buffer; key: Buffer }> => ({
    ca: await readPem('ca'),
    cert: await readPem('cert'),
    key: await readPem('key'),
  });

  beforeAll(async () => {
    await createCertificates(directory);
    port = await findPort();
    engine = await startPrivateEngine({ megabytes: 700, tls: { port, directory } });
  });
  afterAll(async () => {
    await engine.remove();
  });

  it('is used with certificates', async () => {
    await useEngine({ host: '127.0.0.1', port, ...(await readAll()) }, engine.host);
  });

  it('is used with a client of the caller', async () => {
    await useEngine(new Docker({ host: '127.0.0.1', port, ...(await readAll()) }), engine.host);
  });

  it('is found by the variables of the `docker` command', async () => {
    vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${port}`);
    vi.stubEnv('DOCKER_TLS_VERIFY', '1');
    vi.stubEnv('DOCKER_CERT_PATH', directory);
    await useEngine(undefined, engine.host);
  });

  it('is not used by whom it does not know, nor when it is another', async () => {
    const connection = { host: '127.0.0.1', port, ...(await readAll()) };
    await createAuthority(join(directory, 'other'), 'other');
    const other = await readPem('other');
    const otherKey = await readFile(join(directory, 'other.key'));
    const unknown = /no safe connection to the Docker engine at `[\w.]+:\d+` could be made .*See that `ca`/;
    expect(String(await findProblem({ ...connection, ca: other }))).toMatch(unknown);
    expect(String(await findProblem({ ...connection, cert: other, key: otherKey }))).toMatch(unknown);
    expect(String(await findProblem({ ...connection, host: 'localhost' }))).toMatch(unknown);
  });
});

describe('an engine behind SSH', () => {
  let server: SshServer;
  let port: number;
  const { username } = userInfo();

  beforeAll(async () => {
    port = await findPort();
    server = await startSshServer(directory, port);
  });
  afterAll(async () => {
    await server.close();
  });

  it('is used with the arguments of `ssh`', async () => {
    const { sshArguments } = server;
    const docker: DockerConnection = { protocol: 'ssh', host: '127.0.0.1', port, username, sshArguments };
    await useEngine(docker);
    expect(await removeLeftovers({ docker, runId: 'another' })).toEqual([]);
  });

  it('is found by `DOCKER_HOST`, as the configuration of `ssh` says', async () => {
    // What a user has in ~/.ssh/config, who is not asked here: a program of this name that comes first.
    const script = `#!/bin/sh\nexec /usr/bin/ssh ${server.sshArguments.join(' ')} "$@"\n`;
    await writeFile(join(directory, 'ssh'), script);
    await chmod(join(directory, 'ssh'), 0o755);
    vi.stubEnv('PATH', `${directory}:${process.env['PATH'] ?? ''}`);
    vi.stubEnv('DOCKER_HOST', `ssh://${username}@127.0.0.1:${port}`);
    await useEngine(undefined);
  });

  it('is not used without a key, nor when it is another, and what `ssh` says is passed on', async () => {
    const [, , ...known] = server.sshArguments;
    const connection = { protocol: 'ssh', host: '127.0.0.1', port, username } as const;
    const noKey = ['-o', 'IdentitiesOnly=yes', '-i', '/nowhere/key', ...known];
    const refused = await findProblem({ ...connection, sshArguments: noKey });
    expect(String(refused)).toMatch(/Permission denied.*See that `ssh` logs in there/s);
    const unknown = ['-o', 'UserKnownHostsFile=/dev/null', '-o', 'GlobalKnownHostsFile=/dev/null'];
    const distrusted = await findProblem({ ...connection, sshArguments: unknown });
    expect(String(distrusted)).toContain('Host key verification failed');
  });
});

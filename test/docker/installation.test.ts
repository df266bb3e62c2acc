import { afterAll, afterEach, expect, it } from 'vitest';
import type { InstallRepositoryOptions } from '../../src/environments/installation/install-repository-options.ts';
import { installRepository } from '../../src/environments/installation/install-repository.ts';
import type { InstallationResult } from '../../src/environments/installation/installation-result.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import type { Repository } from '../../src/repository/repository.ts';
import { buildImage } from '../../src/runtimes/docker/build-image.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { Engine } from '../../src/runtimes/docker/engine.ts';
import type { ScriptedReply } from '../../src/testing/scripted-reply.ts';
import { apiKey, connect, runs, startServer, submits } from '../environments/installation/support.ts';
import { docker, expectNothingLeft } from './engine.ts';
import { networkBaseImage } from './network-base.ts';

const engine = new Engine(undefined, 60_000);
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const mirrorName = 'bugsmith-test__tiny-tree.5e6f7a8b';
const image = `swesmith.${architecture}.${mirrorName}`;

/** Its tests need pip's pytest, the project installed, and a program of the system. */
const repository: Repository = createMemoryRepository({
  mirrorName,
  files: {
    'setup.py':
      'from setuptools import setup\n\nsetup(\n    name="tiny-tree",\n    version="1.0",\n' +
      '    package_dir={"": "lib"},\n    packages=["tiny_tree"],\n    extras_require={"test": ["pytest"]},\n)\n',
    'lib/tiny_tree/__init__.py':
      'import subprocess\n\n\ndef version():\n    return subprocess.check_output(["tree", "--version"], text=True)\n',
    'tests/test_tree.py':
      'from importlib.metadata import version\nimport tiny_tree\n\n\n' +
      'def test_installed():\n    assert version("tiny-tree") == "1.0"\n\n\n' +
      'def test_tree():\n    assert "tree v" in tiny_tree.version()\n',
  },
});

const installProject = "python -m pip install -e '.[test]'";
const testCommand = 'python -m pytest';

/** Every process a command can see, without any program for it. */
const listProcesses = String.raw`cat /proc/[0-9]*/cmdline | tr '\0' '\n'`;

let runtime: DockerRuntime;
let checkRuntime: DockerRuntime;

afterEach(async () => {
  await Promise.all([runtime.dispose(), checkRuntime.dispose()]);
  await expectNothingLeft(runtime.runId);
  await expectNothingLeft(checkRuntime.runId);
});

afterAll(async () => {
  for (const name of [image, `${image}:uninstalled`]) await docker(['image', 'rm', '--force', name]);
  // What a later build took the name of.
  const label = 'label=bugsmith.image.repository=bugsmith-test/tiny-tree';
  await docker(['image', 'prune', '--force', '--filter', label]);
});

async function install(
  replies: readonly ScriptedReply[],
  options: Partial<InstallRepositoryOptions> = {},
): Promise<InstallationResult> {
  const server = await startServer(replies);
  // The host's network is there on every machine these tests run on; the usual one may not be.
  runtime = new DockerRuntime({
    network: 'host',
    writableRoot: true,
  });
  Object.assign(runtime, { buildImage: buildImage.bind(null, engine) });
  checkRuntime = new DockerRuntime();
  return installRepository(repository, {
    provider: connect(server.url),
    runtime,
    checkRuntime,
    build: { baseImage: networkBaseImage, architecture, networkMode: 'host' },
    ...options,
  });
}

it('installs a project in a container, and rebuilds what worked', { timeout: 600_000 }, async () => {
  const result = await install([
    runs(testCommand, { text: 'Is anything there?' }),
    runs('git log --oneline; git status --short; env; pwd'),
    runs(installProject),
    runs(testCommand),
    runs('apt-get update && apt-get install -y tree'),
    runs(testCommand),
    // Forgets what it did by hand.
    submits({ install: [installProject], testCommand }),
    submits({ systemPackages: ['tree'], install: [installProject], testCommand }),
  ]);
  const { steps } = result.trajectory;
  expect(steps[0]?.observation).toContain('No module named pytest');
  expect(steps[1]?.observation).toMatch(/^[0-9a-f]+ Initial commit\n/);
  expect(steps[1]?.observation).toContain('VIRTUAL_ENV=/opt/venv');
  expect(steps[1]?.observation).toContain('\n/testbed\n[exit code 0]');
  expect(steps[2]?.observation).toMatch(/Successfully installed .*pytest/);
  expect(steps[3]?.observation).toContain('1 failed, 1 passed');
  expect(steps[5]?.observation).toContain('2 passed');
  expect(steps[6]?.observation).toMatch(/1 tests passed, 1 failed.*No such file or directory: 'tree'/s);
  expect(result).toMatchObject({
    status: 'installed',
    check: { accepted: true, passed: 2, failed: 0 },
    environment: { install: [installProject], testCommand, image },
    specification: {
      baseImage: networkBaseImage,
      systemPackages: ['tree'],
      install: [installProject],
      testCommand,
    },
  });
  expect(JSON.stringify(result)).not.toContain(apiKey);
  expect(await docker(['run', '--rm', '--network', 'none', image, 'tree', '--version'])).toContain('tree v');
});

it('tells of a command that fails in the build, with what it printed', { timeout: 300_000 }, async () => {
  const replies = [submits({ install: ['echo hello from the build; exit 9'], testCommand })];
  const result = await install(replies, { maxRebuilds: 1 });
  expect(result).toMatchObject({ status: 'build-failed' });
  expect(result.status === 'build-failed' && result.reason).toMatch(/hello from the build/);
});

it(
  'ends a command that hangs and a run that takes too long, and leaves nothing',
  { timeout: 300_000 },
  async () => {
    const result = await install(
      [runs('sleep 600 & sleep 600', { timeoutSeconds: 2 }), runs(listProcesses), runs('sleep 600')],
      {
        timeoutMs: 30_000,
      },
    );
    expect(result).toMatchObject({ status: 'limit-reached', limit: 'time' });
    const [hung, listed, last] = result.trajectory.steps;
    expect(hung?.observation).toBe('[killed: did not end within 2 seconds]');
    expect(listed?.observation).toContain('cat /proc');
    expect(listed?.observation).not.toContain('sleep 600');
    expect(last?.observation).toBe('[stopped: the run ended]');
  },
);

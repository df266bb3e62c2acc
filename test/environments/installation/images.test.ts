import { describe, expect, it, onTestFinished } from 'vitest';
import { installRepository } from '../../../src/environments/installation/install-repository.ts';
import { ContainerError } from '../../../src/errors/container-error.ts';
import type { BuildImageOptions, ContainerRuntime } from '../../../src/runtimes/container-runtime.ts';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import { listFiles, readText } from '../../support/source-tree.ts';
import { connect, createProject, goodSubmission, runs, startServer, submits } from './support.ts';

/** Sandboxes of this machine; images are only written down, and fail when they should. */
function createImageRuntime(
  fail: (options: BuildImageOptions) => ContainerError | undefined = () => undefined,
): {
  readonly runtime: ContainerRuntime;
  readonly built: BuildImageOptions[];
  readonly used: (string | undefined)[];
} {
  const local = new LocalRuntime();
  onTestFinished(() => local.dispose());
  const built: BuildImageOptions[] = [];
  const used: (string | undefined)[] = [];
  const runtime: ContainerRuntime = {
    specificationVersion: 'v1',
    name: 'images',
    createSandbox: (options) => {
      used.push(options.repository.environment.image);
      return local.createSandbox(options);
    },
    buildImage: async (options) => {
      built.push(options);
      const error = fail(options);
      if (error !== undefined) throw error;
    },
  };
  return { runtime, built, used };
}

const failure = (reason: string, isRetryable = false): ContainerError =>
  new ContainerError({ runtime: 'images', operation: 'build', reason, remedy: 'Do better.', isRetryable });

// Here nothing makes the file the test looks for, but the test itself.
const repository = createProject({ 'test_greeting.py': 'def test_ready():\n    pass\n' });
const submission = { ...goodSubmission, python: '3.12', systemPackages: ['libxml2-dev'] };

describe('a runtime that builds images', () => {
  it('builds one for the model to begin in, and one of what it handed in', async () => {
    const { runtime, built, used } = createImageRuntime();
    const server = await startServer([runs('cat "$APT_CONFIG"'), submits(submission)]);
    const result = await installRepository(repository, {
      provider: connect(server.url),
      runtime,
      build: {
        baseImage: 'debian:12',
        architecture: 'arm64',
        buildArguments: { PIP_INDEX_URL: 'https://index.example' },
        networkMode: 'host',
      },
    });
    const image = `swesmith.arm64.${repository.mirrorName}`;
    expect(result).toMatchObject({
      status: 'installed',
      environment: { image },
      specification: { ...submission, baseImage: 'debian:12', architecture: 'arm64' },
    });
    expect(built.map((options) => options.image)).toEqual([`${image}:uninstalled`, image]);
    expect(used).toEqual([`${image}:uninstalled`, image]);
    for (const { architecture, networkMode, buildArguments } of built) {
      expect({ architecture, networkMode, buildArguments }).toEqual({
        architecture: 'arm64',
        networkMode: 'host',
        buildArguments: { PIP_INDEX_URL: 'https://index.example' },
      });
    }
    const [first, second] = built.map(({ dockerfile }) => dockerfile);
    expect(first).not.toMatch(/libxml2-dev|ready\.txt/);
    expect(second).toMatch(/libxml2-dev.*RUN touch ready\.txt/s);
    expect(result.trajectory.messages[0]?.content).toContain('/opt/venv');
    expect(result.trajectory.steps[0]?.observation).toContain('APT::Sandbox::User "root"');
  });

  it('may give the image another name', async () => {
    const { runtime, built } = createImageRuntime();
    const server = await startServer([submits(submission)]);
    const build = { image: 'registry:5000/team/project:v1' };
    await installRepository(repository, { provider: connect(server.url), runtime, build });
    expect(built.map(({ image }) => image)).toEqual([
      'registry:5000/team/project:uninstalled',
      'registry:5000/team/project:v1',
    ]);
  });

  it('whose build fails tells the model, whose engine is away ends the run', async () => {
    const isRebuild = ({ image }: BuildImageOptions): boolean => !image.endsWith(':uninstalled');
    const failing = createImageRuntime((options) =>
      isRebuild(options) ? failure('step 9 failed') : undefined,
    );
    const server = await startServer(() => submits(submission));
    const options = { provider: connect(server.url), maxRebuilds: 2 };
    const result = await installRepository(repository, { ...options, runtime: failing.runtime });
    expect(result).toMatchObject({
      status: 'build-failed',
      reason: expect.stringContaining('step 9') as string,
    });
    expect(JSON.stringify(server.requests[1]?.body)).toContain('step 9 failed');

    const away = createImageRuntime((build) => (isRebuild(build) ? failure('away', true) : undefined));
    await expect(installRepository(repository, { ...options, runtime: away.runtime })).rejects.toThrow(
      'away',
    );
    const noStart = createImageRuntime(() => failure('no base image'));
    await expect(installRepository(repository, { ...options, runtime: noStart.runtime })).rejects.toThrow(
      'no base',
    );
  });
});

describe('the AI SDK', () => {
  it('is loaded when a model is called, not with the library', () => {
    const loading = listFiles('src/**/*.ts').filter((path) =>
      /^import (?!type\b)[^;]*from '(?:ai|@ai-sdk\/[^']*)'/m.test(readText(path)),
    );
    expect(loading).toEqual([]);
  });
});

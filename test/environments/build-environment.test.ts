import { describe, expect, it } from 'vitest';
import { buildEnvironment } from '../../src/environments/build-environment.ts';
import { createDockerfile } from '../../src/environments/create-dockerfile.ts';
import { toEnvironmentSpecification } from '../../src/environments/to-environment-specification.ts';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import type { BuildImageOptions, ContainerRuntime } from '../../src/runtimes/container-runtime.ts';
import { LocalRuntime } from '../../src/runtimes/local/local-runtime.ts';

const commit = '1a2b3c4d00000000000000000000000000000000';
const files = {
  'shop.py': 'PRICE = 1\n',
  'run.sh': { content: '#!/bin/sh\n', mode: '100755' },
  'bin/link': { content: '../run.sh', mode: '120000' },
} as const;
const environment = { python: '3.10', install: ['make'], testCommand: 'make test', importRoots: ['.'] };
const repository = createMemoryRepository({ files, environment, commit, mirrorName: 'Owner__Shop.1a2b3c4d' });

type Built = Omit<BuildImageOptions, 'files'> & { readonly files: string[] };

/** A runtime that only remembers what it was to build. */
function createBuilder(): ContainerRuntime & { readonly built: Built[] } {
  const built: Built[] = [];
  return {
    specificationVersion: 'v1',
    name: 'fake',
    built,
    createSandbox: () => Promise.reject(new Error('not asked for')),
    async buildImage(options) {
      const texts: string[] = [];
      for await (const { path, mode, content } of options.files) {
        texts.push(`${mode} ${path} ${new TextDecoder().decode(content)}`);
      }
      built.push({ ...options, files: texts });
    },
  };
}

const build = async (
  subject = repository,
  options: Partial<Parameters<typeof buildEnvironment>[1]> = {},
): Promise<Built> => {
  const runtime = createBuilder();
  await buildEnvironment(subject, { runtime, ...options });
  const [only] = runtime.built;
  if (only === undefined) throw new Error('nothing was built');
  return only;
};

const contentOf = async (...parameters: Parameters<typeof build>): Promise<string | undefined> =>
  (await build(...parameters)).labels['bugsmith.image.content'];

describe('buildEnvironment', () => {
  it('builds the Dockerfile with the files of the commit and nothing else', async () => {
    const runtime = createBuilder();
    const built = await buildEnvironment(repository, { runtime, timeoutMs: 5 });
    const specification = toEnvironmentSpecification(repository);
    const image = 'swesmith.x86_64.owner__shop.1a2b3c4d';
    const dockerfile = createDockerfile(specification);
    expect(built).toEqual({ image, specification, dockerfile, environment: { ...environment, image } });
    expect(runtime.built).toMatchObject([
      {
        image,
        dockerfile,
        architecture: 'x86_64',
        buildArguments: {},
        timeoutMs: 5,
        files: [
          '120000 repository/bin/link ../run.sh',
          '100755 repository/run.sh #!/bin/sh\n',
          '100644 repository/shop.py PRICE = 1\n',
        ],
      },
    ]);
  });

  it('names the image after the processor, or as told', async () => {
    expect((await build(repository, { architecture: 'arm64' })).image).toBe(
      'swesmith.arm64.owner__shop.1a2b3c4d',
    );
    const image = 'registry.example.org:5000/team/shop:1';
    expect((await build(repository, { image })).image).toBe(image);
  });

  it('labels the image with everything it is made of', async () => {
    const first = await contentOf();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    const sameContent = [
      contentOf(repository, { force: true, networkMode: 'host', timeoutMs: 1 }),
      contentOf(repository, { buildArguments: { HTTPS_PROXY: 'http://user:password@proxy:1' } }),
      contentOf(repository, { specification: toEnvironmentSpecification(repository) }),
    ];
    expect(await Promise.all(sameContent)).toEqual([first, first, first]);
    const change = (changed: Record<string, unknown>): ReturnType<typeof createMemoryRepository> =>
      createMemoryRepository({ files, environment, commit, mirrorName: repository.mirrorName, ...changed });
    const others = await Promise.all([
      contentOf(change({ files: { ...files, 'shop.py': 'PRICE = 2\n' } })),
      contentOf(change({ files: { ...files, 'run.sh': '#!/bin/sh\n' } })),
      contentOf(change({ environment: { ...environment, install: ['make all'] } })),
      contentOf(repository, { architecture: 'arm64' }),
      contentOf(repository, { baseImage: 'debian' }),
      contentOf(repository, { buildArguments: { PIP_INDEX_URL: 'https://one' } }),
      contentOf(repository, { buildArguments: { PIP_INDEX_URL: 'https://other' } }),
    ]);
    expect(new Set([first, ...others]).size).toBe(8);
  });

  it('declares the arguments that a Dockerfile does not have by itself', async () => {
    const buildArguments = { PIP_INDEX_URL: 'https://one', http_proxy: 'http://user:password@proxy:1' };
    const built = await build(repository, { buildArguments });
    expect(built.buildArguments).toEqual(buildArguments);
    expect(built.dockerfile).toContain('\nARG PIP_INDEX_URL\n');
    expect(built.dockerfile).not.toContain('http_proxy');
  });

  it.each([
    [{ PIP_INDEX_URL: 'https://user:pa55word@index.example.org/simple' }, 'buildArguments.PIP_INDEX_URL'],
    [{ PIP_EXTRA_INDEX_URL: 'https://a https://pa55word@b' }, 'buildArguments.PIP_EXTRA_INDEX_URL'],
    [{ 'A=B': 'c' }, 'buildArguments.A=B'],
    [{ A: 'pa55word\nb' }, 'buildArguments.A'],
  ])('refuses the build arguments %j without repeating them', async (buildArguments, argument) => {
    const error: unknown = await build(repository, { buildArguments }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument });
    expect(String(error)).not.toContain('pa55word');
  });

  it('refuses what cannot be built before anything is', async () => {
    const specification = { ...toEnvironmentSpecification(repository), commit: 'f'.repeat(40) };
    const odd = createMemoryRepository({ files, environment, mirrorName: '_-.1a2b3c4d' });
    for (const [subject, options, text] of [
      [repository, { specification }, 'specification.commit'],
      [repository, { baseImage: 'a b' }, 'specification.baseImage'],
      [repository, { image: 'Upper' }, 'image'],
      [odd, {}, 'pass `image`'],
      [createMemoryRepository({ files: {}, environment }), {}, 'one with files'],
      [repository, { runtime: new LocalRuntime() }, 'new DockerRuntime()'],
    ] as const) {
      const attempt = build(subject, options);
      await expect(attempt).rejects.toThrow(InvalidArgumentError);
      await expect(attempt).rejects.toThrow(text);
    }
    await expect(build(repository, { abortSignal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
  });
});

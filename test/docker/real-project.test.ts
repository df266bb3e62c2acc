import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildEnvironment,
  type BugCandidate,
  installLocally,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
} from 'bugsmith';
import { resolveTarget } from '../../examples/support/resolve-target.ts';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { docker, expectNothingLeft } from './engine.ts';
import { networkBaseImage } from './network-base.ts';
import { summarize } from './summarize.ts';

const cache = fileURLToPath(new URL('../../.cache/docker-tests', import.meta.url));
const runtime = new DockerRuntime();
let checkout: string;
let directory: string;
let local: LocalRuntime;
let image: string | undefined;

beforeAll(async () => {
  checkout = await resolveTarget('pypi:funcy==2.0', cache);
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-real-'));
  local = new LocalRuntime(await installLocally(await openRepository(checkout), { directory }));
});

afterAll(async () => {
  await runtime.dispose();
  await local.dispose();
  await rm(directory, { recursive: true, force: true });
  if (image !== undefined) await docker(['image', 'rm', '--force', image]);
  await expectNothingLeft(runtime.runId);
});

describe('a project of the Python Package Index', () => {
  it('is built, and its candidates come out in containers as they do on this machine', async () => {
    const built = await buildEnvironment(await openRepository(checkout), {
      runtime,
      baseImage: networkBaseImage,
      networkMode: 'host',
    });
    image = built.image;
    const repository = await openRepository(checkout, { environment: built.environment });
    const candidates = await chooseCandidates(repository);
    expect(candidates.length).toBeGreaterThanOrEqual(15);
    const expected = await summarize(repository, candidates, local);
    expect(expected.filter(({ status }) => status === 'valid').length).toBeGreaterThan(5);
    expect(await summarize(repository, candidates, runtime)).toEqual(expected);
  });
});

/** Some of every kind but those that tend to make loops endless: when those end is for the machine to say. */
async function chooseCandidates(repository: Parameters<typeof summarize>[0]): Promise<BugCandidate[]> {
  const modifier = new ProceduralModifier({ seed: 24, maxBugs: 3 });
  const made = await Array.fromAsync(modifier.generate(repository));
  const ending = made.filter(({ strategy }) => !/loop|assign/.test(strategy));
  const step = Math.ceil(ending.length / 18);
  return ending.filter((_, index) => index % step === 0);
}

import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalRuntime, ProceduralModifier, type Repository } from 'bugsmith';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { baseImage, expectNothingLeft } from './engine.ts';
import { breaking, breaksDouble, doing, project } from './candidates.ts';
import { openDirectory } from '../../bench/open-directory.ts';
import { testVenv } from '../support/python.ts';
import { summarize } from './summarize.ts';

const docker = new DockerRuntime({ image: baseImage });
const local = new LocalRuntime({ virtualEnvironment: testVenv });
afterAll(async () => {
  await docker.dispose();
  await local.dispose();
  await expectNothingLeft(docker.runId);
});

describe('validation in containers', () => {
  it('says the same as on this machine of candidates of every kind', async () => {
    const candidates = [
      breaksDouble,
      doing('nothing', 'OTHER = 2'),
      breaking('syntax', { 'pkg/unused.py': 'LIMIT = (\n' }),
      breaking('removed', { 'pkg/numbers.py': null }),
      breaking('everything', { 'pkg/numbers.py': 'import missing\n' }),
      breaking('new', { 'pkg/new.py': 'x = 1\n' }),
      doing('exit', 'import os; os._exit(0)'),
      { ...breaksDouble, id: 'garbage', patch: 'I changed the code.' },
    ];
    expect(await summarize(project, candidates, docker)).toEqual(await summarize(project, candidates, local));
  });

  it('says the same as on this machine of procedural candidates', async () => {
    const sample = openDirectory(join(import.meta.dirname, '..', '..', 'examples', 'sample-project'));
    const repository: Repository = {
      ...sample,
      environment: { ...sample.environment, importRoots: ['src', '.'] },
    };
    const made = await Array.fromAsync(
      new ProceduralModifier({ seed: 1, likelihood: 1 }).generate(repository),
    );
    // Those tend to loop for ever, and whether a busy machine ends the others in time must not matter.
    const ending = made.filter(({ strategy }) => !/loop|assign|op_|ctrl/.test(strategy));
    const candidates = ending.filter((_, index) => index % Math.ceil(ending.length / 8) === 0);
    expect(candidates.length).toBeGreaterThan(3);
    const expected = await summarize(repository, candidates, local);
    expect(expected).toEqual(expect.arrayContaining([expect.objectContaining({ status: 'valid' })]));
    expect(await summarize(repository, candidates, docker)).toEqual(expected);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { evaluate, type EvaluationResult, type Predictions, type TaskInstance } from 'bugsmith';
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { attack, instance, repository } from '../evaluation/shop.ts';
import { baseImage, expectNothingLeft } from './engine.ts';

const runtime = new DockerRuntime({ image: baseImage });
afterAll(async () => {
  await runtime.dispose();
  await expectNothingLeft(runtime.runId);
});

const instances: readonly TaskInstance[] = [
  instance,
  {
    ...instance,
    instance_id: `${repository.mirrorName}.test__00000001`,
    FAIL_TO_PASS: instance.FAIL_TO_PASS.slice(2),
  },
];

function run(predictions: Predictions): Promise<EvaluationResult[]> {
  return Array.fromAsync(
    evaluate(predictions, {
      instances,
      repositories: repository,
      runtime,
      concurrency: 2,
      order: 'predictions',
    }),
  );
}

describe('evaluation in containers', () => {
  it('resolves gold and nothing that is empty', async () => {
    expect(await run('gold')).toMatchObject(
      instances.map(({ FAIL_TO_PASS }) => ({
        status: 'resolved',
        failToPass: { passed: FAIL_TO_PASS, failed: [] },
        passToPass: { passed: instance.PASS_TO_PASS, failed: [] },
      })),
    );
    expect(await run('empty')).toMatchObject(
      instances.map(({ FAIL_TO_PASS }) => ({
        status: 'unresolved',
        failToPass: { passed: [], failed: FAIL_TO_PASS },
        problem: undefined,
      })),
    );
  });

  it('keeps the process that records the results out of the reach of the tests', async () => {
    // Whoever can read the memory of a process, or what it has open, could find the key.
    const spy = attack(`
import os
reached = 0
parent = "/proc/" + str(os.getppid())
for name in ["mem", "environ"] + ["fd/%d" % number for number in range(3, 20)]:
    try:
        os.close(os.open(parent + "/" + name, os.O_RDONLY))
        reached += 1
    except OSError: pass
os._exit(40 + reached)`);
    expect(await run([spy])).toMatchObject([
      { status: 'unresolved', problem: expect.stringContaining('exited with 40 before') as string },
    ]);
  });

  it('tells forged results from others', async () => {
    const forger = attack(`
from _pytest.python import Function
from _pytest.unittest import TestCaseFunction
for kind in Function, TestCaseFunction: kind.runtest = lambda self: None`);
    expect(await run([forger])).toMatchObject([{ status: 'tampered' }]);
  });
});

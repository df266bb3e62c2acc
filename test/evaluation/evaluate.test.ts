import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  evaluate,
  type EvaluateOptions,
  type EvaluationResult,
  LocalRuntime,
  type Prediction,
  type Predictions,
} from 'bugsmith';

import { testVenv } from '../support/python.ts';
import { fixedSource, instance, predict, predictPatch, repository, summarize, tests } from './shop.ts';

let runtime: LocalRuntime;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bugsmith-evaluate-'));
  runtime = new LocalRuntime({ virtualEnvironment: testVenv, baseDirectory: directory });
});
afterAll(async () => {
  await runtime.dispose();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

function run(predictions: Predictions, options: Partial<EvaluateOptions> = {}): Promise<EvaluationResult[]> {
  return Array.fromAsync(
    evaluate(predictions, {
      instances: [instance],
      repositories: repository,
      runtime,
      timeoutMs: 30_000,
      order: 'predictions',
      ...options,
    }),
  );
}

async function runOne(
  prediction: Prediction,
  options: Partial<EvaluateOptions> = {},
): Promise<EvaluationResult> {
  const [result] = await run([prediction], options);
  if (result === undefined) throw new Error('no result');
  return result;
}

describe('evaluate', () => {
  it.each(['relevant', 'all'] as const)(
    'resolves gold and nothing that is empty, running %s',
    async (which) => {
      const [gold] = await run('gold', { tests: which });
      expect(summarize(gold!)).toEqual({
        status: 'resolved',
        applied: { step: 'exact', leftOut: [] },
        failToPass: { passed: instance.FAIL_TO_PASS, failed: [] },
        passToPass: { passed: instance.PASS_TO_PASS, failed: [] },
      });
      const [empty] = await run('empty', { tests: which });
      expect(empty).toMatchObject({
        status: 'unresolved',
        failToPass: { passed: [], failed: instance.FAIL_TO_PASS },
        passToPass: { passed: instance.PASS_TO_PASS, failed: [] },
        problem: undefined,
      });
    },
  );
});

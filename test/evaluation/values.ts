import { createHash } from 'node:crypto';

import type { Prediction } from '../../src/evaluation/prediction.ts';
import type { TaskInstance } from '../../src/instances/task-instance.ts';
import { createPatch } from '../../src/patches/create-patch.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import type { Repository } from '../../src/repository/repository.ts';

export { parser } from '../validation/store-suite.ts';

/** Numbered lines, some of which are others. */
export function lines(changes: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: 30 }, (_, index) => `${changes[index + 1] ?? `line ${index + 1}`}\n`).join('');
}

export const clean: string = lines();
/** The bug is in line 10; `fix` passes without it. */
export const buggy: string = lines({ 10: 'bug' });

const files = {
  'lib/code.txt': clean,
  'lib/windows.txt': 'a\r\nb\r\n',
  'check.sh':
    'v=fail; cat lib/*.txt | grep -q "^line 10$" && v=pass; echo "fix: $v,"\n' +
    'v=fail; cat lib/*.txt | grep -q "^line 30$" && v=pass; echo "keep: $v,"\n',
};

/** A repository whose tests take milliseconds. */
export const repository: Repository = createMemoryRepository({
  files: { ...files, link: { content: '/tmp', mode: '120000' } },
  environment: { install: [], testCommand: 'sh check.sh', importRoots: [] },
});

export function makeInstance(hash: string): TaskInstance {
  return {
    instance_id: `${repository.mirrorName}.test__${hash}`,
    repo: '',
    patch: createPatch([{ path: 'lib/code.txt', before: clean, after: buggy }]),
    FAIL_TO_PASS: ['fix'],
    PASS_TO_PASS: ['keep'],
  };
}

export function predict({ instance_id }: TaskInstance, model_patch: string | null): Prediction {
  return { instance_id, model_name_or_path: 'agent', model_patch };
}

export const fix: string = createPatch([{ path: 'lib/code.txt', before: buggy, after: clean }]);

/** The id git has for a file of this text. */
export function blobId(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

const count = 12;

/** Instances for a store to keep results of. */
export function makeInstances(): TaskInstance[] {
  return Array.from({ length: count }, (_, index) => makeInstance(`${index}`.padStart(8, '0')));
}

/** A prediction for each of them: some fix it, some do not, some are none. */
export function makePredictions(): Prediction[] {
  const patches = [fix, fix.replace('+line 10', '+line 11'), 'no patch', null];
  return makeInstances().map((instance, index) => predict(instance, patches[index % patches.length] ?? null));
}

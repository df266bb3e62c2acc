import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createBaseline,
  createPatch,
  LocalRuntime,
  validate,
  type BugCandidate,
  type ContainerRuntime,
  type ValidationResult,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { testVenv } from '../../support/python.ts';

const source = 'KNOWN = {}\n\n\ndef double(x):\n    KNOWN[x] = x * 2\n    return KNOWN[x]\n';
const repository = createMemoryRepository({
  environment: { install: [], testCommand: 'python -m pytest' },
  files: {
    'numbers_.py': source,
    'test_numbers.py':
      'import time\nimport numbers_\n\ndef test_double():\n    assert numbers_.double(2) == 4\n\n' +
      // Left out, where what the other leaves is what it leaves without the bug.
      'def test_other():\n    time.sleep(0.5)\n',
  },
});
const broken = { status: 'valid', failToPass: ['test_numbers.py::test_double'] };

const candidate: BugCandidate = {
  id: 'one-more',
  strategy: 'test',
  patch: createPatch([
    { path: 'numbers_.py', before: source, after: source.replace('KNOWN[x]\n', 'KNOWN[x] + 1\n') },
  ]),
  explanation: '',
  costUsd: 0,
  metadata: {},
};

/** What sandboxes of a runtime were asked to do. */
type Seen = {
  /** Paths that were written, below the temporary directory. */
  readonly written: string[];
  /** The reports of warm processes as they were read last. */
  readonly reports: Map<string, string>;
};

const local = new LocalRuntime({ virtualEnvironment: testVenv });
afterAll(() => local.dispose());

/** A runtime that takes one file at a time: the interface does not promise more. */
function watched(seen: Seen): ContainerRuntime {
  return {
    specificationVersion: 'v1',
    name: 'watched',
    async createSandbox(options) {
      const sandbox = await local.createSandbox(options);
      const { workingDirectory, temporaryDirectory } = sandbox;
      let isWriting = false;
      return {
        workingDirectory,
        temporaryDirectory,
        exec: (command) => sandbox.exec(command),
        async readFile(path) {
          const content = await sandbox.readFile(path);
          if (content !== null && path.endsWith('/report.jsonl')) {
            seen.reports.set(temporaryDirectory, Buffer.from(content).toString());
          }
          return content;
        },
        async writeFile(path, content) {
          if (isWriting) throw new Error(`${path} is written while another file is`);
          isWriting = true;
          await sandbox.writeFile(path, content);
          isWriting = false;
          if (path.startsWith(temporaryDirectory))
            seen.written.push(path.slice(temporaryDirectory.length + 1));
        },
        removeFile: (path) => sandbox.removeFile(path),
        remove: () => sandbox.remove(),
      };
    },
  };
}

let result: ValidationResult | undefined;
const seen: Seen = { written: [], reports: new Map() };
beforeAll(async () => {
  const baseline = await createBaseline(repository, { runtime: local, runs: 1 });
  const options = { repository, runtime: watched(seen), baseline, auditRate: 0 };
  [result] = await Array.fromAsync(validate([candidate], options));
});

test('is made of few files, written one after another', () => {
  expect(result).toMatchObject(broken);
  expect(seen.written).toEqual([
    'bugsmith-warm/plugin/bugsmith_unpack.py',
    'bugsmith-warm/plugin/modules.json',
    'bugsmith-warm/coverage.json',
    'bugsmith-warm/job.json',
  ]);
});

test('says when it runs tests without the bug, which nothing else shows', () => {
  expect(result).toMatchObject({ ...broken, testsRun: broken.failToPass });
  const facts = [...seen.reports.values()]
    .join('')
    .split('\n')
    .filter((line) => line !== '');
  const events = facts.map((line) => (JSON.parse(line) as { readonly event: string }).event);
  expect(events.filter((event) => event === 'step')).toHaveLength(1);
});

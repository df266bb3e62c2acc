import type { TestOutputParser, TestStatus } from '../../src/parsers/test-output-parser.ts';
import { createPatch } from '../../src/patches/create-patch.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';
import type { Repository } from '../../src/repository/repository.ts';
import type { BugCandidate } from '../../src/strategies/bug-candidate.ts';

const names = Array.from({ length: 12 }, (_, index) => `test_${index}`);

/** A value says how its test ends: `pass`, `fail` or `skip`; without one it is not reported, `hang` takes for ever. */
const files: Readonly<Record<string, string>> = {
  'run-tests.sh':
    `for name in ${names.join(' ')}; do\n` +
    '  read -r value rest 2> /dev/null < values/$name || continue\n' +
    '  test "$value" != hang || exec sleep 100\n' +
    '  echo "$name: $value, which is what values/$name says"\n' +
    'done\n',
  ...Object.fromEntries(
    names.map((name, index) => [
      `values/${name}`,
      index === 3 ? 'fail\n' : index === 7 ? 'skip\n' : 'pass\n',
    ]),
  ),
};

/** A repository whose tests take milliseconds, so that a run has many moments to be killed at. */
export const repository: Repository = createMemoryRepository({
  files,
  environment: { install: [], testCommand: 'sh run-tests.sh', importRoots: [] },
});

const statuses: Readonly<Record<string, TestStatus>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

export const parser: TestOutputParser = {
  specificationVersion: 'v1',
  name: 'values',
  parse: ({ stdout, timedOut }) => ({
    tests: new Map(
      [...stdout.matchAll(/^(\w+): (\w+),/gm)].map(([, name = '', value = '']) => [
        name,
        statuses[value] ?? 'error',
      ]),
    ),
    collectionErrors: [],
    completed: !timedOut,
  }),
};

/** A candidate that gives tests other values; `null` takes the value away. */
export function giving(id: string, values: Readonly<Record<string, string | null>>): BugCandidate {
  const patch = createPatch(
    Object.entries(values).map(([name, value]) => ({
      path: `values/${name}`,
      before: files[`values/${name}`] ?? '',
      after: value === null ? null : `${value}\n`,
    })),
  );
  return { id, strategy: 'values', patch, explanation: '', costUsd: 0, metadata: {} };
}

const misfit = createPatch([{ path: 'values/test_0', before: 'other\n', after: 'fail\n' }]);

/** One candidate of each kind that this suite can have. */
export const oneOfEachKind: readonly BugCandidate[] = [
  giving('breaks00', { test_0: 'fail', test_1: null, test_3: 'pass', test_4: 'skip', test_7: 'fail' }),
  giving('harmless', { test_3: 'error' }),
  giving('same0000', { test_3: 'error' }),
  { ...giving('misfit00', {}), patch: misfit },
  { ...giving('not-a-patch', {}), patch: 'I changed the code.' },
  giving('all-gone', Object.fromEntries(names.map((name) => [name, null]))),
];

export const hanging: BugCandidate = giving('hanging0', { test_5: 'hang' });

/** Candidates that differ from each other, apart from every tenth. */
export function manyCandidates(count: number): BugCandidate[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `c${index}`.padEnd(8, 'x');
    if (index % 10 === 9) return { ...giving(id, {}), patch: index % 20 === 9 ? misfit : 'no patch' };
    const bits = index % 10 === 5 ? index - 1 : index;
    return giving(
      id,
      Object.fromEntries(
        names.slice(0, 8).map((name, bit) => [name, (bits >> bit) % 2 === 0 ? `pass ${bits}` : 'fail']),
      ),
    );
  });
}

/**
 * Validates the same candidates in the plain way (the whole suite in a fresh sandbox for each) and in ours, and
 * prints what both cost and where they differ.
 *
 *     npm run bench:validate -- TARGET... [--count 200] [--concurrency 2] [--seed 1]
 *         [--test-command COMMAND] [--install COMMAND]... [--python PROGRAM]
 *
 * A target is `pypi:NAME`, `pypi:NAME==VERSION`, a git URL or a directory. Processor time is that of this process
 * and of everything it started and waited for.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Baseline,
  type BugCandidate,
  createBaseline,
  installLocally,
  LocalRuntime,
  openRepository,
  ProceduralModifier,
  type Repository,
  validate,
  type ValidateOptions,
  type ValidationResult,
} from 'bugsmith';

import { resolveTarget } from '../examples/support/resolve-target.ts';
import { processorSeconds } from './processor-seconds.ts';

const { positionals: targets, values } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '200' },
    concurrency: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    'test-command': { type: 'string' },
    install: { type: 'string', multiple: true, default: [] },
    python: { type: 'string' },
  },
});
if (targets.length === 0) throw new Error('Name a project, such as `npm run bench:validate -- pypi:funcy`.');
const cache = process.env['BUGSMITH_CACHE'] ?? join(homedir(), '.cache', 'bugsmith');
const concurrency = Number(values.concurrency);
const testCommand = values['test-command'];

type Way = { readonly results: Map<string, ValidationResult>; processor: number; wall: number };

async function measure(
  candidates: readonly BugCandidate[],
  options: Omit<ValidateOptions, 'concurrency'>,
): Promise<Way> {
  const results = new Map<string, ValidationResult>();
  const [processor, wall] = [processorSeconds(), performance.now()];
  for await (const result of validate(candidates, { ...options, concurrency })) {
    results.set(result.candidate.id, result);
  }
  return { results, processor: processorSeconds() - processor, wall: (performance.now() - wall) / 1000 };
}

/** Some of all procedural candidates, spread evenly over the repository. */
async function sample(repository: Repository, count: number): Promise<BugCandidate[]> {
  const all = new Map<string, BugCandidate>();
  const modifier = new ProceduralModifier({ seed: Number(values.seed), likelihood: 1 });
  for await (const candidate of modifier.generate(repository)) all.set(candidate.id, candidate);
  const candidates = [...all.values()];
  const step = Math.max(1, candidates.length / count);
  return candidates.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** What a status comes to when all tests run: what no test can notice breaks none. */
function outcome(result: ValidationResult | undefined): string {
  const status =
    result?.status === 'not-covered' || result?.status === 'equivalent' ? 'no-test-broken' : result?.status;
  const lists =
    result !== undefined && 'failToPass' in result
      ? [result.failToPass, result.passToPass, result.failToFail, result.passToFail]
      : [];
  return JSON.stringify([status, status === 'no-test-broken' ? [] : lists]);
}

function selectedSeconds(results: Iterable<ValidationResult>, { coverage }: Baseline): number {
  let seconds = 0;
  for (const result of results) {
    if (!('testsRun' in result)) continue;
    for (const test of result.testsRun) seconds += coverage?.tests[test]?.seconds ?? 0;
  }
  return seconds;
}

/** With the test command that was named, and pytest for it, or the one the project names; and what is to be installed. */
async function openTarget(path: string): Promise<Repository> {
  const { environment } = await openRepository(path);
  const pytest = testCommand === undefined ? [] : ['python -m pip install pytest'];
  return openRepository(path, {
    environment: {
      ...environment,
      install: [...environment.install, ...pytest, ...values.install],
      testCommand: testCommand ?? environment.testCommand,
    },
  });
}

const rows: Record<string, string | number>[] = [];
for (const target of targets) {
  const path = await resolveTarget(target, join(cache, 'checkouts'));
  const repository = await openTarget(path);
  const installation = await installLocally(repository, {
    directory: join(
      cache,
      'installations',
      [repository.mirrorName, values.python, testCommand, ...values.install]
        .filter(Boolean)
        .join(' ')
        .replaceAll(/[^\w.-]+/g, '-'),
    ),
    python: values.python,
  });
  const runtime = new LocalRuntime(installation);
  try {
    const before = processorSeconds();
    const baseline = await createBaseline(repository, { runtime });
    const baselineSeconds = processorSeconds() - before;
    if (baseline.coverage === null)
      console.log(`${target}: no selection, because ${baseline.untraced ?? ''}`);
    for (const { test, statuses } of baseline.flaky)
      console.log(`${target}: flaky: ${test} ${JSON.stringify(statuses)}`);
    const candidates = await sample(repository, Number(values.count));
    const options = { repository, runtime, baseline };
    let audits = 0;
    const ours = await measure(candidates, {
      ...options,
      onAudit: ({ agrees, selected, full, tests }) => {
        audits += 1;
        if (!agrees)
          console.log(`audit: ${selected.candidate.id} ${selected.status} ${full.status} ${tests.join(' ')}`);
      },
    });
    const plain = await measure(candidates, { ...options, selection: 'all' });
    const all = [...ours.results.values()];
    let differences = 0;
    for (const candidate of candidates) {
      const [a, b] = [ours.results.get(candidate.id), plain.results.get(candidate.id)];
      if (a?.status === 'syntax-error' || a?.status === 'duplicate' || outcome(a) === outcome(b)) continue;
      differences += 1;
      console.log(`difference: ${candidate.id} ${candidate.strategy} ${a?.status ?? ''} ${b?.status ?? ''}`);
      console.log(candidate.patch);
      console.log(outcome(a).slice(0, 2000), '\n', outcome(b).slice(0, 2000));
    }
    const statuses: Record<string, number> = {};
    for (const { status } of all) statuses[status] = (statuses[status] ?? 0) + 1;
    console.log(
      target,
      JSON.stringify(statuses),
      `baseline ${baselineSeconds.toFixed(1)} s of processor time`,
    );
    const suite = plain.processor / candidates.length;
    const selected = selectedSeconds(all, baseline) / candidates.length;
    const share = (matches: (result: ValidationResult) => boolean): string =>
      `${((100 * all.filter(matches).length) / all.length).toFixed(0)}%`;
    rows.push({
      project: target,
      tests: baseline.tests.length,
      candidates: candidates.length,
      'plain CPU s': suite.toFixed(2),
      'our CPU s': (ours.processor / candidates.length).toFixed(3),
      // An audit is a run in the plain way.
      'audits, CPU s': ((audits * suite) / candidates.length).toFixed(3),
      'CPU ratio': (plain.processor / ours.processor).toFixed(1),
      'plain wall s': (plain.wall / candidates.length).toFixed(2),
      'our wall s': (ours.wall / candidates.length).toFixed(3),
      'wall ratio': (plain.wall / ours.wall).toFixed(1),
      'selected tests s': selected.toFixed(3),
      'no run': share((result) => !('testsRun' in result) && result.status !== 'timed-out'),
      'all tests': share(
        (result) => 'testsRun' in result && result.testsRun.length === baseline.tests.length,
      ),
      differences,
    });
  } finally {
    await runtime.dispose();
  }
}
console.table(rows);
const ratios = rows.map((row) => Number(row['CPU ratio']));
console.log(
  `CPU ratio on average: ${(ratios.reduce((sum, ratio) => sum + ratio) / ratios.length).toFixed(1)}`,
);
process.exitCode = rows.some(({ differences }) => differences !== 0) ? 1 : 0;

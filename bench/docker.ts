/**
 * Seconds for each candidate in Docker, with warm sandboxes and with a new container for each, on the same
 * candidates.
 *
 *     npm run bench:docker [-- CANDIDATES [CONCURRENCY]]
 *
 * Needs the engine and image of `scripts/docker/ensure-engine.sh`. The time the suite itself takes in a
 * sandbox is in both; what is left is the price of the sandbox.
 */
import { join } from 'node:path';
import {
  type Baseline,
  type BugCandidate,
  createBaseline,
  DockerRuntime,
  ProceduralModifier,
  type Repository,
  validate,
  type ValidationResult,
} from 'bugsmith';

import { openDirectory } from './open-directory.ts';

const count = Number(process.argv[2] ?? 30);
const concurrency = Number(process.argv[3] ?? 1);
const sample = openDirectory(join(import.meta.dirname, '..', 'examples', 'sample-project'));
const repository: Repository = {
  ...sample,
  environment: { ...sample.environment, importRoots: ['src', '.'], image: 'bugsmith-base:bookworm' },
};
const candidates: BugCandidate[] = [];
for await (const candidate of new ProceduralModifier({ likelihood: 1 }).generate(repository)) {
  // These tend to loop for ever, which would measure the time-out.
  if (/loop|assign/.test(candidate.strategy)) continue;
  candidates.push(candidate);
  if (candidates.length === count) break;
}

type Way = {
  readonly sandboxes: string;
  readonly runtime: DockerRuntime;
  readonly results: ValidationResult[];
  seconds: number;
};

const ways: Way[] = [
  { sandboxes: 'warm', runtime: new DockerRuntime(), results: [], seconds: 0 },
  {
    sandboxes: 'a new container each',
    runtime: new DockerRuntime({ warmSandboxes: 0 }),
    results: [],
    seconds: 0,
  },
];

try {
  const baselines = new Map<Way, Baseline>();
  // Makes the image and the first container, which both ways need once.
  for (const way of ways)
    baselines.set(way, await createBaseline(repository, { runtime: way.runtime, runs: 1, selection: 'all' }));
  for (let index = 0; index < candidates.length; index += concurrency) {
    const batch = candidates.slice(index, index + concurrency);
    // Both ways in turn, so that whatever else the machine does falls on both.
    for (const way of (index / concurrency) % 2 === 0 ? ways : [...ways].reverse()) {
      const { runtime } = way;
      const options = {
        repository,
        runtime,
        baseline: baselines.get(way),
        concurrency,
        timeoutMs: 10_000,
        selection: 'all' as const,
      };
      const start = performance.now();
      for await (const result of validate(batch, { ...options, order: 'candidates' }))
        way.results.push(result);
      way.seconds += (performance.now() - start) / 1000;
    }
  }
} finally {
  for (const { runtime } of ways) await runtime.dispose();
}

const describe = (results: readonly ValidationResult[]): string =>
  JSON.stringify(
    results.map((result) => [result.status, 'failToPass' in result ? result.failToPass : undefined]),
  );
console.table(
  ways.map(({ sandboxes, seconds, results }) => {
    const suiteMs = results.reduce((sum, one) => sum + ('durationMs' in one ? one.durationMs : 0), 0);
    const each = (total: number): number => Number((total / results.length).toFixed(3));
    return {
      sandboxes,
      candidates: results.length,
      'seconds per candidate': each(seconds),
      'the suite': each(suiteMs / 1000),
      'the sandbox': each(seconds - suiteMs / 1000),
    };
  }),
);
const [warm, fresh] = ways.map(({ results }) => describe(results));
console.log(`the same results both ways: ${warm === fresh ? 'yes' : 'NO'}`);

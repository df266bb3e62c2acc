// The slow checks, on real projects: what a user would do, with what a user would have.
// Prints what each command prints when it has ended, and fails when one of them does.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import pLimit from 'p-limit';

const root = join(import.meta.dirname, '..');
const output = join(root, '.cache', 'ci-real');
const failed: string[] = [];

async function run(name: string, command: string, ...options: readonly string[]): Promise<void> {
  const started = performance.now();
  const { failed: hasFailed, all } = await execa(command, options, {
    cwd: root,
    stdin: 'ignore',
    all: true,
    reject: false,
    preferLocal: true,
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n--- ${name}\n${all}\n--- ${name}: ${hasFailed ? 'FAILED' : 'ok'}, ${seconds} s`);
  if (hasFailed) failed.push(name);
}

const node = async (name: string, ...options: readonly string[]): Promise<void> =>
  run(name, 'node', ...options);

/** The quickstart's task instances, as bytes. */
async function quickstart(
  name: string,
  target: readonly string[],
  ...options: readonly string[]
): Promise<string> {
  const path = join(output, `${name}.jsonl`);
  await node(name, 'examples/quickstart.ts', ...target, '--output', path, ...options);
  return readFileSync(path, 'utf8');
}

async function runProject(project: string): Promise<void> {
  const instances = await quickstart(project.replaceAll(/[^\w.-]/g, '-'), [project], '--max-bugs', '2');
  if (instances === '') failed.push(`${project}: no task instance`);
}

async function compareConcurrency(): Promise<void> {
  const options = ['--max-bugs', '1', '--concurrency'];
  const alone = await quickstart('the sample, one candidate at a time', [], ...options, '1');
  const together = await quickstart('the sample, four at a time', [], ...options, '4');
  if (alone === '' || alone !== together)
    failed.push('the same seed gave other bytes at another concurrency');
}

const funcy = 'pypi:funcy==2.0';

/** Longest first, as two of them run at a time; what uses the same directory is one of them. */
const jobs: readonly (() => Promise<void>)[] = [
  // All files of the standard library, and a quarter of them; it counts processor time.
  () => node('bench:generate', 'bench/generate.ts', '--every', '4,1'),
  // Fails when a writer leaves an instance out that it can describe, or too few reproductions are seen to fail and pass.
  () => node('dataset report', 'examples/dataset-report.ts', funcy, '--max-bugs', '3'),
  () => runProject('pypi:tinydb==4.9.0'),
  () => runProject('pypi:python-slugify==9.2.0'),
  compareConcurrency,
  async () => {
    await node('language model, modify', 'examples/language-model-bugs.ts');
    await node('language model, rewrite', 'examples/language-model-bugs.ts', '--mode', 'rewrite');
  },
  // Fails when gold does not resolve every instance, or an empty patch resolves one.
  () => node('evaluate', 'examples/evaluate.ts', funcy, '--instances', '8'),
  () => runProject(funcy),
  // Fails when the agent's repairs do not resolve what they should.
  () => node('agent', 'examples/run-agent.ts'),
  () => node('problem statements', 'examples/problem-statements.ts', '--instances', '3'),
  () => node('exports', 'examples/export-dataset.ts'),
  () => node('custom modification', 'examples/custom-modification.ts'),
];

mkdirSync(output, { recursive: true });
const turns = pLimit(2);
await Promise.all(jobs.map((job) => turns(job)));
// Alone, as it compares times: fails when it is slower than a clone, a branch and a push for each instance.
await node('bench:branches', 'bench/branches.ts', '50');
// Fails when running only the tests that can tell gives another status or list than running all.
await node('bench:validate', 'bench/validate.ts', funcy, '--count', '40');

for (const failure of failed) console.log(`FAILED: ${failure}`);
process.exitCode = failed.length === 0 ? 0 : 1;

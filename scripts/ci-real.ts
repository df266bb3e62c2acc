// The slow checks, on real projects: what a user would do, with what a user would have.
// Prints what each command prints, and fails when one of them does.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const output = join(root, '.cache', 'ci-real');
const projects = ['pypi:funcy==2.0', 'pypi:python-slugify==9.2.0', 'pypi:tinydb==4.9.0'];
const failed: string[] = [];

function run(name: string, command: string, ...options: readonly string[]): void {
  console.log(`\n--- ${name}`);
  const { status } = spawnSync(command, options, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) failed.push(name);
}

/** The quickstart's task instances, as bytes. */
function quickstart(name: string, target: readonly string[], ...options: readonly string[]): string {
  const path = join(output, `${name}.jsonl`);
  run(name, 'node', 'examples/quickstart.ts', ...target, '--output', path, ...options);
  return readFileSync(path, 'utf8');
}

mkdirSync(output, { recursive: true });
for (const project of projects) {
  const instances = quickstart(project.replaceAll(/[^\w.-]/g, '-'), [project]);
  if (instances === '') failed.push(`${project}: no task instance`);
}

const alone = quickstart('the sample, one candidate at a time', [], '--max-bugs', '1', '--concurrency', '1');
const together = quickstart('the sample, four at a time', [], '--max-bugs', '1', '--concurrency', '4');
if (alone === '' || alone !== together) failed.push('the same seed gave other bytes at another concurrency');

run('custom modification', 'node', 'examples/custom-modification.ts');
run('language model, modify', 'node', 'examples/language-model-bugs.ts');
run('language model, rewrite', 'node', 'examples/language-model-bugs.ts', '--mode', 'rewrite');
// Fails when gold does not resolve every instance, or an empty patch resolves one.
run('evaluate', 'node', 'examples/evaluate.ts', 'pypi:funcy==2.0', '--instances', '15');
// Fails when the agent's repairs do not resolve what they should.
run('agent', 'node', 'examples/run-agent.ts');
// Fails when a writer leaves an instance out that it can describe, or too few reproductions are seen to fail and pass.
run('dataset report', 'node', 'examples/dataset-report.ts', 'pypi:funcy==2.0');
run('problem statements', 'node', 'examples/problem-statements.ts', '--instances', '3');
run('exports', 'node', 'examples/export-dataset.ts');
// Fails when it is slower than a clone, a branch and a push for each instance.
run('bench:branches', 'node', 'bench/branches.ts', '50');
run('bench:generate', 'node', 'bench/generate.ts');
// Fails when running only the tests that can tell gives another status or list than running all.
run('bench:validate', 'node', 'bench/validate.ts', 'pypi:funcy==2.0', '--count', '40');

for (const failure of failed) console.log(`FAILED: ${failure}`);
process.exitCode = failed.length === 0 ? 0 : 1;

// Runs every check and says at the end which failed; each is an npm script that also works on its own.
// With `--summary <file>`, writes `{ passed, failed }` there.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const checks = [
  'typecheck',
  'lint',
  'format:check',
  'dead-exports',
  'build',
  'check:snippets',
  'check:package',
  'docs',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { summary: { type: 'string' } },
});
const unknown = positionals.filter((name) => !checks.includes(name));
if (unknown.length > 0) throw new Error(`no check ${unknown.join(', ')}; there are ${checks.join(', ')}`);

const root = join(import.meta.dirname, '..');
const failed: string[] = [];
const chosen = checks.filter((name) => positionals.length === 0 || positionals.includes(name));
for (const name of chosen) {
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', name], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name}  ${seconds} s`);
  if (status !== 0) {
    failed.push(name);
    console.log(`${stdout}${stderr}`.trimEnd());
  }
}
const passed = chosen.length - failed.length;
if (values.summary !== undefined) {
  writeFileSync(values.summary, JSON.stringify({ passed, failed: failed.length }));
}
console.log(`checks: ${passed} passed, ${failed.length} failed${failed.map((name) => ` ${name}`).join(',')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

// Runs every check, two at a time, and says at the end which failed; each is an npm script that also works on its own.
// With `--summary <file>`, writes `{ passed, failed }` there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import pLimit from 'p-limit';

/** Longest first; those of one row run in this order, as they use what the first of them makes. */
const rows = [
  ['lint'],
  ['build', 'check:snippets', 'check:package'],
  ['typecheck'],
  ['format:check'],
  ['docs'],
  ['dead-exports'],
];
const checks = rows.flat();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { summary: { type: 'string' } },
});
const unknown = positionals.filter((name) => !checks.includes(name));
if (unknown.length > 0) throw new Error(`no check ${unknown.join(', ')}; there are ${checks.join(', ')}`);

const root = join(import.meta.dirname, '..');
const failed: string[] = [];
const isChosen = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

async function check(name: string): Promise<void> {
  const startedMs = performance.now();
  const result = await execa('npm', ['run', '--silent', name], {
    cwd: root,
    stdin: 'ignore',
    all: true,
    reject: false,
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${result.failed ? 'FAILED' : 'ok    '}  ${name}  ${seconds} s`);
  if (result.failed) {
    failed.push(name);
    console.log(result.all.trimEnd());
  }
}

const turns = pLimit(2);
await Promise.all(
  rows.map((row) =>
    turns(async () => {
      for (const name of row.filter(isChosen)) await check(name);
    }),
  ),
);
const passed = checks.filter(isChosen).length - failed.length;
if (values.summary !== undefined) {
  writeFileSync(values.summary, JSON.stringify({ passed, failed: failed.length }));
}
console.log(`checks: ${passed} passed, ${failed.length} failed${failed.map((name) => ` ${name}`).join(',')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

// Packs the package as npm would publish it, and checks what users get: its contents, its entry points, and
// that it works in an empty project.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { findContentProblems } from './package/contents.ts';
import { checkConsumer } from './package/consumer.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.cache', 'package');
const run = execa({ cwd: root, preferLocal: true, all: true, stdin: 'ignore' });

async function pack(): Promise<{ tarball: string; files: string[] }> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { stdout } = await run`npm pack --json --ignore-scripts --pack-destination ${folder}`;
  const parsed = JSON.parse(stdout) as PackReport[] | Record<string, PackReport>;
  const [report] = Object.values(parsed);
  if (report === undefined) throw new Error(`npm pack reported nothing:\n${stdout}`);
  return { tarball: join(folder, report.filename), files: report.files.map(({ path }) => path) };
}
type PackReport = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

const problems: string[] = [];
async function step(name: string, check: () => Promise<readonly string[]>): Promise<void> {
  const found = await check().catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ]);
  console.log(`${found.length === 0 ? 'ok' : 'FAILED'}  ${name}`);
  for (const problem of found) console.log(problem.replace(/^/gm, '    '));
  problems.push(...found);
}

const command = async (file: string, ...commandArguments: string[]): Promise<string[]> => {
  const { failed, all } = await run({ reject: false })(file, commandArguments);
  return failed ? [all] : [];
};

const { tarball, files } = await pack();

await step('contents', async () => findContentProblems(root, files));
await step('publint', async () => command('publint', 'run', tarball, '--strict'));
await step('attw', async () => command('attw', tarball, '--profile', 'esm-only', '--no-color'));
await step('an empty project', async () => checkConsumer(root, tarball));
process.exitCode = problems.length === 0 ? 0 : 1;

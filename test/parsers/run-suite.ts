import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import type { TestOutputParser, TestRun, TestRunOutput } from '../../src/parsers/test-output-parser.ts';
import { testVenv } from '../support/python.ts';

export type Suite = {
  readonly parser: TestOutputParser;
  /** Python files of the project, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly testCommand: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

/** Runs a project's suite as a sandbox does: in a directory of its own, instrumented, with an own environment. */
export async function runSuite({
  parser,
  files,
  testCommand,
  env = {},
  timeoutMs = 50_000,
}: Suite): Promise<{ output: TestRunOutput; run: TestRun; workingDirectory: string }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'bugsmith-suite-')));
  try {
    const workingDirectory = join(root, 'project');
    const temporaryDirectory = join(root, 'temporary');
    await mkdir(workingDirectory);
    await mkdir(temporaryDirectory);
    for (const [path, content] of Object.entries(files)) await write(join(workingDirectory, path), content);
    const base = { HOME: root, PATH: `${join(testVenv, 'bin')}${delimiter}/usr/bin${delimiter}/bin`, ...env };
    const instrumentation = parser.instrument?.({
      testCommand,
      workingDirectory,
      temporaryDirectory,
      env: base,
    });
    for (const file of instrumentation?.files ?? []) await write(file.path, file.content);
    const subprocess = execa(instrumentation?.testCommand ?? testCommand, {
      shell: true,
      detached: true,
      cwd: workingDirectory,
      env: { ...base, ...instrumentation?.env },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (subprocess.pid !== undefined) process.kill(-subprocess.pid, 'SIGKILL');
    }, timeoutMs);
    const result = await subprocess.finally(() => {
      clearTimeout(timer);
    });
    const reportPath = instrumentation?.reportPath;
    const output: TestRunOutput = {
      stdout: result.stdout,
      stderr: result.stderr,
      exitCode: result.exitCode ?? null,
      timedOut,
      report: reportPath === undefined ? null : await readIfThere(reportPath),
    };
    return { output, run: parser.parse(output), workingDirectory };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createPatch,
  type IssueResult,
  type IssueWriter,
  lmIssues,
  LocalRuntime,
  type Repository,
  type TaskInstance,
  templateIssues,
  testIssues,
  writeIssues,
} from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

import { prices, startModel } from '../providers/support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files of the sample project, without git. */
async function readSample(): Promise<Repository> {
  const directory = join(root, 'examples', 'sample-project');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(?:py|toml)$/.test(entry.name))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  const texts = paths.map(async (path) => [path, await readFile(join(directory, path), 'utf8')] as const);
  return createMemoryRepository({ files: Object.fromEntries(await Promise.all(texts)) });
}

/** A bug of the sample project, told by hand: half of an odd cent is rounded down. */
async function readInstance(repository: Repository): Promise<TaskInstance> {
  const path = 'src/cornershop/money.py';
  let before = '';
  for await (const { content } of repository.readFiles([path])) before = new TextDecoder().decode(content);
  const after = before.replace(
    'return (2 * numerator + denominator) //',
    'return (2 * numerator - denominator) //',
  );
  return {
    instance_id: `${repository.mirrorName}.func_pm_op_change__x1y2z3a4`,
    repo: `swesmith/${repository.mirrorName}`,
    patch: createPatch([{ path, before, after }]),
    FAIL_TO_PASS: ['tests/test_money.py::test_share_is_rounded'],
    PASS_TO_PASS: [],
  };
}

describe('writers on the sample project', () => {
  it('look at what its own tests print, once an instance, and templates at nothing', async () => {
    const repository = await readSample();
    const instance = await readInstance(repository);
    const runtime = new LocalRuntime({ virtualEnvironment: `${root}/.cache/venv` });
    onTestFinished(() => runtime.dispose());
    const write = (writer: IssueWriter, statementsPerInstance = 1): Promise<IssueResult[]> =>
      Array.fromAsync(
        writeIssues([instance], { writer, repositories: repository, runtime, statementsPerInstance }),
      );
    const [shown] = await write(testIssues());
    expect(shown).toMatchObject({ status: 'written', facts: { test: instance.FAIL_TO_PASS[0] } });
    expect(shown?.status === 'written' ? shown.text : '').toMatch(/def test_share_is_rounded[^]*\nE {3}/);

    const report = 'Shares are off by a cent\n\nHalf a cent goes down, it should go up.';
    const { server, provider } = await startModel(() => ({ text: report }), { prices });
    expect(await write(lmIssues({ provider }), 2)).toMatchObject([
      { status: 'written', text: report, costUsd: 0.2, leaks: [] },
      { status: 'written', text: report, statement: 1 },
    ]);
    expect(JSON.stringify(server.requests[1]?.body)).toContain('def test_share_is_rounded');
    expect(await write(templateIssues())).toMatchObject([{ status: 'written' }]);
  });
});

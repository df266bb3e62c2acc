import { access } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPatch, evaluate, type EvaluationResult, LocalRuntime } from 'bugsmith';

import { blobId, buggy, clean, fix, lines, makeInstance, parser, predict, repository } from './values.ts';

let runtime: LocalRuntime;
beforeAll(() => {
  runtime = new LocalRuntime();
});
afterAll(() => runtime.dispose());

const instance = makeInstance('patches0');

async function run(patch: string): Promise<EvaluationResult | undefined> {
  const [result] = await Array.fromAsync(
    evaluate([predict(instance, patch)], {
      instances: [instance],
      repositories: repository,
      runtime,
      parser,
    }),
  );
  return result;
}

const path = 'lib/code.txt';
const replaceFirst = (before: string, after: string, text: string): string => text.replace(before, after);
const moved = createPatch([{ path, before: `new 1\nnew 2\n${buggy}`, after: `new 1\nnew 2\n${clean}` }]);
const otherContext = createPatch([
  { path, before: lines({ 8: 'other', 10: 'bug' }), after: lines({ 8: 'other' }) },
]);
/** Made where line 11 was another, so that only a merge can place it beside the one that is there. */
const merged =
  `diff --git a/${path} b/${path}\nindex ${blobId(clean)}..${blobId(lines({ 12: 'line 10' }))} 100644\n` +
  createPatch([{ path, before: clean, after: lines({ 12: 'line 10' }) }]).replace(/^diff.*\n/, '');
const renamed =
  `diff --git a/${path} b/lib/new.txt\nsimilarity index 90%\nrename from ${path}\nrename to lib/new.txt\n` +
  fix.replace(/^diff.*\n/, '').replace(`+++ b/${path}`, '+++ b/lib/new.txt');
const withMode = replaceFirst('\n', '\nold mode 100644\nnew mode 100755\n', fix);

describe('the patch of a prediction', () => {
  it.each([
    ['as it stands', fix, 'exact'],
    ['without the end of its last line', fix.slice(0, -1), 'exact'],
    ['after other text', `Here is my fix:\n\n${fix}`, 'exact'],
    ['of moved lines', moved, 'git-apply'],
    ['with a rename', renamed, 'git-apply'],
    ['with a change of a mode', withMode, 'git-apply'],
    ['against the code without the bug', merged, 'git-apply-3way'],
    ['with another line around', otherContext, 'patch-fuzz'],
  ])('is applied %s', async (_, patch, step) => {
    expect(await run(patch)).toMatchObject({ status: 'resolved', applied: { step, leftOut: [] } });
  });

  it('keeps line ends as they are, however it is applied', async () => {
    const windows = (before: string, after: string): string =>
      createPatch([{ path: 'lib/windows.txt', before, after }]);
    const patch = `${moved}${windows('a\r\nb\r\n', 'a\r\nline 10\r\n')}`;
    // `line 10` with a carriage return is no such line, so nothing but the first file may count.
    expect(await run(patch)).toMatchObject({ status: 'resolved', applied: { step: 'git-apply' } });
    expect(await run(windows('a\r\nb\r\n', 'a\r\nline 10\r\n'))).toMatchObject({ status: 'unresolved' });
  });

  const newFile = (name: string, mode = '100644'): string =>
    `diff --git a/${name} b/${name}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+/tmp\n`;
  const plain = (name: string): string => `--- ${name}\n+++ ${name}\n@@ -0,0 +1 @@\n+/tmp\n`;
  it.each([
    ['leads out of the repository', newFile('../bugsmith-escaped')],
    ['leads out of it further down', newFile('lib/../../bugsmith-escaped')],
    ['is absolute', plain('/tmp/bugsmith-escaped')],
    ['leads into .git', newFile('.git/hooks/post-checkout', '100755')],
    ['makes a symbolic link', newFile('lib/escape', '120000')],
    ['makes a submodule', newFile('lib/module', '160000')],
    ['goes through a link of the repository', newFile('link/bugsmith-escaped')],
    ['replaces a link of the repository', plain('link')],
    [
      'renames to outside',
      `diff --git a/${path} b/../x\nsimilarity index 100%\nrename from ${path}\nrename to ../x\n`,
    ],
    ['is an ed script', 'Index: lib/code.txt\n1e touch /tmp/bugsmith-escaped\n.\nw\nq\n'],
    ['is prose', 'I changed `lib/code.txt`.'],
  ])('is refused when it %s', async (_, patch) => {
    expect(await run(patch)).toMatchObject({ status: 'patch-failed' });
    // Beside a change git has to place, so that the programs see it, if anything does.
    expect(await run(`${moved}${patch}`)).not.toMatchObject({
      status: 'resolved',
      applied: { step: 'patch-fuzz' },
    });
    await expect(access('/tmp/bugsmith-escaped')).rejects.toThrow('ENOENT');
  });
});

import { appendFile, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BundleManifest, DataFormatError, exportSweBench, verifyBundle } from 'bugsmith';
import { describe, expect, it } from 'vitest';
import { withDirectory } from '../instances/support.ts';
import { instanceOf, memoryProject, now } from './support.ts';

const task = `tasks/${instanceOf(1).instance_id}`;

function withBundle(use: (bundle: string, parent: string) => Promise<void>): Promise<void> {
  return withDirectory(async (parent) => {
    const bundle = join(parent, 'bundle');
    await exportSweBench([instanceOf(1)], { directory: bundle, repositories: memoryProject(), now });
    await use(bundle, parent);
  });
}

async function editManifest(bundle: string, edit: (manifest: BundleManifest) => unknown): Promise<void> {
  const file = join(bundle, 'manifest.json');
  await writeFile(file, JSON.stringify(edit(JSON.parse(await readFile(file, 'utf8')) as BundleManifest)));
}

describe('verifyBundle', () => {
  it('names every file that does not match, and nothing else', () =>
    withBundle(async (bundle) => {
      await rm(join(bundle, task, 'gold.patch'));
      await appendFile(join(bundle, task, 'eval.sh'), 'true\n');
      const statement = join(bundle, task, 'problem_statement.md');
      const text = await readFile(statement, 'utf8');
      await writeFile(statement, text.replace('wrong', 'wrung'));
      await writeFile(join(bundle, 'extra.txt'), '');
      await truncate(join(bundle, 'sweb.yaml'));
      expect((await verifyBundle(bundle)).problems).toEqual([
        { kind: 'unexpected', path: 'extra.txt' },
        { kind: 'changed', path: 'sweb.yaml' },
        { kind: 'changed', path: `${task}/eval.sh` },
        { kind: 'missing', path: `${task}/gold.patch` },
        { kind: 'changed', path: `${task}/problem_statement.md` },
      ]);
    }));

  it('reads nothing outside the bundle', () =>
    withBundle(async (bundle, parent) => {
      await writeFile(join(parent, 'secret'), 'secret');
      await mkdir(join(parent, 'elsewhere'));
      await writeFile(join(parent, 'elsewhere', 'file'), 'x');
      await symlink(join(parent, 'secret'), join(bundle, 'link'));
      await symlink(join(parent, 'elsewhere'), join(bundle, 'folder'));
      const paths = ['../secret', '/etc/passwd', 'link', 'folder/file', 'a/../../secret'];
      const facts = { bytes: 6, sha256: 'a'.repeat(64) };
      await editManifest(bundle, (manifest) => ({
        ...manifest,
        files: [...manifest.files, ...paths.map((path) => ({ path, ...facts }))],
      }));
      const { problems } = await verifyBundle(bundle);
      expect(
        problems
          .filter(({ kind }) => kind === 'unsafe')
          .map(({ path }) => path)
          .sort(),
      ).toEqual(paths.toSorted());
      expect(problems.filter(({ kind }) => kind === 'changed')).toEqual([]);
    }));

  it.each([
    ['nothing in it', () => null, undefined],
    [
      'another version',
      (manifest: BundleManifest) => ({ ...manifest, manifestVersion: 2 }),
      'manifestVersion',
    ],
    [
      'a hash that is none',
      (manifest: BundleManifest) => ({ ...manifest, files: [{ path: 'a', bytes: 1, sha256: 'x' }] }),
      'files[0].sha256',
    ],
  ])('throws for a manifest with %s', (_, edit, field) =>
    withBundle(async (bundle) => {
      await editManifest(bundle, edit);
      const error = await verifyBundle(bundle).catch((thrown: unknown) => thrown);
      expect(DataFormatError.isInstance(error) && error.field).toBe(field);
    }),
  );

  it('throws where there is no manifest', () =>
    withDirectory(async (directory) => {
      await expect(verifyBundle(directory)).rejects.toThrow(DataFormatError);
    }));
});

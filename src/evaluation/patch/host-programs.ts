import { execa } from 'execa';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PatchDoesNotApplyError } from '../../errors/patch-error.ts';
import { encodePatch } from '../../patches/patch-bytes.ts';
import { prepareGit } from '../../repository/git/prepare-git.ts';
import type { Repository } from '../../repository/repository.ts';
import type { PatchChanges } from '../../validation/read-changes.ts';
import { readWorkTreeChanges } from './read-work-tree.ts';

/** A way to put a patch in place that is more forgiving than applying it exactly. */
export type ForgivingStep = 'git-apply' | 'git-apply-3way' | 'patch-fuzz';

const timeoutMs = 30_000;
const programs: readonly {
  readonly step: ForgivingStep;
  readonly program: 'git' | 'patch';
  readonly parameters: readonly string[];
}[] = [
  { step: 'git-apply', program: 'git', parameters: ['apply', '--whitespace=nowarn'] },
  { step: 'git-apply-3way', program: 'git', parameters: ['apply', '--3way', '--whitespace=nowarn'] },
  {
    step: 'patch-fuzz',
    program: 'patch',
    parameters: [
      ...['--batch', '--forward', '--fuzz=5', '-p1', '--unified', '--get=0'],
      ...['--no-backup-if-mismatch', '--reject-file=-', '--input'],
    ],
  },
];

/**
 * Applies a patch by the programs everybody applies patches with, in a directory that holds the files it names
 * and nothing else; the first that takes it wins.
 *
 * The repository of git lies elsewhere, with its own settings, so nothing a patch makes there is ever obeyed. What
 * came of it is read from git's objects, without following a path. Every path must have been checked before.
 *
 * @throws {PatchDoesNotApplyError} when none takes it, with what the first said.
 */
export async function applyWithPrograms(
  patch: string,
  paths: readonly string[],
  { clean, buggy, abortSignal }: { clean: Repository; buggy: Repository; abortSignal: AbortSignal },
): Promise<{ readonly step: ForgivingStep; readonly changes: PatchChanges }> {
  const directory = await mkdtemp(join(tmpdir(), 'bugsmith-patch-'));
  try {
    const tree = join(directory, 'tree');
    const patchFile = join(directory, 'prediction.diff');
    await writeFile(patchFile, encodePatch(patch));
    const run = createRunner(directory, tree, abortSignal);
    await mkdir(tree);
    await run('git', ['init', '--quiet']);
    await mkdir(join(directory, 'git', 'info'), { recursive: true });
    // Comes before the attributes of the tree, by which bytes could change.
    const attributes = '* -text -eol -ident -filter -working-tree-encoding diff\n';
    await writeFile(join(directory, 'git', 'info', 'attributes'), attributes);
    for (const repository of [clean, buggy]) {
      await rm(tree, { recursive: true });
      await writeNamedFiles(repository, paths, tree);
      // The files without the bug are only there for a merge, which finds them by their ids.
      await run('git', ['add', '--all', '--force']);
    }
    const before = (await run('git', ['write-tree'])).stdout.trim();
    let firstComplaint = '';
    for (const { step, program, parameters } of programs) {
      const applied = await run(program, [...parameters, patchFile]);
      if (applied.exitCode === 0) {
        return {
          step,
          changes: await readWorkTreeChanges(before, async (args) => (await run('git', args)).bytes),
        };
      }
      firstComplaint ||= applied.stderr.trim() || applied.stdout.trim();
      await run('git', ['read-tree', before]);
      await run('git', ['checkout-index', '--all', '--force', '--index']);
      await run('git', ['clean', '-dffxq']);
    }
    throw new PatchDoesNotApplyError({
      path: paths[0] ?? '',
      line: 1,
      reason: `git and patch refuse it (${firstComplaint.slice(0, 500)})`,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Ran = {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly bytes: Uint8Array;
  readonly stderr: string;
};

function createRunner(
  directory: string,
  tree: string,
  abortSignal: AbortSignal,
): (program: 'git' | 'patch', parameters: readonly string[]) => Promise<Ran> {
  const settings = [
    ['core.autocrlf', 'false'],
    ['core.attributesFile', '/dev/null'],
    ['core.excludesFile', '/dev/null'],
    ['core.symlinks', 'false'],
    ['core.fileMode', 'false'],
  ].flatMap(([name, value]) => ['-c', `${name ?? ''}=${value ?? ''}`]);
  const ownRepository = [`--git-dir=${join(directory, 'git')}`, `--work-tree=${tree}`];
  return async (program, parameters) => {
    const [gitParameters, options] = prepareGit(tree, [...settings, ...ownRepository, ...parameters]);
    const ran = await execa(program, program === 'git' ? gitParameters : [...parameters], {
      ...options,
      stdin: 'ignore',
      stripFinalNewline: false,
      timeout: timeoutMs,
      cancelSignal: abortSignal,
      forceKillAfterDelay: 500,
    });
    abortSignal.throwIfAborted();
    return {
      exitCode: ran.exitCode,
      bytes: ran.stdout,
      stdout: new TextDecoder().decode(ran.stdout),
      stderr: new TextDecoder().decode(ran.stderr),
    };
  };
}

async function writeNamedFiles(
  repository: Repository,
  paths: readonly string[],
  tree: string,
): Promise<void> {
  await mkdir(tree);
  const wanted = new Set(paths);
  const present = repository.files.filter(({ path, mode }) => wanted.has(path) && mode !== '120000');
  for await (const { path, content } of repository.readFiles(present.map(({ path }) => path))) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), content);
  }
}

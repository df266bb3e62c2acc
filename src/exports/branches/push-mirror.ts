import pLimit from 'p-limit';
import { RepositoryError } from '../../errors/repository-error.ts';
import { cleanBranch } from './mirror.ts';
import { type GitRun, tryGit, type WorkGitOptions } from './work-git.ts';

/** What became of a branch: see `PushedBranch`. */
export type PushStatus = 'pushed' | 'unchanged' | 'conflict' | 'rejected';

/** A branch with what became of it. */
export type BranchOutcome = { readonly status: PushStatus; readonly message?: string | undefined };

/** Where branches are pushed to, and how. */
export type PushTarget = {
  readonly directory: string;
  readonly remote: string;
  readonly concurrency: number;
  readonly replace: boolean;
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly abortSignal: AbortSignal | undefined;
};

/** Branches pushed by one process. */
const branchesPerPush = 100;

/**
 * Pushes the branches a remote lacks, in parallel, after the one they all begin from.
 *
 * @throws {RepositoryError} when the remote cannot be reached or does not let us write.
 */
export async function pushMirror(
  commits: ReadonlyMap<string, string>,
  target: PushTarget,
): Promise<ReadonlyMap<string, BranchOutcome>> {
  const present = await listRemote(target);
  const outcomes = new Map<string, BranchOutcome>();
  const wanted: string[] = [];
  for (const [branch, commit] of commits) {
    const there = present.get(branch);
    if (there === commit) outcomes.set(branch, { status: 'unchanged' });
    else if (there === undefined || target.replace) wanted.push(branch);
    else outcomes.set(branch, { status: 'conflict', message: `The remote has ${there} there.` });
  }
  if (outcomes.get(cleanBranch)?.status === 'conflict') {
    const message = `The remote's \`${cleanBranch}\` is another history.`;
    return new Map([...commits.keys()].map((branch) => [branch, { status: 'conflict', message }]));
  }
  const push = async (branches: readonly string[]): Promise<void> => {
    for (const [branch, outcome] of await pushBranchesOnce(branches, commits, target))
      outcomes.set(branch, outcome);
  };
  if (wanted.includes(cleanBranch)) await push([cleanBranch]);
  const others = wanted.filter((branch) => branch !== cleanBranch);
  const limit = pLimit(target.concurrency);
  const perPush = Math.max(1, Math.min(branchesPerPush, Math.ceil(others.length / target.concurrency)));
  const groups = Array.from({ length: Math.ceil(others.length / perPush) }, (_, index) =>
    others.slice(index * perPush, (index + 1) * perPush),
  );
  const results = await Promise.allSettled(groups.map((group) => limit(() => push(group))));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return outcomes;
}

async function listRemote(target: PushTarget): Promise<ReadonlyMap<string, string>> {
  const run = await tryGit(
    target.directory,
    ['ls-remote', '--heads', '--', target.remote],
    gitOptions(target, 'list the branches of the remote'),
  );
  if (run.exitCode !== 0) throw explainRemoteFailure(run, 'read', target);
  const entries = [...run.stdout.matchAll(/^([0-9a-f]{40,64})\trefs\/heads\/(.*)$/gm)];
  return new Map(entries.map(([, commit = '', branch = '']) => [branch, commit]));
}

async function pushBranchesOnce(
  branches: readonly string[],
  commits: ReadonlyMap<string, string>,
  target: PushTarget,
): Promise<ReadonlyMap<string, BranchOutcome>> {
  const force = target.replace ? '+' : '';
  const refs = branches.map((branch) => `${force}${commits.get(branch) ?? ''}:refs/heads/${branch}`);
  const run = await tryGit(
    target.directory,
    ['push', '--porcelain', '--no-verify', '--', target.remote, ...refs],
    gitOptions(target, 'push branches'),
  );
  const outcomes = new Map<string, BranchOutcome>();
  for (const [, flag, branch = '', summary = ''] of run.stdout.matchAll(
    /^([ +\-*!=])\t[^\t:]*:refs\/heads\/([^\t]*)\t(.*)$/gm,
  )) {
    outcomes.set(branch, flag === '!' ? { status: 'rejected', message: summary } : { status: 'pushed' });
  }
  if (branches.some((branch) => !outcomes.has(branch))) throw explainRemoteFailure(run, 'write to', target);
  return outcomes;
}

function gitOptions({ variables, abortSignal }: PushTarget, operation: string): WorkGitOptions {
  return { operation, variables, abortSignal };
}

function explainRemoteFailure(run: GitRun, access: string, { remote }: PushTarget): RepositoryError {
  const place = remote.replace(/^(\w+:\/\/)[^/]*@/u, '$1');
  return new RepositoryError(
    `Git could not ${access} the remote \`${place}\`: it exited with ${run.exitCode} and said: ${run.stderr}. ` +
      'Make the repository there if it does not exist, and give git what it needs to be let in by `variables`, ' +
      'such as GIT_SSH_COMMAND.',
    { reason: 'git-failed', repositoryPath: place },
  );
}

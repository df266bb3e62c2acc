/** Every kind of {@link WorkspaceLeak}; `docs/agents.md` says what each is. */
export const workspaceLeakKinds = [
  'git-object',
  'git-commit',
  'git-ref',
  'git-remote',
  'git-reflog',
  'git-head-file',
  'git-hook',
  'git-alternates',
  'git-shallow',
  'git-grafts',
  'git-worktree',
  'git-submodule',
  'backup-file',
  'bytecode',
  'installed-copy',
  'archive',
  'copy',
  'repository-file',
  'unexamined',
] as const;

/** What kind of road to the answer a {@link WorkspaceLeak} is. */
export type WorkspaceLeakKind = (typeof workspaceLeakKinds)[number];

/** A road to the answer that is open. */
export type WorkspaceLeak = {
  readonly kind: WorkspaceLeakKind;
  /** Absolute path, in the workspace's own file system, of the file or the git repository. */
  readonly path: string;
  /** In a git repository: the object, branch, remote or commit. */
  readonly ref?: string | undefined;
  /** What it is, in words that follow the path: `holds lines of ... without the bug`. */
  readonly detail: string;
};

import { streamGit } from './stream-git.ts';

/** A commit of a history. */
export type LogEntry = {
  readonly commit: string;
  readonly parents: readonly string[];
  /** When it was committed, ISO 8601 with the committer's offset. */
  readonly date: string;
  readonly message: string;
};

/**
 * Reads the commits a commit descends from, itself first and newer ones before older ones.
 *
 * @throws {RepositoryError} when git fails.
 */
export async function* readLog(directory: string, commit: string): AsyncGenerator<LogEntry, void, undefined> {
  const fields = [
    'log',
    '-z',
    '--date-order',
    '--no-show-signature',
    '--format=%H %P%n%cI%n%B',
    commit,
    '--',
  ];
  for await (const record of streamGit(directory, 'read the history', fields)) {
    const [ids = '', date = '', ...message] = record.split('\n');
    const [id = '', ...parents] = ids.trim().split(' ');
    yield { commit: id, parents, date, message: message.join('\n') };
  }
}

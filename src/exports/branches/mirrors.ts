import { InvalidArgumentError } from '../../errors/invalid-argument-error.ts';
import type { Repository } from '../../repository/repository.ts';
import { Mirror } from './mirror.ts';

/** The mirrors of the repositories that turn up, one for each name. */
export class Mirrors {
  readonly #byName: Map<string, Mirror> = new Map();

  /** The mirror of a repository, begun when it is asked for first. */
  async of(repository: Repository, abortSignal: AbortSignal | undefined): Promise<Mirror> {
    const { mirrorName, commit } = repository;
    const known = this.#byName.get(mirrorName);
    if (known !== undefined && known.repository.commit !== commit) {
      throw new InvalidArgumentError({
        argument: 'options.repositories',
        value: mirrorName,
        expected: 'repositories of which each mirror name has one commit',
      });
    }
    const mirror = known ?? (await Mirror.begin(repository, abortSignal));
    this.#byName.set(mirrorName, mirror);
    return mirror;
  }

  /** All of them, by name. */
  list(): readonly Mirror[] {
    return [...this.#byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, mirror]) => mirror);
  }

  /** Removes all of them. */
  async close(): Promise<void> {
    for (const mirror of this.#byName.values()) await mirror.close();
  }
}

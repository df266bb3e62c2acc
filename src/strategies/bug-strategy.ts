import type { CodeEntity } from '../entities/code-entity.ts';
import type { Repository } from '../repository/repository.ts';
import type { BugCandidate } from './bug-candidate.ts';

/** What a strategy may be told besides the repository. */
export type GenerateOptions = {
  /** The entities to change; all of the repository's when left out. */
  readonly entities?: readonly CodeEntity[] | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

/** Something that makes candidates from a repository. */
export interface BugStrategy {
  readonly name: string;
  /** Candidates as they are made; the same repository and seed give the same candidates in the same order. */
  generate(repository: Repository, options?: GenerateOptions): AsyncIterable<BugCandidate>;
}

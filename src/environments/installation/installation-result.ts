import type { Environment } from '../../repository/environment.ts';
import type { EnvironmentCheck } from '../check-environment.ts';
import type { EnvironmentSpecification } from '../environment-specification.ts';
import type { InstallationTrajectory } from './installation-trajectory.ts';
import type { RunLimit } from '../../tool-loop/limit-reached.ts';

/** What every result of {@link installRepository} has. */
export type InstallationRecord = {
  /** Everything that was said and done. */
  readonly trajectory: InstallationTrajectory;
  /** What the tokens cost; `undefined` without `prices`, or when the provider did not report the tokens. */
  readonly costUsd: number | undefined;
};

/** The environment was rebuilt from scratch, and enough tests pass in it. */
export type InstalledResult = InstallationRecord & {
  readonly status: 'installed';
  /** What worked, for `buildEnvironment`. The commands are a model's, which read the repository. */
  readonly specification: EnvironmentSpecification;
  /** For `openRepository`; it names the image where one was built. */
  readonly environment: Environment;
  readonly check: EnvironmentCheck;
};

/** The environment was rebuilt, but too few tests pass in it. */
export type NotAcceptedResult = InstallationRecord & {
  readonly status: 'not-accepted';
  readonly specification: EnvironmentSpecification;
  readonly check: EnvironmentCheck;
};

/** What the model handed in does not work from scratch. */
export type BuildFailedResult = InstallationRecord & {
  readonly status: 'build-failed';
  readonly specification: EnvironmentSpecification;
  /** The step that failed and the end of what it printed. */
  readonly reason: string;
};

/** The model handed in nothing that could be used. */
export type GaveUpResult = InstallationRecord & {
  readonly status: 'gave-up';
  /** What the model said, or what was wrong with its last answer. */
  readonly reason: string;
};

/** The run was ended before the model had finished. */
export type LimitReachedResult = InstallationRecord & {
  readonly status: 'limit-reached';
  readonly limit: RunLimit;
};

/** How an installation ended. */
export type InstallationResult =
  InstalledResult | NotAcceptedResult | BuildFailedResult | GaveUpResult | LimitReachedResult;

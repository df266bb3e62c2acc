import { ContainerError } from '../../errors/container-error.ts';
import type { Environment } from '../../repository/environment.ts';
import type { Repository } from '../../repository/repository.ts';
import { buildEnvironment } from '../build-environment.ts';
import { checkEnvironment, type EnvironmentCheck } from '../check-environment.ts';
import type { EnvironmentSpecification } from '../environment-specification.ts';
import type { InstallationSettings } from './installation-settings.ts';
import { PreparingRuntime, StepFailure } from './preparing-runtime.ts';
import { withEnvironment } from './with-environment.ts';

/** What became of a specification. */
export type Rebuilt =
  | {
      readonly status: 'installed';
      readonly specification: EnvironmentSpecification;
      readonly environment: Environment;
      readonly check: EnvironmentCheck;
    }
  | {
      readonly status: 'not-accepted';
      readonly specification: EnvironmentSpecification;
      readonly check: EnvironmentCheck;
    }
  | {
      readonly status: 'build-failed';
      readonly specification: EnvironmentSpecification;
      readonly reason: string;
    };

/**
 * Installs from scratch and runs the suite: in an image of its own where the runtime builds some, else in a
 * new sandbox in which the commands run first.
 */
export async function rebuild(
  repository: Repository,
  specification: EnvironmentSpecification,
  { settings, abortSignal }: { readonly settings: InstallationSettings; readonly abortSignal: AbortSignal },
): Promise<Rebuilt> {
  try {
    const { runtime, checkRuntime = runtime, parser, threshold, commandTimeoutMs: timeoutMs } = settings;
    const isImage = runtime.buildImage !== undefined;
    const environment = isImage
      ? await buildImage(repository, specification, { settings, abortSignal })
      : toEnvironment(specification);
    const check = await checkEnvironment(withEnvironment(repository, environment), {
      runtime: isImage ? checkRuntime : new PreparingRuntime(checkRuntime, specification, timeoutMs),
      parser,
      threshold,
      timeoutMs,
      abortSignal,
    });
    if (!check.accepted) return { status: 'not-accepted', specification, check };
    return { status: 'installed', specification, environment, check };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return { status: 'build-failed', specification, reason: error.message };
  }
}

async function buildImage(
  repository: Repository,
  specification: EnvironmentSpecification,
  { settings, abortSignal }: { readonly settings: InstallationSettings; readonly abortSignal: AbortSignal },
): Promise<Environment> {
  const { runtime, build, timeoutMs } = settings;
  try {
    const options = { ...build, runtime, specification, timeoutMs, abortSignal };
    return (await buildEnvironment(repository, options)).environment;
  } catch (error) {
    // The image the model worked in was built in the same way, so that its commands are what fails.
    if (!ContainerError.isInstance(error) || error.isRetryable) throw error;
    throw new StepFailure(error.message);
  }
}

function toEnvironment({ python, install, testCommand, importRoots }: EnvironmentSpecification): Environment {
  return { python, install, testCommand, importRoots };
}

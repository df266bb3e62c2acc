import { imageName } from '../../instances/image-name.ts';
import type { Environment } from '../../repository/environment.ts';
import type { Repository } from '../../repository/repository.ts';
import { buildEnvironment } from '../build-environment.ts';
import type { SearchContext } from './find-specification.ts';

/**
 * The environment the model begins in: nothing is installed, but where the runtime builds images there is one
 * just as the image is before the install commands run.
 */
export async function findStartEnvironment(
  repository: Repository,
  { settings, specification, abortSignal }: SearchContext,
): Promise<Environment> {
  const { runtime, build, timeoutMs } = settings;
  const { testCommand } = specification;
  if (runtime.buildImage === undefined) return { install: [], testCommand };
  const { architecture } = specification;
  const name = build?.image ?? imageName(repository.mirrorName, { architecture });
  const image = `${name.replace(/:[^/:]*$/, '')}:uninstalled`;
  const options = { ...build, runtime, specification, image, timeoutMs, abortSignal };
  const built = await buildEnvironment(repository, options);
  return { install: [], testCommand, image: built.image };
}

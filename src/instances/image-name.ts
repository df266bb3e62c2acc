import type { Repository } from '../repository/repository.ts';

/** Options of {@link imageName}. */
export type ImageNameOptions = {
  /** Processor the image was built for. @default 'x86_64' */
  readonly architecture?: 'x86_64' | 'arm64' | undefined;
};

/**
 * Name of the container image SWE-smith keeps a mirror in, such as `swesmith.x86_64.owner__name.1a2b3c4d`.
 *
 * @source SWE-smith of mid 2025: the owner and name are in lower case, the commit as it is.
 */
export function imageName(mirrorName: string, { architecture = 'x86_64' }: ImageNameOptions = {}): string {
  const dot = mirrorName.lastIndexOf('.');
  const name = dot < 0 ? mirrorName : mirrorName.slice(0, dot);
  return `swesmith.${architecture}.${name.toLowerCase()}${mirrorName.slice(name.length)}`;
}

/** The image the repository's environment names, or else the one SWE-smith would use. */
export function findImageName({ environment, mirrorName }: Repository): string {
  return environment.image ?? imageName(mirrorName);
}

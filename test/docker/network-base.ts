import { existsSync, readFileSync } from 'node:fs';
import { buildImage } from '../../src/runtimes/docker/build-image.ts';
import type { Engine } from '../../src/runtimes/docker/engine.ts';
import type { RepositoryFileContent } from '../../src/repository/repository.ts';
import { baseImage } from './engine.ts';

/** {@link baseImage}, and the certificate authorities this machine trusts, with which pip reaches its index. */
export const networkBaseImage = 'bugsmith-network-base:bookworm';

const authorities = '/etc/ssl/certs/ca-certificates.crt';

/** Makes {@link networkBaseImage} as a user would whose network has an authority of its own. */
export async function ensureNetworkBase(engine: Engine): Promise<void> {
  const certificates = existsSync(authorities) ? readFileSync(authorities) : null;
  const files: RepositoryFileContent[] =
    certificates === null
      ? []
      : [
          { path: 'ca.crt', mode: '100644', content: certificates },
          { path: 'pip.conf', mode: '100644', content: Buffer.from(`[global]\ncert = ${authorities}\n`) },
        ];
  const copies = certificates === null ? [] : [`COPY ca.crt ${authorities}`, 'COPY pip.conf /etc/pip.conf'];
  await buildImage(engine, {
    image: networkBaseImage,
    dockerfile: [`FROM ${baseImage}`, ...copies, ''].join('\n'),
    files: toStream(files),
    labels: { 'bugsmith.test': String(certificates?.length ?? 0) },
    networkMode: 'none',
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    timeoutMs: 120_000,
  });
}

async function* toStream<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

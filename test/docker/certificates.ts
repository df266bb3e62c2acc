import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes an authority and what it signs: a certificate for an engine at 127.0.0.1, and one for a client, under
 * the names a directory of `DOCKER_CERT_PATH` has.
 */
export async function createCertificates(directory: string): Promise<void> {
  const at = (name: string): string => join(directory, name);
  await createAuthority(at('ca'), 'authority');
  const engine = { name: at('engine-cert'), key: at('engine-key'), use: 'serverAuth', address: true };
  const client = { name: at('cert'), key: at('key'), use: 'clientAuth', address: false };
  for (const { name, key, use, address } of [engine, client]) {
    const request = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=test',
    ];
    await run('openssl', ['req', ...request, '-keyout', `${key}.pem`, '-out', `${name}.csr`]);
    const extensions = `extendedKeyUsage=${use}\n${address ? 'subjectAltName=IP:127.0.0.1\n' : ''}`;
    await writeFile(`${name}.ext`, extensions);
    const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`];
    await run('openssl', ['x509', '-req', ...files, ...signing]);
  }
  await run('cp', [at('ca.pem'), at('engine-cacert.pem')]);
}

/** Makes `<path>.pem` and `<path>.key`. */
export async function createAuthority(path: string, name: string): Promise<void> {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', `${path}.key`, '-out', `${path}.pem`];
  await run('openssl', ['req', '-x509', ...curve, '-days', '2', '-subj', `/CN=${name}`, ...files]);
}

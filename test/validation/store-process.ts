import { appendFileSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

import type { ContainerRuntime } from '../../src/runtimes/container-runtime.ts';

// The Python files are text here too.
registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.py')) return next(url, context);
    const source = `export default ${JSON.stringify(readFileSync(fileURLToPath(url), 'utf8'))};`;
    return { format: 'module', shortCircuit: true, source };
  },
});
const { LocalRuntime } = await import('../../src/runtimes/local/local-runtime.ts');
const { validate } = await import('../../src/validation/validate.ts');
const { manyCandidates, parser, repository } = await import('./store-suite.ts');

/** Validates `COUNT` candidates into a store: `store-process.ts STORE SANDBOXES LOG COUNT`; writes what it did to `LOG`. */
const [store = '', baseDirectory = '', log = '', count] = process.argv.slice(2);
const note = (fact: string): void => {
  appendFileSync(log, `${fact}\n`);
};
process.on('SIGXFSZ', () => undefined);
process.stdout.write('ready\n');

const local = new LocalRuntime({ baseDirectory });
const runtime: ContainerRuntime = {
  specificationVersion: 'v1',
  name: 'noting',
  createSandbox: (options) => {
    note('sandbox');
    return local.createSandbox(options);
  },
};
try {
  const candidates = manyCandidates(Number(count));
  for await (const { candidate, status } of validate(candidates, {
    repository,
    runtime,
    parser,
    concurrency: 3,
    store,
  })) {
    note(`${candidate.id} ${status}`);
  }
} catch (error) {
  note(`failed ${String(error)}`);
  process.exitCode = 1;
} finally {
  await local.dispose();
}

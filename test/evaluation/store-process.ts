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
const { evaluate } = await import('../../src/evaluation/evaluate.ts');
const { makePredictions, makeInstances, parser, repository } = await import('./values.ts');

/** Evaluates predictions into a store: `store-process.ts STORE SANDBOXES LOG`; writes what it did to `LOG`. */
const [store = '', baseDirectory = '', log = ''] = process.argv.slice(2);
const note = (fact: string): void => {
  appendFileSync(log, `${fact}\n`);
};
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
  for await (const { prediction, status } of evaluate(makePredictions(), {
    instances: makeInstances(),
    repositories: repository,
    runtime,
    parser,
    concurrency: 3,
    order: 'predictions',
    store,
  })) {
    note(`${prediction.instance_id} ${status}`);
  }
} finally {
  await local.dispose();
}

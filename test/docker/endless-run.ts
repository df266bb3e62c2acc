// Makes two sandboxes, says `ready` while a command runs in one, and goes on until it is ended.
import { DockerRuntime } from '../../src/runtimes/docker/docker-runtime.ts';
import { disposeOnSignal } from '../../src/runtimes/docker/dispose-on-signal.ts';
import { baseImage } from './base-image.ts';

const [runId, mode] = process.argv.slice(2);
const runtime = new DockerRuntime({ image: baseImage, runId });
if (mode === 'handles signals') disposeOnSignal(runtime);
const repository = {
  mirrorName: 'endless.00000000',
  commit: '0'.repeat(40),
  environment: { install: [], testCommand: 'true' },
  files: [],
  async *readFiles() {
    // None.
  },
};
const [sandbox] = await Promise.all([
  runtime.createSandbox({ repository }),
  runtime.createSandbox({ repository }),
]);
setTimeout(() => {
  console.log('ready');
}, 500);
await sandbox.exec({ command: 'while :; do sleep 1; done' });

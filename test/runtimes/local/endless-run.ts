// Runs a command, what that leaves in a session of its own, and what has no variables; prints their numbers.
import { setTimeout as delay } from 'node:timers/promises';
import { createMemoryRepository } from '../../../src/repository/create-memory-repository.ts';
import { LocalRuntime } from '../../../src/runtimes/local/local-runtime.ts';

const [baseDirectory, end] = process.argv.slice(2);
// Ours may be empty.
const runtime = new LocalRuntime({ baseDirectory, env: { PATH: '/usr/bin:/bin' } });
const environment = { install: [], testCommand: 'true' };
const repository = createMemoryRepository({ environment, files: { 'shop.py': 'price = 1\n' } });
const sandbox = await runtime.createSandbox({ repository });
// A relative directory stays the one it was.
process.chdir('/');
await runtime.createSandbox({ repository });
const commands = [
  'mkdir locked && touch locked/file && chmod 500 locked',
  'setsid sleep 1000 & session=$!',
  'env -i sleep 1000 &',
  'echo $$ $session $! > written && mv written numbers',
  'exec sleep 1000',
];
void sandbox.exec({ command: commands.join('\n') });
let numbers = null;
while (numbers === null) {
  await delay(20);
  numbers = await sandbox.readFile('numbers');
}
console.log(new TextDecoder().decode(numbers).trim());
if (end === 'exits') process.exit();

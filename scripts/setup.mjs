// Makes a fresh clone ready to work in: the npm packages, and a Python environment for the tests.
// Runs on whatever Node runs npm (18 or newer), before any package is there. Says nothing when nothing is missing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { findMissingPrograms } from './setup-programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const venv = join(root, '.cache', 'venv');
const attempts = 3;
const pauseMs = 5_000;

const fail = (text) => {
  process.stderr.write(`setup: ${text}\n`);
  process.exit(1);
};
const say = (text) => process.stdout.write(`setup: ${text}\n`);
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const hashOf = (...texts) => createHash('sha256').update(texts.join('\0')).digest('hex');

function run(command, commandArguments) {
  return spawnSync(command, commandArguments, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function runOrFail(what, command, commandArguments, { times }) {
  for (let attempt = 1; ; attempt += 1) {
    const { status, error, stdout, stderr } = run(command, commandArguments);
    if (status === 0) return;
    const output = error === undefined ? `${stdout}${stderr}` : error.message;
    if (attempt === times) fail(`could not ${what}. The last attempt printed:\n${output.trimEnd()}`);
    say(`could not ${what} (attempt ${attempt} of ${times}), trying again in ${pauseMs / 1000} s`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
}

/** Whether everything the lock file asks for is there already, as after an `npm install` by hand. */
function installedMatches(lock) {
  const installed = readIfThere(join(modules, '.package-lock.json'));
  if (installed === undefined) return false;
  const { packages } = JSON.parse(installed);
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) =>
      path === '' || packages[path]?.version === version || (optional === true && !(path in packages)),
  );
}

function setUpPackages() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = join(modules, '.bugsmith-setup');
  const wanted = hashOf(lockText);
  if (readIfThere(stamp) === wanted) return;

  const lock = JSON.parse(lockText);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
    if (!isDeepStrictEqual(manifest[kind], lock.packages[''][kind])) {
      fail(
        `package.json and package-lock.json differ in \`${kind}\`; run \`npm install\` and commit the lock file.`,
      );
    }
  }
  if (!installedMatches(lock)) {
    say('installing npm packages (about a minute) ...');
    // Not `npm ci`: it refuses a lock file written where the registry had no packages for other platforms.
    const npmArguments = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'];
    const npmPath = process.env.npm_execpath ?? '';
    const [command, ...first] = npmPath.endsWith('npm-cli.js') ? [process.execPath, npmPath] : ['npm'];
    runOrFail('install the npm packages', command, [...first, ...npmArguments], { times: attempts });
  }
  const { status, error, stderr } = run(join(modules, '.bin', 'node'), ['--eval', 'require("tree-sitter")']);
  if (status !== 0) {
    fail(
      'the packages are installed but do not work; npm may have skipped their install scripts (see ' +
        `\`npm config get ignore-scripts\` and \`npm rebuild\`):\n${error?.message ?? stderr}`,
    );
  }
  writeFileSync(stamp, wanted);
}

function setUpPython() {
  const requirements = join(root, 'scripts', 'test-requirements.txt');
  const stamp = join(venv, '.bugsmith-setup');
  const python = join(venv, 'bin', 'python');
  const wanted = hashOf(readFileSync(requirements, 'utf8'), venv);
  // An environment outlives neither a move of the checkout nor the Python it was made with.
  if (readIfThere(stamp) === wanted && run(python, ['-c', 'import pytest']).status === 0) return;

  say('making a Python environment for the tests in .cache/venv ...');
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(join(root, '.cache'), { recursive: true });
  runOrFail('make a Python environment', 'python3', ['-m', 'venv', venv], { times: 1 });
  const pipArguments = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  runOrFail('install the Python packages', python, pipArguments, { times: attempts });
  writeFileSync(stamp, wanted);
}

const missing = findMissingPrograms();
if (missing !== undefined) fail(missing);
setUpPackages();
setUpPython();

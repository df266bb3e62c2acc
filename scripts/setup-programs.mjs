// The programs of the system that have to be there before anything else; used by setup.mjs.
import { spawnSync } from 'node:child_process';

const runs = (command, ...commandArguments) =>
  spawnSync(command, commandArguments, { stdio: 'ignore' }).status === 0;

const python = (code) => runs('python3', '-c', code);

const programs = [
  {
    name: 'Node 18 or newer',
    purpose: 'runs npm and this set-up; Node 24 then comes as a package',
    isThere: () => Number(process.versions.node.split('.')[0]) >= 18,
    debian: 'see https://nodejs.org/en/download',
    macos: 'brew install node',
  },
  {
    name: 'git',
    purpose: 'reads repositories and applies patches, in the library and in its tests',
    isThere: () => runs('git', '--version'),
    debian: 'sudo apt-get install git',
    macos: 'xcode-select --install',
  },
  {
    name: 'python3, version 3.8 or newer',
    purpose: 'runs the test suites of the projects bugs are made for, and builds the native parser',
    isThere: () => python('import sys; sys.exit(sys.version_info < (3, 8))'),
    debian: 'sudo apt-get install python3 python3-venv',
    macos: 'brew install python',
  },
  {
    name: "python3's venv module",
    purpose: 'makes the environment with pytest in .cache/venv',
    isThere: () => !runs('python3', '--version') || python('import venv, ensurepip'),
    debian: 'sudo apt-get install python3-venv',
    macos: 'brew install python',
  },
  {
    name: 'a C++ compiler (c++, g++ or clang++)',
    purpose: 'builds the native parser, tree-sitter',
    isThere: () => ['c++', 'g++', 'clang++'].some((compiler) => runs(compiler, '--version')),
    debian: 'sudo apt-get install g++',
    macos: 'xcode-select --install',
  },
  {
    name: 'make',
    purpose: 'builds the native parser, tree-sitter',
    isThere: () => runs('make', '--version'),
    debian: 'sudo apt-get install make',
    macos: 'xcode-select --install',
  },
];

/** One message that names everything missing, or `undefined` when nothing is. */
export function findMissingPrograms() {
  const missing = programs.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return undefined;
  const paragraphs = missing.map(
    ({ name, purpose, debian, macos }) =>
      `  ${name}: ${purpose}\n    Debian and Ubuntu: ${debian}\n    macOS: ${macos}\n`,
  );
  return `these programs are missing; install them and run the command again.\n\n${paragraphs.join('\n')}`;
}

import { createPatch, type BugCandidate, type Repository } from 'bugsmith';
import { createMemoryRepository } from 'bugsmith/testing';

const source = 'def double(x):\n    return x * 2\n\n\ndef half(x):\n    return x / 2\n';

/** A project with two tests that pass and one that fails. */
const projectFiles: Readonly<Record<string, string>> = {
  'pkg/__init__.py': '',
  'pkg/numbers.py': source,
  'pkg/unused.py': 'LIMIT = 1\n',
  'tests/test_double.py':
    'import pkg.unused\nfrom pkg.numbers import double\n\ndef test_double():\n    assert double(2) == 4\n',
  'tests/test_half.py':
    'def test_half():\n    from pkg.numbers import half\n    assert half(4) == 2\n\n' +
    'def test_broken():\n    assert False\n',
};

export const project: Repository = createMemoryRepository({
  files: projectFiles,
  environment: { install: [], testCommand: 'python -m pytest' },
});

export const double = 'tests/test_double.py::test_double';
export const half = 'tests/test_half.py::test_half';
export const broken = 'tests/test_half.py::test_broken';

/** A candidate that turns files of the project into others. */
export function breaking(id: string, changes: Readonly<Record<string, string | null>>): BugCandidate {
  const patch = createPatch(
    Object.entries(changes).map(([path, after]) => ({ path, before: projectFiles[path] ?? null, after })),
  );
  return { id, strategy: 'test', patch, explanation: '', costUsd: 0, metadata: {} };
}

/** A candidate that breaks `test_double` alone; each factor from 3 on gives another. */
export function breakDouble(id: string, factor: number): BugCandidate {
  return breaking(id, { 'pkg/numbers.py': source.replace('x * 2', `x * ${factor}`) });
}

export const breaksDouble: BugCandidate = breakDouble('double', 3);

/** A candidate that breaks nothing, but whose module does something when it is imported. */
export function doing(id: string, code: string): BugCandidate {
  return breaking(id, { 'pkg/unused.py': `LIMIT = 1\n${code}\n` });
}

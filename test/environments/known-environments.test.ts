import { describe, expect, it } from 'vitest';
import { createDockerfile } from '../../src/environments/create-dockerfile.ts';
import { findKnownEnvironment, knownEnvironments } from '../../src/environments/known/known-environments.ts';
import { toEnvironmentSpecification } from '../../src/environments/to-environment-specification.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';

describe('knownEnvironments', () => {
  it('can all be built, each once', () => {
    const names = knownEnvironments.map(({ repository }) => repository.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(30);
    for (const known of knownEnvironments) {
      const { commit, repository: name } = known;
      const mirrorName = `${name.replace('/', '__')}.${commit.slice(0, 8)}`;
      const repository = createMemoryRepository({ files: { 'a.py': '' }, commit, mirrorName });
      const specification = toEnvironmentSpecification(repository, known);
      expect(specification).toMatchObject({ repository: name, commit, install: known.install });
      expect(createDockerfile(specification)).toContain(`\nRUN ${known.install.at(-1) ?? ''}\n`);
    }
  });

  it('are found by name and commit', () => {
    const known = findKnownEnvironment('suor/FUNCY');
    expect(known).toMatchObject({ repository: 'Suor/funcy', python: '3.10', parser: 'pytest' });
    expect(findKnownEnvironment('Suor/funcy', known?.commit)).toBe(known);
    expect(findKnownEnvironment('Suor/funcy', known?.commit.slice(0, 8).toUpperCase())).toBe(known);
    expect(findKnownEnvironment('Suor/funcy', known?.commit.slice(0, 3))).toBeUndefined();
    expect(findKnownEnvironment('Suor/funcy', 'f'.repeat(40))).toBeUndefined();
    expect(findKnownEnvironment('nobody/nothing')).toBeUndefined();
  });

  it('can be extended, the first entry deciding', () => {
    const [first] = knownEnvironments;
    if (first === undefined) throw new Error('there are none');
    const mine = { ...first, testCommand: 'make test' };
    expect(findKnownEnvironment(first.repository, undefined, [mine, ...knownEnvironments])).toBe(mine);
  });
});

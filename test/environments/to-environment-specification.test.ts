import { describe, expect, it } from 'vitest';
import { toEnvironmentSpecification } from '../../src/environments/to-environment-specification.ts';
import { InvalidArgumentError } from '../../src/errors/invalid-argument-error.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';

const files = { 'shop.py': '', 'setup.py': 'from setuptools import setup\nsetup(python_requires=">=3.9")\n' };

describe('toEnvironmentSpecification', () => {
  it('takes everything from the repository', () => {
    const repository = createMemoryRepository({ files, mirrorName: 'Owner__shop.py.1a2b3c4d' });
    expect(toEnvironmentSpecification(repository)).toEqual({
      repository: 'Owner/shop.py',
      commit: repository.commit,
      baseImage: 'python:3.9',
      systemPackages: [],
      python: '3.9',
      install: ['python -m pip install .', 'python -m pip install pytest'],
      testCommand: 'python -m pytest',
      importRoots: ['.'],
      architecture: 'x86_64',
    });
  });

  it('lets options replace single fields', () => {
    const environment = { install: ['make'], testCommand: 'make test' };
    const repository = createMemoryRepository({ files, environment, mirrorName: 'shop.1a2b3c4d' });
    const options = { systemPackages: ['make'], testCommand: 'make check', architecture: 'arm64' } as const;
    expect(toEnvironmentSpecification(repository, options)).toEqual({
      repository: 'shop',
      commit: repository.commit,
      baseImage: 'python:3.11',
      systemPackages: ['make'],
      install: ['make'],
      testCommand: 'make check',
      architecture: 'arm64',
    });
  });

  it('refuses what cannot be built', () => {
    const environment = { install: [], testCommand: 'pytest', python: 'three' };
    const repository = createMemoryRepository({ files, environment });
    expect(() => toEnvironmentSpecification(repository, { baseImage: 'debian' })).toThrow(
      InvalidArgumentError,
    );
  });
});

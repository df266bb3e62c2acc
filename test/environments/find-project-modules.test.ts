import { describe, expect, it } from 'vitest';
import { findProjectModules } from '../../src/environments/find-project-modules.ts';
import { createMemoryRepository } from '../../src/repository/create-memory-repository.ts';

function find(paths: readonly string[], importRoots?: readonly string[]): readonly string[] {
  const environment = { install: [], testCommand: 'pytest', importRoots };
  const files = Object.fromEntries(paths.map((path) => [path, '']));
  return findProjectModules(createMemoryRepository({ files, environment }));
}

describe('findProjectModules', () => {
  it.each([
    ['packages before modules', ['shop/__init__.py', 'shop/a.py', 'helper.py', 'setup.py'], ['shop']],
    [
      'modules without packages',
      ['xml_to_dict.py', 'setup.py', 'conftest.py', 'test_it.py'],
      ['xml_to_dict'],
    ],
    ['what src holds', ['src/b/__init__.py', 'src/a/__init__.py', 'docs/__init__.py', 'c.py'], ['a', 'b']],
    ['nothing of tests, docs and tools', ['tests/__init__.py', 'docs/__init__.py', 'setup.py'], []],
    ['nothing that is no name', ['my-shop/__init__.py', 'run me.py'], []],
    ['no packages below others', ['a/b/__init__.py'], []],
  ])('takes %s', (_, paths, expected) => {
    expect(find(paths)).toEqual(expected);
  });

  it('follows the import roots', () => {
    const paths = ['lib/tools/__init__.py', 'other/__init__.py'];
    expect(find(paths, ['lib', '.'])).toEqual(['tools']);
    expect(find(paths, ['.'])).toEqual(['other']);
  });
});

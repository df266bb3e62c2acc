import { createMemoryRepository } from '../../repository/create-memory-repository.ts';
import type { Environment } from '../../repository/environment.ts';
import type { Repository } from '../../repository/repository.ts';

/** A repository with everything that copies get wrong. */
export function createSuiteRepository(environment: Environment): Repository {
  return createMemoryRepository({
    environment,
    files: {
      'package/__init__.py': '',
      'package/windows.py': 'first = 1\r\nsecond = 2\r\n',
      'package/latin_1.py': Uint8Array.from([0x23, 0x20, 0xe9, 0xe8, 0x0a]),
      'package/byte_order_mark.py': '\ufeffvalue = 1\n',
      'every-byte.bin': Uint8Array.from({ length: 256 }, (_, index) => index),
      'no final newline.txt': 'one line',
      'naïve/"quoted" \\ name.txt': 'a name that needs care\n',
      '-rf': 'a name like an option\n',
      'run.sh': { mode: '100755', content: '#!/bin/sh\necho it runs\n' },
      'link.py': { mode: '120000', content: 'package/windows.py' },
      'linked-package': { mode: '120000', content: 'package' },
      'dangling-link': { mode: '120000', content: 'nowhere/at all' },
      'link-to-root': { mode: '120000', content: '/' },
    },
  });
}

/** The repository with one more file, without the checks that would refuse it. */
export function addFileUnchecked(repository: Repository, path: string): Repository {
  const content = new TextEncoder().encode('this must not be written\n');
  return {
    ...repository,
    files: [...repository.files, { path, mode: '100644' }],
    async *readFiles(paths) {
      for (const asked of paths) {
        if (asked === path) yield { path, mode: '100644', content };
        else yield* repository.readFiles([asked]);
      }
    },
  };
}

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeMirrorName } from '../../src/repository/mirror-name.ts';
import { openRepository } from '../../src/repository/open-repository.ts';
import { git, makeCheckout, makeDirectory } from './git-checkout.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

describe('the mirror name', () => {
  it.each([
    ['https://github.com/owner/name', 'owner__name'],
    ['https://github.com/owner/name.git', 'owner__name'],
    ['https://github.com/owner/name.git/', 'owner__name'],
    ['http://user@host.example:8080/owner/name.git', 'owner__name'],
    ['https://user:hunter2@github.com/owner/name.git', 'owner__name'],
    ['https://hunter2@github.com/owner/name', 'owner__name'],
    ['https://github.com/owner/name?token=hunter2', 'owner__name'],
    ['https://github.com/owner/name#hunter2', 'owner__name'],
    ['https://user:hun/hunter2@github.com/name.git', 'directory'],
    ['git@github.com:owner/name.git', 'owner__name'],
    ['github.com:owner/name', 'owner__name'],
    ['git@github.com:/owner/name.git', 'owner__name'],
    ['user:hunter2@host:owner/name.git', 'host-owner__name'],
    ['ssh://git@github.com/owner/name.git', 'owner__name'],
    ['ssh://git@github.com:2222/owner/name', 'owner__name'],
    ['git+ssh://git@github.com/owner/name', 'owner__name'],
    ['git://host/owner/name.git', 'owner__name'],
    ['https://gitlab.example/group/subgroup/name.git', 'subgroup__name'],
    ['https://host.example/name.git', 'name'],
    ['git@host:name.git', 'name'],
    ['/srv/git/name.git', 'name'],
    ['/srv/checkouts/name', 'name'],
    ['/srv/checkouts/name/.git', 'name'],
    ['../name', 'name'],
    ['../../', 'directory'],
    ['C:\\git\\name', 'name'],
    ['file:///srv/git/name.git', 'name'],
    ['https://github.com/own%20er/n%C3%A4me', 'own-er__n-me'],
    ['https://github.com/.owner/-name-', 'owner__name'],
    ['https://github.com/owner/..%2F..%2Fname', 'name'],
    ['https://github.com/a..b/c...d', 'a.b__c.d'],
    ['https://github.com/%E0%A4%A/name', 'E0-A4-A__name'],
    ['https://[broken/owner/name', 'directory'],
    ['https://', 'directory'],
    ['日本', 'directory'],
  ])('for %s is %s', (remoteUrl, name) => {
    expect(makeMirrorName({ remoteUrl, directoryName: 'directory', commit })).toBe(`${name}.01234567`);
  });

  it('is the name of the directory without a remote, as far as it can be', () => {
    const forDirectory = (directoryName: string): string =>
      makeMirrorName({ remoteUrl: null, directoryName, commit });
    expect(forDirectory('my project')).toBe('my-project.01234567');
    expect(forDirectory('project.git')).toBe('project.01234567');
    expect(forDirectory('')).toBe('repository.01234567');
    expect(forDirectory('...')).toBe('repository.01234567');
    expect(forDirectory('x'.repeat(200))).toBe(`${'x'.repeat(60)}.01234567`);
  });

  it('is safe in a file name and a git branch whatever the remote', () => {
    const directory = makeDirectory();
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom('', 'https://h/', 'g@h:'),
        (text, start) => {
          const name = makeMirrorName({ remoteUrl: start + text, directoryName: text, commit });
          expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.01234567$/u);
          expect(name).not.toContain('..');
        },
      ),
    );
    const odd = makeMirrorName({ remoteUrl: 'https://h/a.lock/@{b}~^:?*[.git', directoryName: '', commit });
    expect(git(directory, 'check-ref-format', '--branch', odd)).toBe(odd);
  });

  it('comes from the remote origin of a checkout', async () => {
    const directory = makeCheckout({ 'a.py': '' }, { directory: join(makeDirectory(), 'some place') });
    const name = async (): Promise<string> => (await openRepository(directory)).mirrorName;
    const short = git(directory, 'rev-parse', 'HEAD').slice(0, 8);
    expect(await name()).toBe(`some-place.${short}`);
    git(directory, 'remote', 'add', 'upstream', 'https://example.org/up/stream');
    expect(await name()).toBe(`some-place.${short}`);
    git(directory, 'remote', 'add', 'origin', 'https://user:hunter2@example.org/owner/name.git');
    const repository = await openRepository(directory);
    expect(repository.mirrorName).toBe(`owner__name.${short}`);
    expect(JSON.stringify(repository)).not.toContain('hunter2');
  });
});

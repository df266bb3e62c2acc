import { InvalidArgumentError } from '../errors/invalid-argument-error.ts';

/**
 * Refuses names that cannot be a file name and a git branch at once.
 *
 * @throws {InvalidArgumentError} when it is such a name.
 */
export function checkMirrorName(mirrorName: string): void {
  const isUsable =
    typeof mirrorName === 'string' &&
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/u.test(mirrorName) &&
    !mirrorName.includes('..') &&
    !/(?:\.|\.lock)$/iu.test(mirrorName) &&
    mirrorName.length <= 150;
  if (isUsable) return;
  throw new InvalidArgumentError({
    argument: 'mirrorName',
    value: mirrorName,
    expected:
      'at most 150 letters, digits, `_`, `.` and `-`, beginning with none of `.` and `-`, ' +
      'without `..` and not ending in `.` or `.lock`, such as `owner__name.1a2b3c4d`',
  });
}

/** Makes `owner__name.<sha8>` from the remote's URL, or `<directory name>.<sha8>` where there is none. */
export function makeMirrorName(facts: {
  readonly remoteUrl: string | null;
  readonly directoryName: string;
  readonly commit: string;
}): string {
  const fromRemote = facts.remoteUrl === null ? null : nameRemote(facts.remoteUrl);
  const name = fromRemote ?? cleanPart(facts.directoryName) ?? 'repository';
  return `${name}.${facts.commit.slice(0, 8)}`;
}

/** `owner/name` from a remote's URL, or `null` where it names no owner. */
export function readRemoteName(remoteUrl: string): string | null {
  const parts = splitRemote(remoteUrl);
  return typeof parts?.owner === 'string' ? `${parts.owner}/${parts.name}` : null;
}

function nameRemote(remoteUrl: string): string | null {
  const parts = splitRemote(remoteUrl);
  return typeof parts?.owner === 'string' ? `${parts.owner}__${parts.name}` : (parts?.name ?? null);
}

function splitRemote(remoteUrl: string): { owner: string | null; name: string } | null {
  const { path, isLocal } = splitUrl(remoteUrl.trim());
  const parts = path.split(/[\\/]/u).filter((part) => part !== '' && part !== '.');
  if (isLocal && parts.at(-1) === '.git') parts.pop();
  // What stands before an `@` may be a password in a malformed URL.
  const names = parts.map((part) => cleanPart(part.slice(part.lastIndexOf('@') + 1)));
  const name = names.at(-1) ?? null;
  const owner = isLocal ? null : (names.at(-2) ?? null);
  return name === null ? null : { owner, name };
}

/** The path of a URL, of git's short `user@host:path` form, or of a local directory. */
function splitUrl(remoteUrl: string): { path: string; isLocal: boolean } {
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(remoteUrl)) {
    const url = URL.canParse(remoteUrl) ? new URL(remoteUrl) : null;
    return { path: decode(url?.pathname ?? ''), isLocal: url?.protocol === 'file:' };
  }
  const short = /^(?:[^/\\:]+@)?[^/\\:@]{2,}:(?<path>.*)$/su.exec(remoteUrl);
  return { path: short?.groups?.['path'] ?? remoteUrl, isLocal: short === null };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function cleanPart(part: string): string | null {
  const cleaned = part
    .replace(/\.git$/iu, '')
    .replace(/[^A-Za-z0-9_.-]+/gu, '-')
    .replace(/\.{2,}/gu, '.')
    .replace(/^[.-]+/u, '')
    .slice(0, 60)
    .replace(/[.-]+$/u, '');
  return cleaned === '' ? null : cleaned;
}

/**
 * The lowest Python, as `3.9`, that a version specifier allows; Poetry's `^3.9` and `||` are understood too.
 *
 * `undefined` when there is no lower bound, and when it is below 3: such a project runs with any Python 3.
 */
export function findLowestPython(specifier: string): string | undefined {
  const lowest = specifier
    .split(/\|\|?/u)
    .map((alternative) =>
      alternative.split(',').map(readBound).filter(isVersion).sort(compareVersions).at(-1),
    )
    .filter(isVersion)
    .filter(([major]) => major >= 3)
    .sort(compareVersions)[0];
  return lowest?.filter((part) => part !== null).join('.');
}

type Version = readonly [major: number, minor: number | null];

function readBound(clause: string): Version | undefined {
  const match = /^\s*(?:>=?|~=?|={2,3}|\^)?\s*v?(\d{1,3})(?:\.(\d{1,3}))?(?![\d-])/u.exec(clause);
  if (match === null) return undefined;
  return [Number(match[1]), match[2] === undefined ? null : Number(match[2])];
}

function isVersion(version: Version | undefined): version is Version {
  return version !== undefined;
}

function compareVersions(left: Version, right: Version): number {
  return left[0] - right[0] || (left[1] ?? 0) - (right[1] ?? 0);
}

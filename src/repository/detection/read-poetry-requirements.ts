/**
 * Turns a table of Poetry's dependencies into pip's requirements.
 *
 * Left out are `python` itself and entries pip would need more than a version for: git, path and URL
 * sources, optional ones, and those for some interpreters or platforms only.
 */
export function readPoetryRequirements(dependencies: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(dependencies).flatMap(([name, value]) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(name) || name === 'python') return [];
    const version = typeof value === 'string' ? value : readTableVersion(value);
    return version === null ? [] : [`${name}${toSpecifier(version)}`];
  });
}

function readTableVersion(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = new Map<string, unknown>(Object.entries(value));
  const version = entries.get('version');
  const isOnlyVersion = [...entries.keys()].every((key) =>
    ['version', 'extras', 'allow-prereleases'].includes(key),
  );
  return typeof version === 'string' && isOnlyVersion ? version : null;
}

/** Poetry's `^1.2` means below the next number right of which something may change; others follow PEP 440. */
function toSpecifier(version: string): string {
  const text = version.trim();
  if (/^(?:[<>]=?|[!=~]=)\s*[\w.*+!]+(?:\s*,\s*(?:[<>]=?|[!=~]=)\s*[\w.*+!]+)*$/u.test(text)) return text;
  const [, operator, numbers] = /^(\^|~|)(\d+(?:\.\d+)*)$/u.exec(text) ?? [];
  if (operator === undefined || numbers === undefined) return '';
  if (operator === '') return `==${numbers}`;
  const parts = numbers.split('.').map(Number);
  const firstNonZero = parts.findIndex((part) => part > 0);
  const changing =
    operator === '~' ? Math.min(1, parts.length - 1) : firstNonZero === -1 ? parts.length - 1 : firstNonZero;
  const next = parts.slice(0, changing + 1).map((part, index) => (index === changing ? part + 1 : part));
  return `>=${numbers},<${next.join('.')}`;
}

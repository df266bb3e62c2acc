import createIgnore from 'ignore';

/** What Python's tools write beside the code, whatever a `.gitignore` says. */
const caches = [
  '__pycache__/',
  '*.py[co]',
  '.pytest_cache/',
  '.mypy_cache/',
  '.ruff_cache/',
  '.hypothesis/',
  '.coverage',
  '*.egg-info/',
  '*.orig',
  '*.rej',
  '*.sw[nop]',
  '*~',
];

/** Tells what git ignores by the rules of `.gitignore` files, given by their directories, and what is a cache. */
export function createIgnoreRule(ignoreFiles: ReadonlyMap<string, string>): (path: string) => boolean {
  const always = createIgnore().add(caches);
  // The innermost file that says something decides.
  const rules = [...ignoreFiles]
    .sort(([left], [right]) => right.length - left.length)
    .map(([directory, text]) => ({
      prefix: directory === '' ? '' : `${directory}/`,
      rule: createIgnore().add(text),
    }));
  return (path) => {
    if (always.ignores(path)) return true;
    for (const { prefix, rule } of rules) {
      if (!path.startsWith(prefix)) continue;
      const { ignored, unignored } = rule.test(path.slice(prefix.length));
      if (ignored || unignored) return ignored;
    }
    return false;
  };
}

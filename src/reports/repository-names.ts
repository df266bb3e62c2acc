/**
 * The twelve repositories SWE-bench's test instances are from. Training on them spoils an evaluation on SWE-bench,
 * its Lite and its Verified part.
 *
 * @source SWE-bench, section 2 of its paper (arXiv 2310.06770).
 */
export const swebenchRepositories: readonly string[] = Object.freeze([
  'astropy/astropy',
  'django/django',
  'matplotlib/matplotlib',
  'mwaskom/seaborn',
  'pallets/flask',
  'psf/requests',
  'pydata/xarray',
  'pylint-dev/pylint',
  'pytest-dev/pytest',
  'scikit-learn/scikit-learn',
  'sphinx-doc/sphinx',
  'sympy/sympy',
]);

/** Owner and name in lower case; `null` for an owner nobody wrote. */
export type RepositoryName = { readonly owner: string | null; readonly name: string };

/**
 * Reads who owns a repository and what it is called from `owner/name`, `owner__name`, either with `.<commit>` after
 * it or `swesmith/` before it, or the URL of a checkout.
 */
export function parseRepositoryName(text: string): RepositoryName {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^(?:[a-z+]+:\/\/)?(?:[^/@]+@)?[\w.-]+\.[a-z]{2,}[/:](?=[^/]+\/[^/]+)/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/\.[0-9a-f]{8}$/, '');
  const slash = plain.lastIndexOf('/');
  const last = plain.slice(slash + 1);
  const marker = last.indexOf('__');
  if (marker > 0) return { owner: last.slice(0, marker), name: last.slice(marker + 2) };
  const owner = slash < 0 ? '' : plain.slice(plain.lastIndexOf('/', slash - 1) + 1, slash);
  return { owner: owner === '' || owner === 'swesmith' ? null : owner, name: last };
}

/** Decides whether a repository is one of a list; one without an owner is when its name is that of one. */
export class RepositoryList {
  readonly #full = new Set<string>();
  readonly #names = new Set<string>();
  readonly #withoutOwner = new Set<string>();

  constructor(repositories: Iterable<string>) {
    for (const { owner, name } of [...repositories].map(parseRepositoryName)) {
      this.#names.add(name);
      if (owner === null) this.#withoutOwner.add(name);
      else this.#full.add(`${owner}/${name}`);
    }
  }

  includes(text: string): boolean {
    const { owner, name } = parseRepositoryName(text);
    if (owner === null) return this.#names.has(name);
    return this.#full.has(`${owner}/${name}`) || this.#withoutOwner.has(name);
  }
}

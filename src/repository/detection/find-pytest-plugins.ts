import type { RepositoryTexts } from './repository-texts.ts';

const files = ['pytest.ini', '.pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg'];

/** Options that only a plug-in knows; pytest refuses to run when they are configured and it is missing. */
const plugins: readonly (readonly [option: RegExp, plugin: string])[] = [
  [/--(?:no-)?cov\b/u, 'pytest-cov'],
  [/(?:^|[\s"'])(?:-n[\s=\d]|-n["'],|--numprocesses\b|--dist\b)/u, 'pytest-xdist'],
  [/--timeout\b/u, 'pytest-timeout'],
  [/--asyncio-mode\b/u, 'pytest-asyncio'],
  [/--benchmark-/u, 'pytest-benchmark'],
  [/--reruns\b/u, 'pytest-rerunfailures'],
  [/--randomly-/u, 'pytest-randomly'],
  [/--(?:self-contained-)?html\b/u, 'pytest-html'],
  [/--mypy\b/u, 'pytest-mypy'],
  [/--ruff\b/u, 'pytest-ruff'],
  [/--flake8\b/u, 'pytest-flake8'],
  [/--doctest-plus\b/u, 'pytest-doctestplus'],
];

/** The packages whose options `addopts` of a project's pytest configuration uses. */
export function findPytestPlugins({ readText }: RepositoryTexts): string[] {
  const options = files.flatMap((file) =>
    [
      ...(readText(file) ?? '').matchAll(
        /^\s*addopts\s*=(?<value>.*(?:\n(?!\s*[A-Za-z_]\w*\s*=|\s*\[[\w.-]+\]).*)*)/gmu,
      ),
    ].map((match) => match.groups?.['value'] ?? ''),
  );
  return plugins.filter(([option]) => options.some((text) => option.test(text))).map(([, plugin]) => plugin);
}

import { describe, expect, it } from 'vitest';
import { createMemoryRepository, type MemoryFile } from '../../src/repository/create-memory-repository.ts';
import type { Environment } from '../../src/repository/environment.ts';

type Files = Readonly<Record<string, MemoryFile>>;

function detect(files: Files): Environment {
  return createMemoryRepository({ files }).environment;
}

/** A buildable project whose tests need nothing but what is told here. */
function project(pyproject: string, files: Files = {}): Files {
  return { 'pyproject.toml': `[build-system]\nrequires = []\n${pyproject}`, ...files };
}

const pytest = 'python -m pip install pytest';
const install = 'python -m pip install .';

describe('python', () => {
  it.each([
    ['>=3.9', '3.9'],
    ['>=3.9,<4', '3.9'],
    ['<4,>=3.9', '3.9'],
    [' >= 3.10 ', '3.10'],
    ['>=3.9.1', '3.9'],
    ['>3.8', '3.8'],
    ['~=3.11', '3.11'],
    ['==3.12.*', '3.12'],
    ['>=3.7,>=3.10,!=3.11.0', '3.10'],
    ['>=3', '3'],
    ['>=2.7', undefined],
    ['>=2.7,!=3.0.*,!=3.1.*', undefined],
    ['<4', undefined],
    ['!=3.9', undefined],
    ['', undefined],
    ['>=three', undefined],
    ['*', undefined],
  ])('for requires-python %j is %j', (specifier, python) => {
    expect(detect(project(`[project]\nrequires-python = "${specifier}"`)).python).toBe(python);
  });

  it.each([
    ['^3.8', '3.8'],
    ['>=3.8,<3.13', '3.8'],
    ['~3.9', '3.9'],
    ['~2.7 || ^3.6', '3.6'],
    ['^3.9 || ^3.7', '3.7'],
    ['3.9', '3.9'],
  ])("for Poetry's python %j is %j", (specifier, python) => {
    expect(detect(project(`[tool.poetry.dependencies]\npython = "${specifier}"`)).python).toBe(python);
  });

  it.each<[string, Files]>([
    ['setup.cfg', { 'setup.cfg': '[options]\npython_requires = >=3.8' }],
    ['setup.cfg over two lines', { 'setup.cfg': '[options]\npython_requires =\n  >=3.8\n' }],
    ['setup.py', { 'setup.py': 'setup(name="x", python_requires=">=3.8")' }],
    ['setup.py, spaced', { 'setup.py': "setup(\n    python_requires = '>=3.8',\n)" }],
    [
      'pyproject.toml first',
      project('[project]\nrequires-python=">=3.8"', { 'setup.py': 'python_requires=">=3.6"' }),
    ],
  ])('is read from %s', (_, files) => {
    expect(detect(files).python).toBe('3.8');
  });

  it.each<[string, Files]>([
    ['nothing', {}],
    ['a comment in setup.py', { 'setup.py': '# python_requires=">=3.8"\nsetup()' }],
    ['a broken pyproject.toml', { 'pyproject.toml': '[project\nrequires-python = ">=3.8"' }],
    ['a value of another type', project('[project]\nrequires-python = 3.8')],
  ])('is absent for %s', (_, files) => {
    expect(detect(files)).not.toHaveProperty('python');
  });
});

describe('install', () => {
  it.each<[string, Files, readonly string[]]>([
    ['nothing', {}, [pytest]],
    ['a setup.py', { 'setup.py': 'setup()' }, [install, pytest]],
    ['a build system', project(''), [install, pytest]],
    ['a named project', { 'pyproject.toml': '[project]\nname = "x"' }, [install, pytest]],
    ['a Poetry project', { 'pyproject.toml': '[tool.poetry]\nname = "x"' }, [install, pytest]],
    ['settings of tools only', { 'pyproject.toml': '[tool.black]\nline-length = 100' }, [pytest]],
    ['a setup.cfg alone, which pip does not build', { 'setup.cfg': '[metadata]\nname = x' }, [pytest]],
    [
      'a setup.cfg with a pyproject.toml',
      { 'setup.cfg': '[metadata]\nname = x', 'pyproject.toml': '[tool.black]' },
      [install, pytest],
    ],
    [
      'requirements alone',
      { 'requirements.txt': 'attrs\n' },
      ['python -m pip install -r requirements.txt', pytest],
    ],
  ])('for %s', (_, files, expected) => {
    expect(detect(files).install).toEqual(expected);
  });

  it.each<[string, Files, string]>([
    [
      'pytest.ini',
      { 'pytest.ini': '[pytest]\naddopts =\n    -q\n    --cov=x --timeout 5\ntestpaths = tests\n' },
      'pytest pytest-cov pytest-timeout',
    ],
    [
      'pyproject.toml',
      { 'pyproject.toml': '[tool.pytest.ini_options]\naddopts = ["-n", "2"]\nmarkers = ["--cov"]\n' },
      'pytest pytest-xdist',
    ],
    [
      'setup.cfg',
      { 'setup.cfg': '[tool:pytest]\naddopts = -n auto\n[other]\nx = --html\n' },
      'pytest pytest-xdist',
    ],
    [
      'options of pytest itself',
      { 'pytest.ini': '[pytest]\naddopts = -ra --no-header --newest\n' },
      'pytest',
    ],
    [
      'a plug-in named already',
      { 'pytest.ini': '[pytest]\naddopts = --cov\n', 'test-requirements.txt': 'Pytest_Cov>=4\n' },
      'pytest',
    ],
  ])('with the plug-ins its options need: %s', (_, files, names) => {
    expect(detect(files).install.at(-1)).toBe(`python -m pip install ${names}`);
  });

  const extra = (name: string): string => `python -m pip install '.[${name}]'`;

  it.each<[string, Files, readonly string[]]>([
    [
      'test',
      project('[project.optional-dependencies]\ntest = ["pytest"]\ndocs = ["sphinx"]'),
      [extra('test')],
    ],
    [
      'tests',
      project('[project.optional-dependencies]\ndev = ["pytest"]\ntests = ["pytest>=7"]'),
      [extra('tests')],
    ],
    ['testing', project('[project.optional-dependencies]\ntesting = ["pytest[x] ~= 7"]'), [extra('testing')]],
    [
      'dev without pytest',
      project('[project.optional-dependencies]\ndev = ["black"]'),
      [extra('dev'), pytest],
    ],
    ['none that is known', project('[project.optional-dependencies]\nall = ["pytest"]'), [install, pytest]],
    [
      'pytest for some only',
      project(`[project.optional-dependencies]\ntest = ["pytest; python_version < '3'"]`),
      [extra('test'), pytest],
    ],
    [
      'pytest-cov alone',
      project('[project.optional-dependencies]\ntest = ["pytest-cov"]'),
      [extra('test'), pytest],
    ],
    [
      'extras of Poetry',
      project('[tool.poetry]\nname = "x"\n[tool.poetry.extras]\ntest = ["pytest"]'),
      [extra('test')],
    ],
    [
      'setup.cfg',
      { 'setup.py': '', 'setup.cfg': '[options.extras_require]\ntest =\n    pytest>=7\n    mock\n' },
      [extra('test')],
    ],
    [
      'setup.py',
      { 'setup.py': "setup(extras_require={'docs': ['x'], 'tests': ['pytest']})" },
      [extra('tests')],
    ],
    [
      'a variable of setup.py',
      { 'setup.py': 'EXTRAS = {\n  "dev": dev_requires,\n}\nsetup(extras_require=EXTRAS)' },
      [extra('dev'), pytest],
    ],
    [
      'requirements, when there is nothing to build',
      { 'setup.cfg': '[options.extras_require]\ntest = pytest' },
      [pytest],
    ],
  ])('with the extra: %s', (_, files, expected) => {
    expect(detect(files).install).toEqual(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ['plain', 'test = ["pytest>=7", "mock"]', ["python -m pip install 'pytest>=7' mock"]],
    ['by name', 'dev = ["black"]\ntests = ["pytest"]', [pytest]],
    [
      'with another',
      'test = ["mock", {include-group = "base"}]\nbase = ["pytest"]',
      ['python -m pip install mock pytest'],
    ],
    [
      'in a circle',
      'test = ["pytest", {include-group = "a"}]\na = [{include-group = "test"}, "b"]',
      ['python -m pip install pytest b'],
    ],
    [
      'with names to normalise',
      'Test = ["pytest", {include-group = "My_Base"}]\nmy-base = ["b"]',
      ['python -m pip install pytest b'],
    ],
    ['that are malformed', 'test = [1, {include-group = 2}, {include-group = "no"}, "pytest"]', [pytest]],
    ['of another type', 'test = "mock"', [pytest]],
    ['under __proto__', '__proto__ = ["mock"]\ntest = [{include-group = "constructor"}]', [pytest]],
  ])('with dependency groups %s', (_, groups, expected) => {
    expect(detect(project(`[dependency-groups]\n${groups}`)).install).toEqual([install, ...expected]);
  });

  it.each([
    ['^7.2', "'pytest>=7.2,<8'"],
    ['^0.4.1', "'pytest>=0.4.1,<0.5'"],
    ['^0.0.3', "'pytest>=0.0.3,<0.0.4'"],
    ['^0', "'pytest>=0,<1'"],
    ['~7.2.1', "'pytest>=7.2.1,<7.3'"],
    ['~7', "'pytest>=7,<8'"],
    ['7.2', 'pytest==7.2'],
    ['>=7, <9', "'pytest>=7, <9'"],
    ['*', 'pytest'],
    ['^7 || ^8', 'pytest'],
    ["1'; touch marker; '", 'pytest'],
  ])("with Poetry's pytest at %j", (version, requirement) => {
    const text = `[tool.poetry.dependencies]\nmock = "*"\n[tool.poetry.group.dev.dependencies]\npytest = "${version}"`;
    expect(detect(project(text)).install).toEqual([install, `python -m pip install ${requirement}`]);
  });

  it("leaves out what of Poetry's is more than a version", () => {
    const dependencies = [
      'python = "^3.8"',
      'pytest = { version = "^7", extras = ["x"] }',
      'a = { git = "https://example.org/a" }',
      'b = { path = "../b" }',
      'c = { version = "1", optional = true }',
      'd = { version = "1", markers = "sys_platform == \'win32\'" }',
      'e = [{ version = "1", python = "<3.8" }]',
      '"-f" = "1"',
      '"g h" = "1"',
    ];
    expect(detect(project(`[tool.poetry.dev-dependencies]\n${dependencies.join('\n')}`)).install).toEqual([
      install,
      "python -m pip install 'pytest>=7,<8'",
    ]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'plain',
      'deps =\n    pytest\n    mock>=1 # why\n    # not this\n\n    attrs',
      ["python -m pip install pytest 'mock>=1' attrs"],
    ],
    ['on one line', 'deps = pytest', [pytest]],
    ['a requirement file', 'deps = -r tests/needs.txt', ['python -m pip install -r tests/needs.txt', pytest]],
    [
      'a requirement file without a space',
      'deps = -rtests/needs.txt',
      ['python -m pip install -r tests/needs.txt', pytest],
    ],
    [
      'the long option',
      'deps = --requirement=./tests/needs.txt',
      ['python -m pip install -r tests/needs.txt', pytest],
    ],
    [
      "below tox's directory",
      'deps = -r {toxinidir}/tests/needs.txt',
      ['python -m pip install -r tests/needs.txt', pytest],
    ],
    ['a file that is not there', 'deps = -r other.txt', [pytest]],
    ['a file outside', 'deps = -r ../tests/needs.txt\n    -r /etc/passwd', [pytest]],
    [
      'for some factors',
      'deps =\n    py39: mock\n    django{40,41}: django\n    !py: x\n    pytest',
      [pytest],
    ],
    ['substitutions', 'deps =\n    {[base]deps}\n    {env:PACKAGE:x}\n    pytest', [pytest]],
    [
      'options and local paths',
      'deps =\n    -e .\n    -c constraints.txt\n    --pre\n    .[test]\n    ./x\n    pytest',
      [pytest],
    ],
    [
      'a URL',
      'deps =\n    pytest @ https://example.org/pytest.zip',
      ["python -m pip install 'pytest @ https://example.org/pytest.zip'"],
    ],
  ])("with tox's deps: %s", (_, deps, expected) => {
    const files = { 'tests/needs.txt': '' };
    const other = '[testenv:docs]\ndeps = sphinx';
    expect(
      detect(project('', { ...files, 'tox.ini': `[tox]\n[testenv]\n${deps}\n${other}` })).install,
    ).toEqual([install, ...expected]);
    expect(detect(project('', { ...files, 'setup.cfg': `[testenv]\n${deps}\n${other}` })).install).toEqual([
      install,
      ...expected,
    ]);
    const legacy = `[tool.tox]\nlegacy_tox_ini = """\n[testenv]\n${deps}\n"""`;
    expect(detect(project(legacy, files)).install).toEqual([install, ...expected]);
  });

  it.each<[string, Files]>([
    ['setup.py', { 'setup.py': 'setup(tests_require=[\'pytest\', "mock>=1"])' }],
    [
      'a variable of setup.py',
      { 'setup.py': "needs = [\n  'pytest',\n  'mock>=1',\n]\nsetup(tests_require=needs)" },
    ],
    ['setup.cfg', { 'setup.py': '', 'setup.cfg': '[options]\ntests_require =\n  pytest\n  mock>=1' }],
    ['one line of setup.cfg', { 'setup.py': '', 'setup.cfg': '[options]\ntests_require = pytest; mock>=1' }],
  ])('with tests_require in %s', (_, files) => {
    expect(detect(files).install).toEqual([install, "python -m pip install pytest 'mock>=1'"]);
  });

  it('keeps a marker in setup.cfg whole', () => {
    const files = { 'setup.cfg': '[options]\ntests_require =\n  mock; python_version < "3.3"\n  pytest' };
    expect(detect(files).install).toEqual([`python -m pip install 'mock; python_version < "3.3"' pytest`]);
  });

  it.each([
    'requirements-test.txt',
    'requirements-dev.txt',
    'requirements/test.txt',
    'test-requirements.txt',
    'dev-requirements.txt',
    'requirements_dev.txt',
    'tests/requirements.txt',
    'requirements.txt',
  ])('with %s', (file) => {
    const command = `python -m pip install -r ${file}`;
    expect(detect(project('', { [file]: 'pytest==8 # the runner\n' })).install).toEqual([install, command]);
    expect(detect(project('', { [file]: 'attrs\n' })).install).toEqual([install, command, pytest]);
    expect(detect({ [file]: 'pytest' }).install).toEqual([command]);
  });

  it.each<[string, Files, readonly string[]]>([
    [
      'those for tests rather than for development',
      { 'requirements-dev.txt': '', 'requirements-test.txt': 'pytest', 'requirements.txt': '' },
      ['requirements-test.txt', 'requirements.txt'],
    ],
    [
      'none that another includes',
      {
        'requirements/test.txt': '-r base.txt\n-r ../requirements.txt',
        'requirements/base.txt': 'pytest',
        'requirements.txt': '',
      },
      ['requirements/test.txt'],
    ],
    [
      'each once, also when they include each other',
      {
        'requirements-dev.txt': '-r requirements.txt\npytest',
        'requirements.txt': '-r requirements-dev.txt',
      },
      ['requirements-dev.txt'],
    ],
    [
      'none that are links',
      { 'requirements.txt': { content: '/etc/passwd', mode: '120000' }, 'requirements-dev.txt': 'pytest' },
      ['requirements-dev.txt'],
    ],
  ])('with requirement files: %s', (_, files, expected) => {
    expect(detect(files).install).toEqual(expected.map((file) => `python -m pip install -r ${file}`));
  });

  it('puts everything in order and names nothing twice', () => {
    const files = project(
      '[project]\nname = "x"\n[project.optional-dependencies]\ntest = ["pytest"]\n[dependency-groups]\ndev = ["mock"]',
      {
        'tox.ini': '[testenv]\ndeps =\n  mock\n  attrs\n  -r requirements-dev.txt',
        'requirements-dev.txt': '',
        'requirements.txt': '',
      },
    );
    expect(detect(files).install).toEqual([
      "python -m pip install '.[test]'",
      'python -m pip install mock attrs',
      'python -m pip install -r requirements-dev.txt',
      'python -m pip install -r requirements.txt',
    ]);
  });

  it.each([
    ["x; touch marker '", `'x; touch marker '\\'''`],
    ['$(touch marker)', "'$(touch marker)'"],
    ['`touch marker`', "'`touch marker`'"],
    ['a && b', "'a && b'"],
    ['a | b > c', "'a | b > c'"],
    ['~/x', "'~/x'"],
    ['*', "'*'"],
  ])('quotes the hostile requirement %j', (requirement, quoted) => {
    const groups = `[dependency-groups]\ntest = [${JSON.stringify(requirement)}, "pytest"]`;
    expect(detect(project(groups)).install).toEqual([install, `python -m pip install ${quoted} pytest`]);
  });

  it.each([
    '--index-url=https://evil.example',
    '-e .',
    '-',
    'a\nb',
    'a\u0000b',
    'a\u001b[2Jb',
    'a\u2028b',
    '',
    '  ',
  ])('leaves out the hostile requirement %j', (requirement) => {
    const groups = `[dependency-groups]\ntest = [${JSON.stringify(requirement)}, "pytest"]`;
    expect(detect(project(groups)).install).toEqual([install, pytest]);
  });

  it('quotes the names of hostile requirement files and leaves out those like options', () => {
    const names = ["a'; touch marker; '.txt", '--pre.txt'];
    const files = { ...Object.fromEntries(names.map((name) => [name, ''])) };
    const deps = names.map((name) => `  -r ${name}`).join('\n');
    expect(detect({ ...files, 'tox.ini': `[testenv]\ndeps =\n${deps}` }).install).toEqual([
      `python -m pip install -r 'a'\\''; touch marker; '\\''.txt'`,
      pytest,
    ]);
  });
});

describe('the test command', () => {
  const suite = 'import unittest\n\nclass T(unittest.TestCase): ...\n';
  const unittestFiles = { 'tests/__init__.py': '', 'tests/test_x.py': suite };

  it.each<[string, Files]>([
    ['in a package', unittestFiles],
    ['at the root', { 'test_x.py': 'from unittest import TestCase\n' }],
    ['imported inside', { 'test.py': 'if True:\n    import unittest.mock\n' }],
  ])('is unittest where only that is used: %s', (_, files) => {
    expect(detect(files)).toMatchObject({ testCommand: 'python -m unittest -v', install: [] });
  });

  it.each<[string, Files]>([
    ['nothing says so', {}],
    ['no test imports unittest', { 'test_x.py': 'def test(): ...\n' }],
    ['discovery would find no test', { 'tests/test_x.py': suite }],
    ['discovery would not know the names', { 'tests/__init__.py': '', 'tests/x_test.py': suite }],
    ['a test imports pytest', { ...unittestFiles, 'tests/test_y.py': 'import pytest\n' }],
    ['there is a conftest.py', { ...unittestFiles, 'tests/deep/conftest.py': '' }],
    ['there is a pytest.ini', { ...unittestFiles, 'pytest.ini': '[pytest]' }],
    ['pyproject.toml sets pytest', { ...unittestFiles, 'pyproject.toml': '[tool.pytest.ini_options]' }],
    ['setup.cfg sets pytest', { ...unittestFiles, 'setup.cfg': '[tool:pytest]' }],
    ['tox runs it', { ...unittestFiles, 'tox.ini': '[testenv]\ncommands = pytest {posargs}' }],
    ['tox runs it by its old name', { ...unittestFiles, 'tox.ini': '[testenv]\ncommands = py.test' }],
    ['a requirement names it', { ...unittestFiles, 'requirements-dev.txt': 'pytest-cov\n' }],
  ])('is pytest where %s', (_, files) => {
    expect(detect(files).testCommand).toBe('python -m pytest');
  });
});

describe('import roots', () => {
  const module = { 'lib/x.py': '', 'x.py': '' };

  it.each<[string, Files, readonly string[]]>([
    ['nothing', {}, ['.']],
    ['packages at the root', { 'x/__init__.py': '' }, ['.']],
    ['packages in src', { 'src/x/__init__.py': '' }, ['src', '.']],
    ['modules in src', { 'src/x.py': '' }, ['src', '.']],
    ['something else in src', { 'src/x/main.c': '', 'src/deep/er/__init__.py': '' }, ['.']],
    ['src as a package', { 'src/__init__.py': '', 'src/x.py': '' }, ['.']],
    [
      'a namespace package in src that is named',
      project('[tool.setuptools.packages.find]\nwhere = ["src"]', { 'src/n/p/x.py': '' }),
      ['src', '.'],
    ],
    ['package-dir', project('[tool.setuptools]\npackage-dir = {"" = "lib"}', module), ['lib', '.']],
    ['package-dir of a package', project('[tool.setuptools]\npackage-dir = {"x" = "lib"}', module), ['.']],
    ['setuptools where', project('[tool.setuptools.packages.find]\nwhere = ["lib/"]', module), ['lib', '.']],
    [
      'Poetry',
      project('[tool.poetry]\npackages = [{include = "x", from = "./lib"}, {include = "y"}]', module),
      ['lib', '.'],
    ],
    ['Hatch', project('[tool.hatch.build.targets.wheel]\npackages = ["lib/x", "y"]', module), ['lib', '.']],
    ['PDM', project('[tool.pdm.build]\npackage-dir = "lib"', module), ['lib', '.']],
    ['Maturin', project('[tool.maturin]\npython-source = "lib"', module), ['lib', '.']],
    [
      'setup.cfg package_dir',
      { ...module, 'setup.cfg': '[options]\npackage_dir =\n    = lib\n' },
      ['lib', '.'],
    ],
    [
      'setup.cfg package_dir on one line',
      { ...module, 'setup.cfg': '[options]\npackage_dir = =lib' },
      ['lib', '.'],
    ],
    ['setup.cfg where', { ...module, 'setup.cfg': '[options.packages.find]\nwhere = lib' }, ['lib', '.']],
    ['setup.py package_dir', { ...module, 'setup.py': "setup(package_dir={'': 'lib'})" }, ['lib', '.']],
    [
      'setup.py package_dir, spaced',
      { ...module, 'setup.py': 'setup(package_dir = {\n  "x": "y", "" : "lib"})' },
      ['lib', '.'],
    ],
    [
      'setup.py find_packages',
      { ...module, 'setup.py': "setup(packages=find_packages('lib'))" },
      ['lib', '.'],
    ],
    [
      'setup.py find_packages where',
      { ...module, 'setup.py': 'find_packages(where="lib", exclude=["t"])' },
      ['lib', '.'],
    ],
    [
      'src before others',
      { ...module, 'src/y.py': '', 'setup.py': "setup(package_dir={'': 'lib'})" },
      ['src', 'lib', '.'],
    ],
    ['the root by name', project('[tool.setuptools.packages.find]\nwhere = ["."]', module), ['.']],
    [
      'a directory that is not there',
      project('[tool.setuptools.packages.find]\nwhere = ["src"]', module),
      ['.'],
    ],
    [
      'a directory outside',
      project('[tool.setuptools.packages.find]\nwhere = ["..", "/lib", "lib/../.."]', module),
      ['.'],
    ],
  ])('for %s', (_, files, expected) => {
    expect(detect(files).importRoots).toEqual(expected);
  });
});

describe('files made to be awkward', () => {
  it.each<[string, Files]>([
    [
      'bytes that are not UTF-8',
      { 'setup.py': new Uint8Array([0xff, 0xfe]), 'pyproject.toml': new Uint8Array([0xff]) },
    ],
    ['a byte order mark', { 'pyproject.toml': '\ufeff[project]\nname = "x"' }],
    [
      'other types everywhere',
      {
        'setup.py': '',
        'pyproject.toml': 'project = 1\ntool = []\nbuild-system = "x"\ndependency-groups = 2',
      },
    ],
    ['deep nesting', { 'setup.py': '', 'pyproject.toml': `x = ${'['.repeat(5000)}${']'.repeat(5000)}` }],
  ])('do no harm: %s', (_, files) => {
    expect(detect(files)).toEqual({
      install: [install, pytest],
      testCommand: 'python -m pytest',
      importRoots: ['.'],
    });
  });

  it('cost no more than their length', () => {
    const repeated = [
      'package_dir={',
      'extras_require={',
      'tests_require=[',
      "'test':[",
      'python_requires="',
      '[',
      ' ',
      "''",
    ];
    for (const text of repeated) {
      const long = text.repeat(Math.floor(400_000 / text.length));
      const environment = detect({
        'setup.py': long,
        'setup.cfg': `[options]\n${long}`,
        'tox.ini': `[testenv]\ndeps = ${long}`,
      });
      expect(environment.testCommand).toBe('python -m pytest');
    }
  });

  it('may chain more groups than a stack holds', () => {
    const groups = Array.from(
      { length: 15_000 },
      (_, index) => `g${index} = [{include-group="g${index + 1}"}]`,
    );
    const text = `[dependency-groups]\ntest = ["pytest", {include-group = "g0"}]\n`;
    expect(detect(project(text + groups.slice(0, 10_000).join('\n'))).install).toEqual([install, pytest]);
  });

  it('are not read when too long', () => {
    expect(
      detect({ 'setup.cfg': `[options]\npython_requires = >=3.9\n${'#'.repeat(600_000)}` }),
    ).not.toHaveProperty('python');
  });
});

it('detects the same whatever the order of the files', () => {
  const files = project('', { 'tests/test_x.py': 'import unittest', 'requirements.txt': 'pytest' });
  expect(detect(Object.fromEntries(Object.entries(files).reverse()))).toEqual(detect(files));
});

import { editable, type KnownEnvironment } from './known-environment.ts';

/** Parsing and transforming data. */
export const dataEnvironments: readonly KnownEnvironment[] = [
  {
    ...editable,
    repository: 'alecthomas/voluptuous',
    commit: 'a7a55f83b9fa7ba68b0669b3d78a61de703e0a16',
  },
  {
    ...editable,
    repository: 'andialbrecht/sqlparse',
    commit: 'e57923b3aa823c524c807953cecc48cf6eec2cb2',
  },
  {
    ...editable,
    repository: 'cloudpipe/cloudpickle',
    commit: '6220b0ce83ffee5e47e06770a1ee38ca9e47c850',
  },
  {
    ...editable,
    repository: 'erikrose/parsimonious',
    commit: '0d3f5f93c98ae55707f0958366900275d1ce094f',
  },
  {
    ...editable,
    repository: 'facelessuser/soupsieve',
    commit: 'a8080d97a0355e316981cb0c5c887a861c4244e3',
  },
  {
    ...editable,
    repository: 'google/textfsm',
    commit: 'c31b600743895f018e7583f93405a3738a9f4d55',
  },
  {
    ...editable,
    repository: 'gruns/furl',
    commit: 'da386f68b8d077086c25adfd205a4c3d502c3012',
  },
  {
    ...editable,
    repository: 'gweis/isodate',
    commit: '17cb25eb7bc3556a68f3f7b241313e9bb8b23760',
  },
  {
    ...editable,
    repository: 'hukkin/tomli',
    commit: '443a0c1bc5da39b7ed84306912ee1900e6b72e2f',
  },
  {
    ...editable,
    repository: 'john-kurkowski/tldextract',
    commit: '3d1bf184d4f20fbdbadd6274560ccd438939160e',
    install: ['pip install -e .[testing]', 'python -m pip install pytest'],
  },
  {
    ...editable,
    repository: 'jsvine/pdfplumber',
    commit: '02ff4313f846380fefccec9c73fb4c8d8a80d0ee',
    systemPackages: ['ghostscript'],
    install: ['pip install -e .', 'python -m pip install pytest'],
  },
  {
    ...editable,
    repository: 'keleshev/schema',
    commit: '24a3045773eac497c659f24b32f24a281be9f286',
    install: ['python -m pip install -e .', 'python -m pip install pytest mock'],
  },
  {
    ...editable,
    repository: 'lepture/mistune',
    commit: 'bf54ef67390e02a5cdee7495d4386d7770c1902b',
  },
  {
    ...editable,
    repository: 'mahmoud/glom',
    commit: 'fb3c4e76f28816aebfd2538980e617742e98a7c2',
    install: ['python -m pip install -e .', 'python -m pip install pytest pyyaml tomli'],
  },
  {
    ...editable,
    repository: 'marshmallow-code/marshmallow',
    commit: '9716fc629976c9d3ce30cd15d270d9ac235eb725',
    install: ['python -m pip install -e .', 'python -m pip install pytest simplejson pytz'],
  },
  {
    ...editable,
    repository: 'martinblech/xmltodict',
    commit: '0952f382c2340bc8b86a5503ba765a35a49cf7c4',
  },
  {
    ...editable,
    repository: 'matthewwithanm/python-markdownify',
    commit: '6258f5c38b97ab443b4ddf03e6676ce29b392d06',
  },
  {
    ...editable,
    repository: 'mewwts/addict',
    commit: '75284f9593dfb929cadd900aff9e35e7c7aec54b',
  },
  {
    ...editable,
    repository: 'mozilla/bleach',
    commit: '73871d766de1e33a296eeb4f9faf2451f28bee39',
  },
  {
    ...editable,
    repository: 'msiemens/tinydb',
    commit: '10644a0e07ad180c5b756aba272ee6b0dbd12df8',
    install: ['python -m pip install -e .', 'python -m pip install pytest pytest-cov pyyaml'],
  },
  {
    ...editable,
    repository: 'pygments/pygments',
    commit: '27649ebbf5a2519725036b48ec99ef7745f100af',
  },
  {
    ...editable,
    repository: 'pyparsing/pyparsing',
    commit: '533adf471f85b570006871e60a2e585fcda5b085',
  },
  {
    ...editable,
    repository: 'r1chardj0n3s/parse',
    commit: '30da9e4f37fdd979487c9fe2673df35b6b204c72',
    install: ['python -m pip install -e .', 'python -m pip install pytest pytest-cov'],
  },
  {
    ...editable,
    repository: 'sloria/environs',
    commit: '73c372df71002312615ad0349ae11274bb3edc69',
    install: ['pip install -e .[dev]', 'python -m pip install pytest'],
  },
  {
    ...editable,
    repository: 'tkrajina/gpxpy',
    commit: '09fc46b3cad16b5bf49edf8e7ae873794a959620',
    testCommand: 'pytest test.py --verbose --color=no --tb=no --disable-warnings',
  },
  {
    ...editable,
    repository: 'un33k/python-slugify',
    commit: '872b37509399a7f02e53f46ad9881f63f66d334b',
    install: ['python -m pip install -e .'],
    testCommand: 'python test.py --verbose',
    parser: 'unittest',
  },
];

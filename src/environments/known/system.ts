import { editable, type KnownEnvironment } from './known-environment.ts';

/** System tools and protocols. */
export const systemEnvironments: readonly KnownEnvironment[] = [
  {
    ...editable,
    repository: 'agronholm/exceptiongroup',
    commit: '0b4f49378b585a338ae10abd72ec2006c5057d7b',
  },
  {
    ...editable,
    repository: 'aio-libs/async-timeout',
    commit: 'd0baa9f162b866e91881ae6cfa4d68839de96fb5',
  },
  {
    ...editable,
    repository: 'cookiecutter/cookiecutter',
    commit: 'b4451231809fb9e4fc2a1e95d433cb030e4b9e06',
  },
  {
    ...editable,
    repository: 'dbader/schedule',
    commit: '82a43db1b938d8fdf60103bd41f329e06c8d3651',
    install: ['python -m pip install -e .', 'python -m pip install pytest pytz'],
  },
  {
    ...editable,
    repository: 'gruns/icecream',
    commit: 'f76fef56b66b59fd9a89502c60a99fbe28ee36bd',
  },
  {
    ...editable,
    repository: 'jd/tenacity',
    commit: '0d40e76f7d06d631fb127e1ec58c8bd776e70d49',
    install: ['python -m pip install -e .', 'python -m pip install pytest tornado typeguard'],
  },
  {
    ...editable,
    repository: 'oauthlib/oauthlib',
    commit: '1fd5253630c03e3f12719dd8c13d43111f66a8d2',
  },
  {
    ...editable,
    repository: 'pallets/click',
    commit: 'fde47b4b4f978f179b9dff34583cb2b99021f482',
  },
  {
    ...editable,
    repository: 'pexpect/ptyprocess',
    commit: '1067dbdaf5cc3ab4786ae355aba7b9512a798734',
  },
  {
    ...editable,
    repository: 'python-hyper/h11',
    commit: 'bed0dd4ae9774b962b19833941bb9ec4dc403da9',
  },
  {
    ...editable,
    repository: 'rustedpy/result',
    commit: '0b855e1e38a08d6f0a4b0138b10c127c01e54ab4',
    install: [
      'python -m pip install -e .',
      'python -m pip install pytest pytest-cov pytest-asyncio pytest-mypy',
    ],
  },
  {
    ...editable,
    repository: 'termcolor/termcolor',
    commit: '3a42086feb35647bc5aa5f1065b0327200da6b9b',
  },
  {
    ...editable,
    repository: 'theskumar/python-dotenv',
    commit: '2b8635b79f1aa15cade0950117d4e7d12c298766',
    install: ['python -m pip install -e .', 'python -m pip install pytest sh click'],
  },
  {
    ...editable,
    repository: 'tox-dev/pipdeptree',
    commit: 'c31b641817f8235df97adf178ffd8e4426585f7a',
    systemPackages: ['graphviz'],
    install: ['pip install -e .[test,graphviz]', 'python -m pip install pytest'],
  },
];

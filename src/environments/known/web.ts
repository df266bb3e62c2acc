import { editable, type KnownEnvironment } from './known-environment.ts';

/** Web and interfaces. */
export const webEnvironments: readonly KnownEnvironment[] = [
  {
    ...editable,
    repository: 'Knio/dominate',
    commit: '9082227e93f5a370012bb934286caf7385d3e7ac',
  },
  {
    ...editable,
    repository: 'bottlepy/bottle',
    commit: 'a8dfef301dec35f13e7578306002c40796651629',
  },
  {
    ...editable,
    repository: 'marshmallow-code/apispec',
    commit: '8b421526ea1015046de42599dd93da6a3473fe44',
    install: ['pip install -e .[dev]', 'python -m pip install pytest'],
  },
  {
    ...editable,
    repository: 'pallets/jinja',
    commit: 'ada0a9a6fc265128b46949b5144d2eaa55e6df2c',
    install: ['python -m pip install -e .', 'python -m pip install pytest trio'],
  },
  {
    ...editable,
    repository: 'pallets/markupsafe',
    commit: '620c06c919c1bd7bb1ce3dbee402e1c0c56e7ac3',
  },
  {
    ...editable,
    repository: 'tornadoweb/tornado',
    commit: 'd5ac65c1f1453c2aeddd089d8e68c159645c13e1',
    install: ['python -m pip install -e .'],
    testCommand: 'python -m tornado.test --verbose',
    parser: 'unittest',
  },
];

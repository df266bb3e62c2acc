import { editable, type KnownEnvironment } from './known-environment.ts';

/** Code quality and testing. */
export const codeQualityEnvironments: readonly KnownEnvironment[] = [
  {
    ...editable,
    repository: 'Suor/funcy',
    commit: '207a7810c216c7408596d463d3f429686e83b871',
    install: ['python -m pip install -e .', 'python -m pip install pytest whatever'],
  },
  {
    ...editable,
    repository: 'adrienverge/yamllint',
    commit: '8513d9b97da3b32453b3fccb221f4ab134a028d7',
  },
  {
    ...editable,
    repository: 'agronholm/typeguard',
    commit: 'b6a7e4387c30a9f7d635712157c889eb073c1ea3',
    install: ['pip install -e .[test,doc]', 'python -m pip install pytest'],
  },
  {
    ...editable,
    repository: 'cknd/stackprinter',
    commit: '219fcc522fa5fd6e440703358f6eb408f3ffc007',
  },
  {
    ...editable,
    repository: 'pytest-dev/iniconfig',
    commit: '16793eaddac67de0b8d621ae4e42e05b927e8d67',
  },
  {
    ...editable,
    repository: 'rubik/radon',
    commit: '54b88e5878b2724bf4d77f97349588b811abdff2',
  },
  {
    ...editable,
    repository: 'spulec/freezegun',
    commit: '5f171db0aaa02c4ade003bbc8885e0bb19efbc81',
  },
];

import { editable, type KnownEnvironment } from './known-environment.ts';

/** Visualization and presentation. */
export const visualizationEnvironments: readonly KnownEnvironment[] = [
  {
    ...editable,
    repository: 'lincolnloop/python-qrcode',
    commit: '456b01d41f16e0cfb0f70c687848e276b78c3e8a',
  },
  {
    ...editable,
    repository: 'prettytable/prettytable',
    commit: 'ca90b055f20a6e8a06dcc46c2e3afe8ff1e8d0f1',
  },
  {
    ...editable,
    repository: 'pwaller/pyfiglet',
    commit: 'f8c5f35be70a4bbf93ac032334311b326bc61688',
  },
];

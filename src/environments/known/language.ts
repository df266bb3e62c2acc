import { editable, type KnownEnvironment } from './known-environment.ts';

/** Natural language and machine learning. */
export const languageEnvironments: readonly KnownEnvironment[] = [
  {
    ...editable,
    repository: 'jaraco/inflect',
    commit: 'c079a96a573ece60b54bd5210bb0f414beb74dcd',
  },
  {
    ...editable,
    repository: 'Mimino666/langdetect',
    commit: 'a1598f1afcbfe9a758cfd06bd688fbc5780177b2',
  },
  {
    ...editable,
    repository: 'seatgeek/thefuzz',
    commit: '8a05a3ee38cbd00a2d2f4bb31db34693b37a1fdd',
  },
  {
    ...editable,
    repository: 'vi3k6i5/flashtext',
    commit: 'b316c7e9e54b6b4d078462b302a83db85f884a94',
  },
];

import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import { longestFirst } from './test/longest-first.ts';
import base from './vitest.config.ts';

/** The tests that need a Docker engine; `scripts/docker/ensure-engine.sh` makes one. */
const config: ViteUserConfig = mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  {
    test: {
      include: ['test/docker/**/*.test.ts'],
      globalSetup: ['test/docker/global-setup.ts'],
      // What a file makes on the engine they share has names or labels of its own; those that end an engine have
      // one to themselves.
      maxWorkers: 3,
      sequence: {
        sequencer: longestFirst([
          'hostile-suites',
          'podman',
          'docker-runtime-conformance',
          'environments',
          'real-project',
          'installation',
          'same-results',
        ]),
      },
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
  },
);

export default config;

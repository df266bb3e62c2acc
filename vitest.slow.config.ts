import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import { longestFirst } from './test/longest-first.ts';
import base from './vitest.config.ts';

/** The tests that take longest, as they run whole suites, install projects or try many programs. */
const config: ViteUserConfig = mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  {
    test: {
      include: ['test/**/*.slow.test.ts'],
      sequence: { sequencer: longestFirst(['selection', 'class-selection', 'traps', 'cpython', 'any-text']) },
    },
  },
);

export default config;

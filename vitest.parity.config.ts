import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The tests that run the ecosystem's own packages; `scripts/parity/make-environment.ts` installs them. */
const config: ViteUserConfig = mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  {
    test: {
      include: ['test/parity/**/*.test.ts'],
      maxWorkers: 2,
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
  },
);

export default config;

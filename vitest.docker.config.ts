import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The tests that need a Docker engine; `scripts/docker/ensure-engine.sh` makes one. */
const config: ViteUserConfig = mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  {
    test: {
      include: ['test/docker/**/*.test.ts'],
      // One file at a time: some end the engine they use, and all share the machine.
      fileParallelism: false,
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
  },
);

export default config;

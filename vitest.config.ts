import { fileURLToPath } from 'node:url';
import type { Plugin, ViteUserConfig } from 'vitest/config';

/** Loads Python files as text, as the build does. */
const pythonAsText: Plugin = {
  name: 'python-as-text',
  transform(code, id) {
    return id.endsWith('.py') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined;
  },
};

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: ViteUserConfig = {
  plugins: [pythonAsText],
  resolve: {
    alias: [
      { find: /^bugsmith\/testing$/, replacement: source('./src/testing/index.ts') },
      { find: /^bugsmith$/, replacement: source('./src/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // These need an engine, packages from PyPI, or longer; each has a configuration of its own.
    exclude: ['test/docker/**', 'test/parity/**', 'test/**/*.slow.test.ts'],
    // Most tests wait for processes of their own, so more workers than processors finish sooner.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
  },
};

export default config;

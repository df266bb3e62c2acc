// No types from tsup: its own declarations refer to packages that are not there.
export default {
  entry: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
  format: 'esm',
  target: 'node22',
  platform: 'node',
  dts: true,
  clean: true,
  sourcemap: true,
  splitting: true,
  // The Python files that run inside a sandbox travel as text.
  loader: { '.py': 'text' },
};

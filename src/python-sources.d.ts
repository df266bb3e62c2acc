/** Python files are bundled as text; see `tsup.config.ts` and `vitest.config.ts`. */
declare module '*.py' {
  const source: string;
  export default source;
}

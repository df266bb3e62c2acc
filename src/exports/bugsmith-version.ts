/** Version of this package, as in its `package.json`. */
export const bugsmithVersion = '0.1.0';

import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import node from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';
import { forbiddenImports } from './scripts/import-rules.ts';
import { findPublicFiles } from './scripts/public-files.ts';

const root = import.meta.dirname;

export default defineConfig(
  globalIgnores(['dist', '.cache', 'coverage', 'docs', 'examples/sample-project', 'test/fixtures']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  importX.flatConfigs.typescript,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: root })] },
    rules: {
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowBoolean: true, allowNever: true, allowNumber: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Isolated declarations want the type on the left.
      '@typescript-eslint/consistent-generic-constructors': 'off',
      // `type` for plain data, `interface` for what others implement.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // An interface may ask for a promise an implementation has nothing to await for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { jsdoc, n: node },
    settings: { jsdoc: { mode: 'typescript' }, n: { version: '>=22.0.0' } },
    rules: {
      'no-console': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: root,
          zones: forbiddenImports.map(({ importer, imported, reason }) => ({
            target: `./${importer}`,
            from: imported.map((path) => `./${path}`),
            message: reason,
          })),
        },
      ],
      'n/no-unsupported-features/node-builtins': ['error', { allowExperimental: true }],
      'jsdoc/check-alignment': 'error',
      'jsdoc/check-tag-names': ['error', { definedTags: ['source', 'default', 'throws'] }],
      'jsdoc/empty-tags': 'error',
      'jsdoc/no-bad-blocks': 'error',
      'jsdoc/no-blank-blocks': 'error',
      'jsdoc/no-types': 'error',
      'jsdoc/no-restricted-syntax': [
        'error',
        {
          contexts: [
            {
              comment: 'JsdocBlock:has(JsdocTag[tag=/^(param|returns?|type)$/])',
              context: 'any',
              message: 'Say it in the sentence, or in a type; no @param, @returns or @type.',
            },
          ],
        },
      ],
      'jsdoc/require-description': [
        'error',
        { contexts: ['any'], exemptedBy: ['default', 'source', 'throws'] },
      ],
      'jsdoc/require-throws-type': 'error',
    },
  },
  {
    // Methods and what the names refer to are held by typedoc, which sees what users reach.
    files: findPublicFiles(root),
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: { ancestorsOnly: true, esm: true },
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
          checkConstructors: false,
          enableFixer: false,
        },
      ],
    },
  },
  {
    files: ['**/*.config.{ts,mjs}', 'src/python-sources.d.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { Atomics: false, process: false, SharedArrayBuffer: false, URL: false } },
  },
);

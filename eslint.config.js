import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What scripts of pages use of a browser. */
const BROWSER = ['DOMParser', 'IntersectionObserver', 'ResizeObserver', 'URLSearchParams', 'addEventListener', 'document', 'fetch', 'getComputedStyle', 'location', 'matchMedia', 'setTimeout'];

export default tseslint.config(
  { ignores: ['test/fixtures/**', 'dist/**', 'node_modules/**', 'data/**', 'coverage/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'max-depth': ['error', 4],
      eqeqeq: 'error',
    },
  },
  { files: ['src/**/*.ts'], rules: { 'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }], 'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }] } },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['docker/*.mjs'], languageOptions: { globals: { AbortSignal: 'readonly', console: 'readonly', fetch: 'readonly', process: 'readonly' } } },
  { files: ['src/local/web/client/*.js'], languageOptions: { globals: Object.fromEntries(BROWSER.map((name) => [name, 'readonly'])) } },
);

import eslint from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const noKnex = { name: 'knex', message: 'Queries live in *.store.ts.', allowTypeImports: true };
const noStripe = { name: 'stripe', message: 'The provider is reached through server/gateway/stripe.' };

export default tseslint.config(
  { ignores: ['dist', 'data', 'node_modules', 'shortcodes/customer-center', 'widget/locales/**/de.ts'] },
  eslint.configs.recommended,
  { plugins: { '@typescript-eslint': tseslint.plugin } },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        location: 'readonly',
        Buffer: 'readonly',
        navigator: 'readonly',
        document: 'readonly',
        window: 'readonly',
        FormData: 'readonly',
        URLSearchParams: 'readonly',
        Option: 'readonly',
        ResizeObserver: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-restricted-imports': ['error', { paths: [noKnex, noStripe] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Use node:crypto.',
        },
      ],
      'max-params': ['error', 4],
      eqeqeq: 'error',
      // Rows of the database and replies of HTTP are given their types where they are read; a rule against `any` flowing
      // from them would only move casts around.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['server/**/*.store.ts', 'server/database.ts', 'migrations/**', 'examples/**', 'tests/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [noStripe] }] },
  },
  {
    files: ['server/gateway/stripe/**', 'examples/stripe-sandbox/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [noKnex] }] },
  },
  {
    files: ['*.config.ts', 'eslint.config.js', 'tests/support/closing-line.js', 'server/mail/files.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['widget/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
    plugins: { 'lit-a11y': litA11y },
    rules: {
      ...litA11y.configs.recommended.rules,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/server/**'], message: 'The widget sees types of the contract only.', allowTypeImports: true },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'localStorage', 'sessionStorage'],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML' },
        { property: 'outerHTML' },
        { property: 'insertAdjacentHTML' },
      ],
    },
  },
  { files: ['widget/compress-files.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  {
    files: ['tests/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-syntax': 'off',
      'max-params': 'off',
    },
  },
);

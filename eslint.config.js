// Biome does style and correctness. ESLint is here for what it cannot replace: a promise that nobody awaits, and a regular
// expression of ours that takes more than linear time over a text from outside.
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const LINEAR = {
  'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
  'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
};

export default tseslint.config(
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      // checkThenables: a Drizzle query is a thenable, not a Promise, and does nothing until awaited.
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: LINEAR,
  },
  // What a page in a browser reads comes from outside as well.
  { files: ['src/bot/platforms/console/web/**/*.js'], plugins: { regexp }, rules: LINEAR },
);

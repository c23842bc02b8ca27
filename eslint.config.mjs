import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/** The import rule of docs/architecture.md: a room may know only the rooms named here. */
const mayImport = {
  core: [],
  git: ['core'],
  resolver: ['core', 'git'],
  store: ['core', 'git', 'resolver'],
  materializer: ['core', 'git', 'resolver', 'store'],
  lint: ['core', 'materializer'],
  claude: ['core'],
  engine: ['core', 'git', 'resolver', 'store', 'materializer', 'lint', 'claude'],
  scaffold: ['core'],
  cli: ['core', 'claude', 'engine', 'scaffold'],
  nx: ['core', 'engine', 'scaffold'],
};

/** Only these rooms start processes; everyone else goes through them. */
const startsProcesses = ['git', 'claude'];
const processModule = '/^(?:(?:node:)?child_process|execa)$/';

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/coverage', '**/generated', '**/asp_modules', '.nx', 'spaces'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs', '**/*.js'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Needed only where a file is at fault: a plain require stays lazy when the CLI is bundled, and synchronous.
      '@typescript-eslint/no-require-imports': [
        'error',
        { allow: ['^jsonc-parser$', '^toml-eslint-parser$'] },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      'no-console': 'error',
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: [],
          // A rare path may load a room late that others load at once.
          checkDynamicDependenciesExceptions: ['@agent-spaces/**'],
          depConstraints: Object.entries(mayImport).map(([room, rooms]) => ({
            sourceTag: `room:${room}`,
            onlyDependOnLibsWithTags: rooms.map((name) => `room:${name}`),
          })),
        },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**', ...startsProcesses.map((room) => `packages/${room}/src/**`)],
    rules: {
      // Not no-restricted-imports: it sees neither import() nor require() nor process.getBuiltinModule().
      'no-restricted-syntax': [
        'error',
        ...[`Literal[value=${processModule}]`, `TemplateElement[value.cooked=${processModule}]`].map(
          (selector) => ({ selector, message: 'Only git and claude start processes.' }),
        ),
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.cjs', '**/bin/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['packages/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: { '@nx/dependency-checks': 'error' },
  },
  {
    files: ['packages/cli/package.json'],
    // It is published as a bundle: what it imports is inside, and a devDependency.
    rules: {
      '@nx/dependency-checks': ['error', { buildTargets: ['bundle'], checkMissingDependencies: false }],
    },
  },
  {
    files: ['packages/nx/package.json'],
    // A plugin imports the devkit alone; the peer says for which Nx it is meant.
    rules: { '@nx/dependency-checks': ['error', { ignoredDependencies: ['nx'] }] },
  },
  {
    files: ['packages/nx/{package,executors,generators,migrations}.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: { '@nx/nx-plugin-checks': 'error' },
  },
  prettier,
);

import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Name what you export.',
};
const NO_ENUM = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' };
const NO_MODULE_STATE = {
  selector:
    'Program > VariableDeclaration[kind!="const"], Program > ExportNamedDeclaration > VariableDeclaration[kind!="const"]',
  message: 'A module keeps no mutable state: pass it, or put it in an object with a life cycle.',
};
const EMPTY_COLLECTION =
  'VariableDeclarator > NewExpression[callee.name=/^(Weak)?(Map|Set)$/][arguments.length=0]';
const NO_MODULE_COLLECTION = {
  selector: ['', 'ExportNamedDeclaration > ']
    .map((exported) => `Program > ${exported}VariableDeclaration > ${EMPTY_COLLECTION}`)
    .join(', '),
  message: 'An empty collection at module level is mutable state: pass it, or put it in an object.',
};

const NO_ARROW_DECLARATION = {
  selector: ['', 'ExportNamedDeclaration > ']
    .map(
      (exported) =>
        `Program > ${exported}VariableDeclaration > VariableDeclarator:not([id.typeAnnotation]) > ArrowFunctionExpression`,
    )
    .join(', '),
  message: 'Declare a named function with `function`; arrows are for callbacks.',
};

/** The parts of `process` that only lib/cli touches. `exit` is nobody's: it drops output that is not yet written. */
const PROCESS_OF_THE_CLI = ['env', 'argv', 'exitCode', 'on', 'once', 'stdin', 'stdout', 'stderr', 'umask'];
const PROCESS_MESSAGE = 'Only lib/cli reads the environment, handles signals and sets the exit code.';
const NO_EXIT = { object: 'process', property: 'exit', message: 'Set process.exitCode in lib/cli instead.' };

const fileNames = {
  meta: { type: 'layout', schema: [] },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split('/').at(-1);
      if (/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(name)) return;
      context.report({ node, message: `File name "${name}" is not a kebab-case noun.` });
    },
  }),
};

export default tseslint.config(
  {
    // A project's own files are checked where one is made: spec/contract/package.spec.ts.
    ignores: ['dist/**', 'coverage/**', '.k3play/**', 'templates/project/**'],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { k3play: { rules: { 'file-names': fileNames } } },
    rules: {
      'k3play/file-names': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, allowDefaultCaseForExhaustiveSwitch: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'variableLike', format: ['camelCase'], leadingUnderscore: 'allow' },
        { selector: 'variable', modifiers: ['const'], format: ['camelCase', 'PascalCase', 'UPPER_CASE'] },
        { selector: 'typeLike', format: ['PascalCase'] },
        { selector: 'classProperty', format: ['camelCase'] },
        { selector: 'classMethod', format: ['camelCase'] },
      ],
      'max-lines': ['error', { max: 300 }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        NO_DEFAULT_EXPORT,
        NO_ENUM,
        NO_MODULE_STATE,
        NO_MODULE_COLLECTION,
        NO_ARROW_DECLARATION,
      ],
      'no-restricted-properties': ['error', NO_EXIT],
      // Terminal output is searched for control characters in many places, on purpose.
      'no-control-regex': 'off',
    },
  },
  {
    files: ['lib/**/*.ts'],
    // The double is a program of its own, installed on hosts.
    ignores: ['lib/cli/**', 'lib/lab/k3s-double/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        NO_EXIT,
        ...PROCESS_OF_THE_CLI.map((property) => ({ object: 'process', property, message: PROCESS_MESSAGE })),
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({ name, message: PROCESS_MESSAGE })),
        },
      ],
    },
  },
  {
    // Builders of schemas say their type by what they return.
    files: ['lib/schema/build.ts', 'lib/modules/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Typebox's options ask for an index signature, which only types have.
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['spec/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/require-await': 'off',
      // Short builders of cases may be arrows.
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_ENUM, NO_MODULE_STATE, NO_MODULE_COLLECTION],
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' } },
  },
);

// Lint rules: typed TypeScript rules, the size limits, and each folder's forbidden packages (from scripts/house/arrows.json).
import { readFileSync } from 'node:fs';
import tseslint from 'typescript-eslint';

const { zones } = JSON.parse(readFileSync(new URL('scripts/house/arrows.json', import.meta.url), 'utf8'));

/** Forbids in each folder the packages that belong to another one; scripts/house/arrows.ts checks the rest of the table. */
function restrictedImports(zone) {
  const own = zone.packages ?? [];
  const message = `Not in ${zone.name}: see scripts/house/arrows.json.`;
  const isForeign = (name) => !name.startsWith('node:') && !own.includes(name);
  const foreign = new Set(zones.flatMap(({ packages = [] }) => packages.filter(isForeign)));
  const patterns = [{ group: [...foreign].flatMap((name) => [name, `${name}/*`]), message }];
  if (!zone.node) patterns.push({ regex: `^(?!(${own.join('|')})$)node:`, message });
  return {
    files: zone.files.map((pattern) => pattern.replace(/\*+$/, '**/*.{ts,tsx}')),
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

const houseRules = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_$', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // Ports are plain objects of functions; none of them has a `this` to lose.
  '@typescript-eslint/unbound-method': 'off',
  eqeqeq: 'error',
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportAllDeclaration', message: 'Name what is exported.' },
    { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
    {
      selector: "CallExpression[callee.property.name='toMatchObject'] Property > Literal[regex]",
      message: 'jest takes a pattern here for an object that anything matches: use expect.stringMatching.',
    },
  ],
  'prefer-const': 'error',
};

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.venv/', 'coverage/', 'models/', 'test/fixtures/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'contract/tsconfig.json',
          'native-host/tsconfig.json',
          'plugin/tsconfig.json',
          'tsconfig.tools.json',
          'tsconfig.panel-tests.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: houseRules,
  },
  // A more special folder comes later in the list and replaces the rule of a wider one, hence the reversed order.
  ...[...zones].reverse().map(restrictedImports),
  {
    files: ['**/*.test.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
);

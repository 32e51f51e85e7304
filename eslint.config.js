import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** What each layer of libraries may import. Arrows point down only. */
const LIBRARIES = {
  entities: [],
  configuration: ['entities'],
  protocol: ['entities'],
  waiting: [],
  client: ['entities', 'waiting'],
  format: ['entities', 'waiting'],
  usecases: ['entities', 'waiting', 'format'],
  access: ['entities', 'waiting', 'configuration', 'usecases'],
  adapters: ['entities', 'waiting', 'configuration', 'protocol', 'usecases', 'access'],
  backends: ['entities', 'waiting', 'configuration', 'usecases'],
  host: ['entities', 'waiting', 'configuration', 'protocol', 'usecases', 'access', 'adapters'],
};
const LAYERS = {
  ...LIBRARIES,
  // The command line composes what the server composes, and is tested beside it.
  app: [...Object.keys(LIBRARIES), 'app'],
  tools: [...Object.keys(LIBRARIES), 'app', 'testing', 'tools'],
  testing: ['entities', 'testing'],
};

/** Test servers and what keeps generated code are at hand in tests and generators alone. */
const boundaries = ({ inTests }) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    depConstraints: Object.entries(LAYERS).map(([layer, below]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [...below, ...(inTests ? ['testing'] : [])].map((name) => `layer:${name}`),
    })),
  },
];

const NO_MACHINE = ['fs', 'http', 'https', 'net', 'tls', 'child_process', 'dgram', 'path'].flatMap((name) => [
  name,
  `node:${name}`,
  `node:${name}/promises`,
]);

const TESTS = ['**/*.test.ts', '**/*.fixture.ts'];

export default tseslint.config(
  { ignores: ['**/dist', '**/generated', '.nx', 'node_modules'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': boundaries({ inTests: false }),
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: [...TESTS, 'libs/*/*/generate.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries({ inTests: true }) },
  },
  {
    // Use cases and what lies below them know no file system, no HTTP and no SDK; a client knows fetch alone.
    files: ['libs/{entities-export,waiting,format,usecases-export,rest-client}/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: NO_MACHINE, patterns: ['@aws-sdk/*', '@google-cloud/*', '@azure/*', 'fastify', 'lmdb'] },
      ],
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);

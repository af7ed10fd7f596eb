// Three projects: pure unit tests, tests on real parts (child processes from dist/), parity with PyTorch.
const common = {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@framescore/contract$': '<rootDir>/contract/src/index.ts',
  },
  transform: {
    '^.+\\.tsx?$': [
      '<rootDir>/test/jest-transform.js',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          experimental: { keepImportAttributes: true },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
};
export default {
  maxWorkers: 2,
  testTimeout: 300_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      rootDir: '.',
      testMatch: ['<rootDir>/{contract,native-host,plugin}/src/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'host',
      rootDir: '.',
      testMatch: ['<rootDir>/test/{fixtures,host,house,media,parity,process,sampler,transport}/**/*.test.ts'],
    },
    { ...common, displayName: 'premiere', rootDir: '.', testMatch: ['<rootDir>/test/premiere/**/*.test.ts'] },
    {
      ...common,
      displayName: 'ui',
      rootDir: '.',
      testEnvironment: 'jest-environment-jsdom',
      testMatch: ['<rootDir>/plugin/src/**/*.test.tsx'],
    },
  ],
};

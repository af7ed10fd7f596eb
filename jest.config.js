// Three projects: pure unit tests, tests on real parts (child processes from dist/), parity with PyTorch.
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@framescore/contract$': '<rootDir>/contract/src/index.ts',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
export default {
  maxWorkers: 2,
  testTimeout: 300_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      rootDir: '.',
      testMatch: ['<rootDir>/{contract,native-host}/src/**/*.test.ts'],
    },
    { ...common, displayName: 'host', rootDir: '.', testMatch: ['<rootDir>/test/**/*.test.ts'] },
  ],
};

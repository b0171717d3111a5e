import type { Config } from 'jest';

const config: Config = {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // They need Python, and have a set-up of their own: npm run test:aws.
  testPathIgnorePatterns: ['<rootDir>/test/aws/'],
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/leaks/reporter.ts'],
  testSequencer: '<rootDir>/test/sequencer.ts',
  // Half of the tests mostly wait: for a queue, a lease or another process.
  maxWorkers: 4,
  // For a hang alone: how long a test takes is up to the machine.
  testTimeout: 900_000,
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  // Published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!p-map/|zod/v4/)'],
};

export default config;

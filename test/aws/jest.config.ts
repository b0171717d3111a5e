import type { Config } from 'jest';
import base from '../../jest.config.ts';

const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/aws', '<rootDir>/test/system'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/test/aws/global-setup.ts',
  globalTeardown: '<rootDir>/test/aws/global-teardown.ts',
  // Each worker has an AWS of its own, since the tests share its queues. There is only one where the environment names it.
  maxWorkers: process.env['AWS_ENDPOINT_URL'] ? 1 : 2,
};

export default config;

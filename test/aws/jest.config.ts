import type { Config } from 'jest';
import base from '../../jest.config.ts';

const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/aws', '<rootDir>/test/system'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/test/aws/global-setup.ts',
  globalTeardown: '<rootDir>/test/aws/global-teardown.ts',
  // They share one AWS, and its queues.
  maxWorkers: 1,
};

export default config;

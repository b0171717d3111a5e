import type { Config } from 'jest';
import base from '../../../jest.config.ts';

const { globalSetup: _, globalTeardown: __, ...shared } = base;

/** They need no package, and no services. */
const config: Config = {
  ...shared,
  rootDir: '../../..',
  roots: ['<rootDir>/test/properties/scopes'],
  testMatch: ['**/*.exhaustive.ts'],
  reporters: ['default'],
};

export default config;

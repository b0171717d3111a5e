/** `npm run bench:console`: measures a busy console, on a stack of its own. */
import type { Config } from 'jest';
import shared from '../../../jest.config.ts';

const config: Config = {
  ...shared,
  rootDir: '../../..',
  roots: ['<rootDir>/test/console/measurements'],
  testMatch: ['**/measure-console.ts'],
  testPathIgnorePatterns: [],
  reporters: ['default'],
};

export default config;

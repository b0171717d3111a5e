/** `npm run screenshots`: takes the pictures of docs/console.md, on a stack of its own. */
import type { Config } from 'jest';
import shared from '../../../jest.config.ts';

const config: Config = {
  ...shared,
  rootDir: '../../..',
  roots: ['<rootDir>/test/console/screenshots'],
  testMatch: ['**/take-screenshots.ts'],
  testPathIgnorePatterns: [],
  reporters: ['default'],
};

export default config;

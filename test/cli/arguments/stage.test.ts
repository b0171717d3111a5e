import { describe, expect, test } from '@jest/globals';
import { chooseStage } from '../../../cli/arguments/stage.ts';
import { UsageError } from '../../../cli/arguments/usage-error.ts';

describe('the stage', () => {
  test('is the chosen one', () => {
    expect(chooseStage('prod', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toBe('prod');
  });

  test.each(['http://127.0.0.1:4566', 'http://localhost:1', 'http://[::1]:1'])(
    'is local with AWS at %s',
    (endpoint) => {
      expect(chooseStage(undefined, { AWS_ENDPOINT_URL: endpoint })).toBe('local');
    },
  );

  test.each(['127.0.0.1:4566', 'localhost:4566', 'nonsense'])('is not asked for while AWS is at %s', (endpoint) => {
    expect(() => chooseStage(undefined, { AWS_ENDPOINT_URL: endpoint })).toThrow(
      `AWS_ENDPOINT_URL is ${endpoint}, without http://`,
    );
  });

  test.each([undefined, '', 'https://sqs.example.com'])('has to be named with AWS at %p', (endpoint) => {
    expect(() => chooseStage(undefined, { ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }) })).toThrow(
      UsageError,
    );
  });
});

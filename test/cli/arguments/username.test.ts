import { expect, test } from '@jest/globals';
import { UsageError } from '../../../cli/arguments/usage-error.ts';
import { parseUsername } from '../../../cli/arguments/username.ts';

test('a login name is taken as it is written', () => {
  expect(parseUsername('Rene\u0301@example.com')).toBe('Rene\u0301@example.com');
});

test.each([
  ['', "'': must not be empty"],
  ['a'.repeat(256), `${'a'.repeat(256)}: must be at most 255 characters`],
  ['..', '..: must not be "." or ".." or begin or end with white space'],
])('what can be no login name is refused in a sentence (%#)', (text, message) => {
  expect(() => parseUsername(text)).toThrow(new UsageError(message));
});

import { expect, test } from '@jest/globals';
import { judgeProtectedLogins } from '../../../operator/doctor/protected-logins.ts';

test('a stage that protects no login may lose its own users, and the operator is told', () => {
  expect(judgeProtectedLogins([])).toMatchObject({
    status: 'warn',
    fix: 'Put their logins into the parameter protectedUsernames, and deploy.',
  });
  expect(judgeProtectedLogins(undefined).status).toBe('skipped');
  expect(judgeProtectedLogins(['a@example.com', 'b'])).toEqual({ status: 'ok', found: 'a@example.com, b' });
});
